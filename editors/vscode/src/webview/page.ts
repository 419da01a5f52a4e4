// What the scripts of the pages share. Words that somebody wrote reach the page as text, never as HTML.

import type { FromPage } from "../messages.ts";
import type { MaybeSource } from "../protocol.ts";

const editor = acquireVsCodeApi<unknown>();

/** Tells the extension something. */
export function tell(message: FromPage): void {
  editor.postMessage(message);
}

/** What is kept while the page is out of sight. */
export const kept = {
  get: (): unknown => editor.getState(),
  set: (state: unknown): unknown => editor.setState(state),
};

type Attributes = Record<string, string | boolean | undefined>;

/** An element with attributes and contents. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes,
  ...contents: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) {
      made.setAttribute(name, "");
    } else if (typeof value === "string") {
      made.setAttribute(name, value);
    }
  }
  made.append(...contents);
  return made;
}

/** A place that can be gone to, or words where there is none. */
export function link(text: string, { uri, range }: MaybeSource, label?: string): Node {
  if (!uri || !range) {
    return document.createTextNode(text);
  }
  const made = element("a", { href: "#", title: label ?? "Go to the source" }, text);
  made.addEventListener("click", (event) => {
    event.preventDefault();
    tell({ type: "open", source: { uri, range } });
  });
  return made;
}

/** The element that holds the page. */
export function root(): HTMLElement {
  const found = document.getElementById("page");
  if (found === null) {
    throw new Error("the page has no place for its contents");
  }
  return found;
}
