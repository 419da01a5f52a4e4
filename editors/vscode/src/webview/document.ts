// The page of a document: a policy as it is published, or what explains a problem. The server and the editor make the HTML,
// without scripts; and none that came in with it would run, for the page lets this one run and no other.

import type { Html, Notice } from "../messages.ts";
import { element, root, tell } from "./page.ts";

const notice = element("p", { class: "notice", role: "status" });
const article = element("article", {});

window.addEventListener("message", ({ data }: MessageEvent<Html | Notice>) => {
  notice.textContent = data.type === "notice" ? data.text : "";
  const html = data.type === "html" ? data.html : "";
  if (article.innerHTML !== html) {
    article.innerHTML = html;
  }
});

root().append(notice, article);
tell({ type: "ready" });
