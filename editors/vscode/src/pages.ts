// Pages beside the text: what all of them share. A page may show text and run our own scripts, and nothing else: no
// network, no script that comes in with somebody's words.

import { randomBytes } from "node:crypto";

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it may stand in HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => ESCAPES[mark] ?? mark);
}

/** What a page is made of. */
export interface Parts {
  title: string;
  /** Where styles may come from, as the editor names it. */
  cspSource: string;
  styles: string[];
  script: string;
}

/** A whole page, which its script fills. */
export function page({ title, cspSource, styles, script }: Parts): string {
  const nonce = randomBytes(18).toString("base64");
  const policy = `default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  const links = styles.map((href) => `<link rel="stylesheet" href="${escapeHtml(href)}">`).join("\n");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
${links}
</head>
<body>
<main id="page"></main>
<script nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>`;
}
