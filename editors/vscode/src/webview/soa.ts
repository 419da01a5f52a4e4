// The page of the Statement of Applicability: a row for each control, filtered by words and by state.

import type { Notice, Tables } from "../messages.ts";
import type { Named, SoaRow, SoaTable } from "../protocol.ts";
import { element, kept, link, root, tell } from "./page.ts";

/** The words for how far a control is, from nothing to most. Others are put behind them. */
const STATES = [
  "undecided",
  "missing",
  "planned",
  "partial",
  "implemented",
  "evidenced",
  "effective",
  "excluded",
];

interface View {
  words: string;
  /** The states that are shown; all where it is empty. */
  states: string[];
  table: number;
}

function earlier(): View {
  const state = kept.get();
  const known = typeof state === "object" && state !== null ? (state as Partial<View>) : {};
  return { words: known.words ?? "", states: known.states ?? [], table: known.table ?? 0 };
}

const view = earlier();
let tables: SoaTable[] = [];

const heading = element("h1", {});
const picker = element("select", { "aria-label": "Statement of Applicability" });
const search = element("input", {
  type: "search",
  placeholder: "Filter by id, title, name or reason",
  "aria-label": "Filter",
});
const chips = element("div", { class: "chips", role: "group", "aria-label": "States" });
const count = element("p", { class: "count", role: "status", "aria-live": "polite" });
const body = element("tbody", { role: "rowgroup" });
const notice = element("p", { class: "notice", role: "status" });
const heads = ["Control", "State", "Applies", "Justification", "Implemented by", "Evidence"];
// The roles are said, for where there is no room for columns the style makes blocks of them.
const table = element(
  "table",
  { role: "table" },
  element(
    "thead",
    { role: "rowgroup" },
    element("tr", { role: "row" }, ...heads.map((head) => element("th", { role: "columnheader" }, head))),
  ),
  body,
);
search.value = view.words;

function current(): SoaTable | undefined {
  return tables[view.table] ?? tables[0];
}

function statesOf(rows: SoaRow[]): [string, number][] {
  const found = new Map<string, number>();
  for (const { state } of rows) {
    found.set(state, (found.get(state) ?? 0) + 1);
  }
  const rank = (state: string) => (STATES.indexOf(state) + STATES.length + 1) % (STATES.length + 1);
  return [...found].sort(([a], [b]) => rank(a) - rank(b));
}

function cell(of: string, ...contents: (Node | string)[]): HTMLElement {
  return element("td", { role: "cell", "data-of": of }, ...contents);
}

function names(of: string, all: Named[]): HTMLElement {
  return cell(
    of,
    ...all.flatMap((named, at) => [at === 0 ? "" : ", ", link(named.title || named.name, named)]),
  );
}

function badge(state: string): HTMLElement {
  return element("span", { class: `state ${STATES.includes(state) ? state : ""}` }, state);
}

function rowOf(row: SoaRow): HTMLElement {
  const applies = row.applicable === null ? "?" : row.applicable ? "yes" : "no";
  return element(
    "tr",
    { role: "row", "data-control": row.control },
    element(
      "th",
      { role: "rowheader" },
      link(row.control, row, `Go to what decides ${row.control}`),
      " ",
      element("span", {}, row.title),
    ),
    cell("State", badge(row.state)),
    cell("Applies", applies),
    cell("Justification", row.justification),
    names("Implemented by", row.implementedBy),
    names("Evidence", row.evidence),
  );
}

function matches(row: SoaRow, words: string[]): boolean {
  if (view.states.length > 0 && !view.states.includes(row.state)) {
    return false;
  }
  const named = [...row.implementedBy, ...row.evidence].flatMap(({ name, title }) => [name, title]);
  const text = [row.control, row.title, row.state, row.justification, row.theme, ...named]
    .join(" ")
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

function drawRows(): void {
  const rows = current()?.rows ?? [];
  const words = view.words.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = rows.filter((row) => matches(row, words));
  const contents: HTMLElement[] = [];
  let theme: string | undefined;
  for (const row of shown) {
    if (row.theme !== theme) {
      theme = row.theme;
      contents.push(
        element("tr", { class: "theme" }, element("th", { colspan: String(heads.length) }, theme)),
      );
    }
    contents.push(rowOf(row));
  }
  body.replaceChildren(...contents);
  count.textContent =
    shown.length === rows.length ? `${rows.length} controls` : `${shown.length} of ${rows.length} controls`;
  kept.set(view);
}

function drawChips(): void {
  const made = statesOf(current()?.rows ?? []).map(([state, of]) => {
    const pressed = view.states.includes(state);
    const chip = element(
      "button",
      { type: "button", class: "chip", "aria-pressed": String(pressed), "data-state": state },
      badge(state),
      ` ${of}`,
    );
    chip.addEventListener("click", () => {
      view.states = pressed ? view.states.filter((other) => other !== state) : [...view.states, state];
      drawChips();
      drawRows();
      chips.querySelector<HTMLElement>(`[data-state="${CSS.escape(state)}"]`)?.focus();
    });
    return chip;
  });
  chips.replaceChildren(...made);
}

function draw(): void {
  picker.replaceChildren(
    ...tables.map((of, at) =>
      element("option", { value: String(at), selected: at === view.table }, `${of.title} – ${of.scope}`),
    ),
  );
  picker.hidden = tables.length < 2;
  heading.textContent = current()?.title ?? "Statement of Applicability";
  notice.hidden = tables.length > 0;
  notice.textContent =
    "There is no Statement of Applicability yet. Type soa and press Tab in a file to write one.";
  table.hidden = tables.length === 0;
  // Who reads a row keeps it while the text is being changed.
  const focused = document.activeElement?.closest("[data-control]")?.getAttribute("data-control");
  const top = document.scrollingElement?.scrollTop ?? 0;
  drawChips();
  drawRows();
  if (focused) {
    body
      .querySelector<HTMLElement>(`[data-control="${CSS.escape(focused)}"] th a`)
      ?.focus({ preventScroll: true });
  }
  if (document.scrollingElement) {
    document.scrollingElement.scrollTop = top;
  }
}

search.addEventListener("input", () => {
  view.words = search.value;
  drawRows();
});
picker.addEventListener("change", () => {
  view.table = Number(picker.value);
  draw();
});
// Up and down go from row to row, as in a list.
body.addEventListener("keydown", (event) => {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0 || !(event.target instanceof HTMLElement)) {
    return;
  }
  const starts = [...body.querySelectorAll<HTMLElement>("th a")];
  const row = event.target.closest("tr");
  const at = starts.findIndex((start) => start.closest("tr") === row);
  const next = starts[at + step];
  if (next !== undefined) {
    event.preventDefault();
    next.focus();
  }
});
window.addEventListener("message", ({ data }: MessageEvent<Tables | Notice>) => {
  if (data.type === "tables") {
    tables = data.tables;
    draw();
  } else {
    notice.hidden = false;
    notice.textContent = data.text;
  }
});

root().append(element("header", {}, heading, picker, search, chips, count), notice, table);
table.hidden = true;
tell({ type: "ready" });
