// Every snippet, filled in as it comes, can be read: the program finds no fault of the language but the names that people
// put in.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

interface Snippet {
  prefix: string;
  body: string[];
}

const file = join(import.meta.dirname, "..", "..", "snippets", "isms.json");
const snippets = Object.values<Snippet>(JSON.parse(readFileSync(file, "utf8")));
/** A name that people put in, and what nothing rests on yet. */
const EXPECTED = /\[(?:unknown-name|unused-evidence)\]/;
/** Snippets that stand inside of something. */
const WITHIN: Record<string, [before: string, after: string]> = {
  statement: ['policy around "Around" {\n', "\n}"],
  exclude: ['soa around "Around" for booking-service against iso27001 {\n', "\n}"],
  "not-yet": ['soa around "Around" for booking-service against iso27001 {\n', "\n}"],
};

/** A snippet as it stands when only Tab is pressed. */
function filled(body: string[]): string {
  let text = body.join("\n").replace(/\$CURRENT_YEAR-\$CURRENT_MONTH-\$CURRENT_DATE/g, "2026-11-30");
  text = text.replace(/\$\{\d+\|([^,|]+)[^|]*\|\}/g, "$1").replace(/\$\{\d+:([^}]*)\}/g, "$1");
  return text.replace(/\$0/g, "");
}

for (const { prefix, body } of snippets) {
  test(`the snippet ${prefix} can be read`, () => {
    const program = process.env.ANNEXA;
    assert.ok(program, "ANNEXA is not set: editors/vscode/test.sh sets it");
    const folder = mkdtempSync(join(tmpdir(), "annexa-unit-"));
    try {
      execFileSync(program, ["new", folder, "--example"], { stdio: "pipe" });
      const [before, after] = WITHIN[prefix] ?? ["", ""];
      const text = `${before}${filled(body)}${after}\n`;
      assert.doesNotMatch(text, /\$/);
      writeFileSync(join(folder, "snippet.isms"), text);
      const ran = spawnSync(program, ["check", folder, "--only", "language", "--message-format", "short"], {
        encoding: "utf8",
      });
      const found = `${ran.stdout}${ran.stderr}`
        .split("\n")
        .filter((line) => line.startsWith("snippet.isms:"));
      const faults = found.filter((line) => !EXPECTED.test(line));
      assert.deepEqual(faults, [], text);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
