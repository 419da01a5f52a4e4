// What people can ask for by name. Each command says in words what came of it.

import * as vscode from "vscode";
import { type CurrentPackage, isSource, MANIFEST } from "./package.ts";
import { type Program, reason } from "./program.ts";
import { type Lens, LIBRARY, document as libraryDocument, table, tree } from "./protocol.ts";
import { type AnnexaServer, Unanswered } from "./server.ts";
import type { ExplainPanel, PreviewPanel, SoaPanel, TablePanel } from "./views/pages.ts";
import { nameOf, type Problem } from "./views/problems.ts";
import type { Node } from "./views/trees.ts";

/** The kinds that tables are mostly wanted of, first in the list. */
const FIRST_KINDS = ["asset", "supplier", "person"];

/** What commands work with. */
export interface Means {
  server: AnnexaServer;
  program: Program;
  current: CurrentPackage;
  soa: SoaPanel;
  table: TablePanel;
  preview: PreviewPanel;
  explain: ExplainPanel;
}

/** Makes all commands known. */
export function registerCommands(means: Means): vscode.Disposable {
  const { server, program, current } = means;
  const all: Record<string, (...args: never[]) => unknown> = {
    "annexa.open": (source: Parameters<AnnexaServer["location"]>[0]) => open(server, source),
    "annexa.new": () => newPackage(means),
    "annexa.check": () => inTerminal(means, "check"),
    "annexa.showStatus": () => inTerminal(means, "status"),
    "annexa.build": () => build(means),
    "annexa.showSoa": () => means.soa.show(),
    "annexa.showPreview": () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document !== undefined && isSource(document)) {
        means.preview.show(document);
      }
    },
    "annexa.editTable": (node?: Node) => editTable(means, node),
    "annexa.explain": (what?: string | Problem) => explain(means, what),
    "annexa.approve": (lens?: Lens) => approve(means, lens?.name),
    "annexa.import": () => importSoa(means),
    "annexa.restartServer": () => server.restart(),
    "annexa.showLog": () => server.log.show(),
    "annexa.setPath": () => askForPath(server),
    "annexa.walkthrough": () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", "annexa.annexa#start", false),
  };
  const registered = Object.entries(all).map(([name, run]) =>
    vscode.commands.registerCommand(name, async (...args: never[]) => {
      try {
        await run(...args);
      } catch (error) {
        if (!(error instanceof Unanswered)) {
          throw error;
        }
        void vscode.window.showErrorMessage(error.message);
      }
    }),
  );
  return vscode.Disposable.from(
    ...registered,
    vscode.workspace.registerTextDocumentContentProvider(LIBRARY, {
      provideTextDocumentContent: async (uri) =>
        (await server.ask(libraryDocument, { uri: uri.toString() }))?.text,
    }),
    program.provider(() => current.folder()),
  );
}

async function open(server: AnnexaServer, source: Parameters<AnnexaServer["location"]>[0]): Promise<void> {
  const { uri, range } = server.location(source);
  // Beside a page, not over it: in the column where text already is.
  const shown = vscode.window.visibleTextEditors.find(
    (editor) => editor.document.uri.toString() === uri.toString(),
  );
  const column =
    shown?.viewColumn ?? vscode.window.visibleTextEditors[0]?.viewColumn ?? vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(uri, { viewColumn: column });
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Says what keeps the program from being used, with the ways out. */
export async function askForPath(server: AnnexaServer): Promise<void> {
  const found = server.find();
  if (!("missing" in found)) {
    await server.restart();
    return;
  }
  const choose = "Choose the program…";
  const settings = "Open the setting";
  const chosen = await vscode.window.showWarningMessage(found.missing, choose, settings);
  if (chosen === choose) {
    const [file] = (await vscode.window.showOpenDialog({ title: "Where is the program annexa?" })) ?? [];
    if (file !== undefined) {
      const { Global } = vscode.ConfigurationTarget;
      await vscode.workspace.getConfiguration("annexa").update("server.path", file.fsPath, Global);
    }
  } else if (chosen === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "annexa.server.path");
  }
}

/** The folder of the package. */
async function folderOf({ current }: Means): Promise<string> {
  const folder = await current.folder();
  if (folder === undefined) {
    throw new Unanswered(`There is no management system in this folder: no ${MANIFEST} was found.`);
  }
  return folder;
}

async function newPackage({ program }: Means): Promise<void> {
  const [into] =
    (await vscode.window.showOpenDialog({
      title: "In which folder shall the new one be made?",
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: "Make it here",
      ...defaultFolder(),
    })) ?? [];
  if (into === undefined) {
    return;
  }
  const name = await vscode.window.showInputBox({
    title: "What shall it be called?",
    prompt: "The name of the new folder: small letters and hyphens",
    value: "my-isms",
    validateInput: (text) =>
      /^[\p{L}_][\p{L}\p{N}_]*(-[\p{L}\p{N}_]+)*$/u.test(text)
        ? undefined
        : "Letters, digits and single hyphens, with a letter first",
  });
  if (name === undefined) {
    return;
  }
  const ran = await program.run(["new", name, "--example"], into.fsPath);
  if (ran.code !== 0) {
    throw new Unanswered(`Nothing was written: ${reason(ran)}`);
  }
  await offerFolder(vscode.Uri.joinPath(into, name), `A small management system was written into ${name}.`);
}

function defaultFolder(): { defaultUri?: vscode.Uri } {
  const first = vscode.workspace.workspaceFolders?.[0]?.uri;
  return first === undefined ? {} : { defaultUri: first };
}

/** Shows what was written: where it lies in the open folder its first file, else the folder. */
async function offerFolder(folder: vscode.Uri, sentence: string): Promise<void> {
  if (vscode.workspace.getWorkspaceFolder(folder) !== undefined) {
    const [first] = await vscode.workspace.findFiles(
      new vscode.RelativePattern(folder, "{organization,soa}.isms"),
      null,
      1,
    );
    if (first !== undefined) {
      await vscode.window.showTextDocument(first);
    }
    void vscode.window.showInformationMessage(sentence);
    return;
  }
  const here = "Open the folder";
  const apart = "Open in a new window";
  const chosen = await vscode.window.showInformationMessage(sentence, here, apart);
  if (chosen !== undefined) {
    await vscode.commands.executeCommand("vscode.openFolder", folder, { forceNewWindow: chosen === apart });
  }
}

/** Saves what is open, for the program reads files. */
async function saved(): Promise<void> {
  const open = vscode.workspace.textDocuments.filter((document) => document.isDirty && isSource(document));
  await Promise.all(open.map((document) => document.save()));
}

async function inTerminal(means: Means, command: "check" | "status"): Promise<void> {
  const folder = await folderOf(means);
  await saved();
  await vscode.tasks.executeTask(means.program.task(command, folder));
}

async function build(means: Means): Promise<void> {
  const folder = await folderOf(means);
  await saved();
  const ran = await means.program.run(["build", ...means.server.asOf()], folder);
  if (ran.code > 1) {
    throw new Unanswered(`Nothing was published: ${reason(ran)}`);
  }
  // A line for each file, what was done with it and its path, and then how many there are.
  const [, page] = /^ +.+? {2}(\S.*\.md)$/m.exec(ran.out) ?? [];
  const [summary = ""] = /^\d+ files? .*$/m.exec(ran.out) ?? [];
  const look = "Look at it";
  const chosen = await vscode.window.showInformationMessage(
    `Published: ${summary}.`,
    ...(page === undefined ? [] : [look]),
  );
  if (chosen === look && page !== undefined) {
    const uri = vscode.Uri.file(page.startsWith("/") ? page : `${folder}/${page}`);
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  }
}

async function editTable({ server, current, table: panel }: Means, node?: Node): Promise<void> {
  if (node?.kind) {
    panel.show(node.kind, node.title);
    return;
  }
  const file = await current.file();
  if (file === undefined) {
    throw new Unanswered("Open a file of the management system first.");
  }
  const answer = await server.ask(tree, { uri: file.toString() });
  const kinds = (answer?.sections ?? []).flatMap((section) => section.kinds);
  const rank = (kind: string) => {
    const at = FIRST_KINDS.indexOf(kind);
    return at < 0 ? FIRST_KINDS.length : at;
  };
  const items = kinds
    .sort((a, b) => rank(a.kind) - rank(b.kind))
    .map(({ kind, title, declarations }) => ({
      label: title,
      description: String(declarations.length),
      of: kind,
    }));
  const chosen = await vscode.window.showQuickPick(items, { title: "Edit as a table: all of which kind?" });
  if (chosen !== undefined) {
    panel.show(chosen.of, chosen.label);
  }
}

/** Explains what is given, else the problem under the cursor, else what is chosen. */
async function explain(means: Means, what?: string | Problem): Promise<void> {
  const given = typeof what === "string" ? what : what && nameOf(what.diagnostic);
  const name = given ?? problemUnderCursor() ?? (await chosenProblem(means));
  if (name !== undefined) {
    means.explain.show(name);
  }
}

function problemUnderCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return undefined;
  }
  const at = editor.selection.active;
  const here = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter(({ source, range }) => source === "annexa" && range.contains(at));
  // The narrowest one.
  const length = ({ range }: vscode.Diagnostic) =>
    editor.document.offsetAt(range.end) - editor.document.offsetAt(range.start);
  const [first] = here.sort((a, b) => length(a) - length(b));
  return first && nameOf(first);
}

async function chosenProblem({ program, current }: Means): Promise<string | undefined> {
  const ran = await program.run(["explain"], await current.folder());
  const items: vscode.QuickPickItem[] = [];
  for (const line of ran.out.split("\n")) {
    const [, level, name, sentence] = /^\s+(error|warning|hint|off)\s+(\S+)\s+(.+)$/.exec(line) ?? [];
    if (name !== undefined && level !== undefined) {
      items.push({ label: name, description: level, detail: sentence ?? "" });
    }
  }
  const title = "Explain which problem?";
  return (await vscode.window.showQuickPick(items, { title, matchOnDetail: true }))?.label;
}

/** Everything of these kinds, by name and title. */
async function named(
  means: Means,
  kinds: string[],
): Promise<{ label: string; description: string; detail: string }[]> {
  const file = await means.current.file();
  if (file === undefined) {
    throw new Unanswered("Open a file of the management system first.");
  }
  const uri = file.toString();
  const tables = await Promise.all(
    kinds.map(async (kind) => ({ kind, found: await means.server.ask(table, { uri, kind }) })),
  );
  return tables.flatMap(({ kind, found }) =>
    (found?.rows ?? []).map(({ name, title }) => ({ label: title || name, description: kind, detail: name })),
  );
}

async function approve(means: Means, given?: string): Promise<void> {
  const folder = await folderOf(means);
  let name = given;
  if (name === undefined) {
    const documents = await named(means, ["policy", "procedure", "soa", "scope", "risk-method"]);
    const title = "Which document is approved?";
    name = (await vscode.window.showQuickPick(documents, { title, matchOnDetail: true }))?.detail;
  }
  if (name === undefined) {
    return;
  }
  const persons = await named(means, ["person"]);
  const by = await vscode.window.showQuickPick(persons, {
    title: `Who approves ${name}?`,
    matchOnDetail: true,
  });
  if (by === undefined) {
    return;
  }
  const record = await vscode.window.showInputBox({
    title: "What proves it?",
    prompt:
      "Where the decision is recorded. Leave it empty where the last commit, signed by that person, proves it.",
    placeHolder: "Minutes of the management group of 2026-10-27, item 4",
  });
  if (record === undefined) {
    return;
  }
  await saved();
  const proof = record.trim() === "" ? [] : ["--record", record.trim()];
  const ran = await means.program.run(["approve", name, "--by", by.detail, ...proof], folder);
  if (ran.code !== 0) {
    throw new Unanswered(`Not recorded: ${reason(ran)}`);
  }
  void vscode.window.showInformationMessage(
    ran.out.trim().split("\n")[0] || `${name} is approved by ${by.label}.`,
  );
}

async function importSoa({ program }: Means): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: "Which spreadsheet? Save it as CSV first.",
      filters: { "Statement of Applicability as CSV": ["csv"] },
      openLabel: "Import",
      ...defaultFolder(),
    })) ?? [];
  if (file === undefined) {
    return;
  }
  const [into] =
    (await vscode.window.showOpenDialog({
      title: "Into which empty folder?",
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: "Write it here",
      ...defaultFolder(),
    })) ?? [];
  if (into === undefined) {
    return;
  }
  const ran = await program.run(["import", "soa", file.fsPath, "--out", into.fsPath]);
  if (ran.code > 1) {
    throw new Unanswered(`Nothing was imported: ${reason(ran)}`);
  }
  const report = await vscode.workspace.openTextDocument({ content: ran.out || ran.err });
  await vscode.window.showTextDocument(report, { preview: true });
  await offerFolder(
    into,
    "The spreadsheet was imported. What was taken for what, and what was not used, is in the report.",
  );
}
