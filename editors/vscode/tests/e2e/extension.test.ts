// The extension as somebody meets it who writes policies: in a real editor, on the example of a whole company, whose day
// is fixed. The tests build on each other: it is one sitting.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Editor } from "./editor.ts";

const editor = new Editor("fjordlight");

before(() => editor.start({ "annexa.asOf": "2026-11-30" }));
after(() => editor.stop());

/** Runs a test, and keeps a picture of how the editor looked when it failed. */
function sitting(name: string, run: () => Promise<void>): void {
  test(name, { timeout: 400_000 }, async () => {
    try {
      // What an earlier one left open.
      await editor.page.keyboard.press("Escape");
      await run();
    } catch (error) {
      await editor.screenshot(`failed: ${name}`);
      // What it left half-done is not the fault of the next one.
      await undoAll().catch(() => undefined);
      throw error;
    }
  });
}

/** What the line at the bottom says of the example as it is. */
let counted = "";

const statusBar = () => editor.page.locator(".statusbar-item", { hasText: "Annexa:" });
const squiggles = () => editor.page.locator(".editor-instance .squiggly-error");

/** The number of the line of a file that begins like this. */
function lineOf(file: string, start: string): number {
  const at = editor
    .read(file)
    .split("\n")
    .findIndex((line) => line.trim().startsWith(start));
  assert.ok(at >= 0, `${file} has no line that begins ${start}`);
  return at + 1;
}

/** Begins a new line below another one, and writes into it. Gives the number of the new one. */
async function writeBelow(file: string, start: string, text: string): Promise<number> {
  const line = lineOf(file, start);
  await editor.open(file, line);
  await editor.page.keyboard.press("End");
  await editor.page.keyboard.press("End");
  await editor.page.keyboard.press("Enter");
  await editor.page.keyboard.insertText(text);
  await editor.page.locator(".statusbar-item", { hasText: `Ln ${line + 1}, ` }).waitFor();
  return line + 1;
}

async function undoAll(): Promise<void> {
  await editor.command("File: Revert File");
  await editor.page.locator(".tab.active:not(.dirty)").first().waitFor();
}

sitting("a policy is previewed by itself, the first time", async () => {
  await editor.open("policies/access-control.isms");
  await editor.tab("Preview: Access control policy").waitFor();
  const preview = editor.webview();
  await preview.locator("h1", { hasText: "Access control policy" }).waitFor();
  // What is interpolated in the text is written out.
  await preview.locator("article", { hasText: "reviewed every 6 months" }).waitFor();
  await editor.screenshot("preview");
  await isForEverybody();
});

sitting("what is wrong is counted, and shown with this file first", async () => {
  await statusBar()
    .filter({ hasText: /\d warnings/ })
    .waitFor();
  assert.doesNotMatch(await statusBar().innerText(), /error/);
  counted = await statusBar().innerText();
  await editor.page.locator(".activitybar [aria-label^='Annexa']").first().click();
  const files = editor.page
    .locator(".pane", { hasText: "Problems, This File First" })
    .locator(".monaco-list-row");
  await files.filter({ hasText: "access-control.isms" }).waitFor();
  assert.match(await files.first().innerText(), /access-control\.isms/);
  assert.match(await files.nth(1).innerText(), /line \d+/);
});

sitting("the tree shows what there is", async () => {
  const tree = editor.page.locator(".pane", { hasText: "Management System" }).locator(".monaco-list-row");
  await tree.first().waitFor();
  assert.ok((await tree.count()) > 2);
  await editor.screenshot("trees");
});

sitting("a contradiction is underlined, says why, and is mended by the light bulb", async () => {
  await editor.command("Annexa: Show the Statement of Applicability");
  const row = editor.webview().locator('[data-control="A.8.13"]');
  await row.locator(".state", { hasText: /evidenced|effective/ }).waitFor();

  const line = await writeBelow(
    "soa.isms",
    "include: A.8.34",
    'exclude: A.8.13 because "Nothing here is worth a copy"',
  );
  await squiggles().first().waitFor();
  await statusBar().filter({ hasText: "1 error" }).waitFor();
  // The page beside the text follows what is typed and not saved.
  await row.locator(".state", { hasText: "excluded" }).waitFor();

  await editor.open("soa.isms", line, 17);
  await editor.command("Show or Focus Hover");
  const hover = editor.page.locator(".monaco-hover:visible", { hasText: "is excluded" });
  await hover.waitFor();
  assert.match(await hover.innerText(), /6\.1\.3/);
  await editor.screenshot("problem");
  await editor.page.keyboard.press("Escape");

  await editor.page.keyboard.press("Control+.");
  const fix = editor.page.locator(".action-widget .monaco-list-row", { hasText: /include it/i }).first();
  await fix.waitFor();
  await fix.click();
  await squiggles().first().waitFor({ state: "hidden" });
  await row.locator(".state", { hasText: /evidenced|effective/ }).waitFor();
  await undoAll();
});

/** Pages are for everybody: also for those who do not see well, and for those who use the keyboard alone. */
async function isForEverybody(): Promise<void> {
  assert.deepEqual(await editor.barriers(), []);
}

sitting("the Statement of Applicability is filtered, and leads to the source", async () => {
  const soa = editor.webview();
  const rows = soa.locator("tr[data-control]");
  await soa.locator(".count", { hasText: /^93 controls$/ }).waitFor();
  await soa.locator("input[type=search]").fill("outsourced");
  await soa.locator(".count", { hasText: "1 of 93" }).waitFor();
  assert.equal(await rows.first().getAttribute("data-control"), "A.8.30");
  await soa.locator("input[type=search]").fill("");
  await soa.locator(".chip[data-state=excluded]").click();
  await soa.locator(".count", { hasText: "2 of 93" }).waitFor();
  assert.deepEqual(await rows.evaluateAll((all) => all.map((row) => row.getAttribute("data-control"))), [
    "A.7.12",
    "A.8.30",
  ]);
  await editor.screenshot("soa");
  await isForEverybody();

  // By the keyboard alone: down to the second row, and off to its source. The page may still follow the text.
  await editor.until("the cursor to be at the exclusion of A.8.30", async () => {
    await rows.first().locator("th a").first().focus();
    await editor.page.keyboard.press("ArrowDown");
    await editor.page.keyboard.press("Enter");
    await editor.page.locator(".tab.active", { hasText: "soa.isms" }).first().waitFor();
    return (await editor.cursorLine()) === lineOf("soa.isms", "exclude: A.8.30");
  });
  await soa.locator(".chip[data-state=excluded]").click();
});

sitting("a control is completed by a word of its title", async () => {
  const before = editor.read("policies/access-control.isms");
  await editor.open(
    "policies/access-control.isms",
    lineOf("policies/access-control.isms", "implements: A.8.5"),
  );
  await editor.page.keyboard.press("End");
  await editor.page.keyboard.type(", capacity");
  const offered = editor.page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "A.8.6" });
  await offered.first().waitFor();
  await editor.screenshot("completion");
  await offered.first().click();
  await editor.save();
  await editor.until("the control to be written", () =>
    editor.read("policies/access-control.isms").includes("implements: A.8.5, A.8.6\n"),
  );
  await editor.until("the policy to be as it was", async () => {
    await editor.page.keyboard.press("Control+z");
    await editor.page.keyboard.press("Control+s");
    return editor.read("policies/access-control.isms") === before;
  });
});

sitting("what a control rests on is shown for the one under the cursor", async () => {
  await editor.open(
    "policies/access-control.isms",
    lineOf("policies/access-control.isms", "implements: A.8.5"),
    22,
  );
  const trace = editor.page.locator(".pane", { hasText: "What This Rests On" }).locator(".monaco-list-row");
  await trace.filter({ hasText: "A.8.5" }).first().waitFor();
  assert.ok((await trace.count()) > 1, "nothing stands below the control");
  await editor.screenshot("trace");
});

sitting("a role is renamed in all files", async () => {
  await editor.goToText("soa.isms", "ciso");
  await editor.page.keyboard.press("F2");
  const box = editor.page.locator(".rename-box input");
  await box.waitFor();
  await box.fill("security-chief");
  await editor.page.keyboard.press("Enter");
  await box.waitFor({ state: "hidden" });
  await editor.until("the role to be renamed", () =>
    /role security-chief/.test(editor.read("organization.isms")),
  );
  await editor.save();
  assert.match(editor.read("soa.isms"), /owner: security-chief/);
  assert.match(editor.read("policies/access-control.isms"), /approver: security-chief/);
  assert.doesNotMatch(editor.read("organization.isms"), /\bciso\b/);
  await editor.until(
    "the problems to be those of before",
    async () => (await statusBar().innerText()) === counted,
  );
});

sitting("a file is laid out", async () => {
  const before = editor.read("soa.isms");
  await editor.open("soa.isms", lineOf("soa.isms", "version:"));
  await editor.page.keyboard.type("         ");
  await editor.page.keyboard.press("Control+s");
  await editor.until("the spaces to be saved", () => editor.read("soa.isms") !== before);
  await editor.command("Format Document");
  await editor.until("the layout to be mended", async () => {
    await editor.page.keyboard.press("Control+s");
    return editor.read("soa.isms") === before;
  });
});

sitting("assets are changed in a table, which writes the source", async () => {
  await editor.command("Annexa: Edit as a Table…");
  await editor.page
    .locator(".quick-input-list .monaco-list-row", { hasText: /^asset/i })
    .first()
    .click();
  const table = editor.webview();
  const cell = table.locator('[data-name="patient-db"][data-field="classification"]');
  await cell.waitFor();
  assert.equal(await cell.inputValue(), "confidential");
  await editor.screenshot("table");
  await isForEverybody();
  await cell.selectOption("internal");
  const integrity = table.locator('[data-name="patient-db"][data-field="integrity"]');
  await integrity.selectOption("medium");
  await editor.until("the asset to be changed", () => {
    const source = /asset patient-db [^}]*\}/.exec(editor.read("assets.isms"))?.[0] ?? "";
    return /classification: internal/.test(source) && /integrity: medium/.test(source);
  });
});

sitting("a problem is explained on a page of its own", async () => {
  await editor.command("Annexa: Explain This Problem");
  await editor.page.locator(".quick-input-title", { hasText: "Explain which problem?" }).waitFor();
  await editor.page.keyboard.type("excluded-but-needed");
  await editor.page
    .locator(".quick-input-list .monaco-list-row", { hasText: "excluded-but-needed" })
    .first()
    .waitFor();
  await editor.page.keyboard.press("Enter");
  await editor.webview().locator("h1", { hasText: "excluded-but-needed" }).waitFor();
  await editor.screenshot("explain");
  await isForEverybody();
});

sitting("a document is approved, which the lock keeps", async () => {
  const file = "policies/access-control.isms";
  editor.write(file, editor.read(file).replace('version: "', 'version: "9.'));
  await editor.command("Annexa: Approve a Document…");
  await editor.answer("Which document is approved?", "access-control", "access-control");
  await editor.answer("Who approves access-control?", "Ines Moreau", "Ines Moreau");
  await editor.answer("What proves it?", "Minutes of the management group, item 5");
  await editor.message("access-control").waitFor();
  await editor.until("the record to be written", () =>
    editor.read("annexa.lock/access-control.toml").includes("Minutes of the management group, item 5"),
  );
  await editor.screenshot("approved");
});

sitting("a new management system is made", async () => {
  await editor.command("Annexa: New Management System…");
  await editor.choosePath("In which folder", editor.folder, "Make it here");
  await editor.answer("What shall it be called?", "second-isms");
  await editor.message("A small management system was written into second-isms").waitFor();
  await editor
    .tab(/organization\.isms|soa\.isms/)
    .first()
    .waitFor();
  assert.match(editor.read("second-isms/annexa.toml"), /iso27001/);
});

sitting("a spreadsheet is imported, with a report of what was taken for what", async () => {
  editor.write(
    "soa.csv",
    "Control;Applicable;Justification\nA.5.1;Yes;Our baseline\nA.7.9;No;Nobody takes equipment out\n",
  );
  await editor.command("Annexa: Import a Spreadsheet…");
  await editor.choosePath("Which spreadsheet?", join(editor.folder, "soa.csv"), "Import");
  const into = join(editor.folder, "imported");
  mkdirSync(into);
  await editor.choosePath("Into which empty folder?", into, "Write it here");
  await editor.message("The spreadsheet was imported").waitFor();
  assert.match(editor.read("imported/soa.isms"), /exclude: A\.7\.9 because "Nobody takes equipment out"/);
  await editor
    .tab(/Untitled-1/)
    .first()
    .waitFor();
  await editor.screenshot("imported");
});

sitting("the first steps are shown", async () => {
  await editor.command("Annexa: First Steps");
  for (const step of ["Your first policy", "Why is this red?", "Publish the SoA"]) {
    await editor.page.locator(".getting-started-step, .step-title", { hasText: step }).first().waitFor();
  }
  await editor.screenshot("walkthrough");
});

sitting("a program that is not there is said in words", async () => {
  editor.set("Machine", { "annexa.server.path": "/nowhere/annexa" });
  await statusBar().filter({ hasText: "not found" }).waitFor();
  await statusBar().click();
  await editor.page.locator(".notification-toast", { hasText: "there is no program there" }).waitFor();
  await editor.screenshot("missing");
  editor.set("Machine", {});
  await statusBar()
    .filter({ hasText: /warnings/ })
    .waitFor();
});
