import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeHtml, page } from "../../src/pages.ts";

const parts = { title: "<b>", cspSource: "https://here.example", styles: ["a.css"], script: "a.js" };

test("text becomes no HTML", () => {
  assert.equal(
    escapeHtml(`<a href="x" title='y'>&amp;`),
    "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;",
  );
  assert.match(page(parts), /<title>&lt;b&gt;<\/title>/);
});

test("a page runs its own script alone, each time under another word", () => {
  const nonce = (html: string) => /script-src 'nonce-([^']+)'/.exec(html)?.[1];
  const [first, second] = [page(parts), page(parts)];
  assert.ok(nonce(first));
  assert.notEqual(nonce(first), nonce(second));
  assert.ok(first.includes(`<script nonce="${nonce(first)}" src="a.js">`));
  assert.match(first, /default-src 'none'/);
});
