// Problems, those of the file in front first, and the line at the bottom that counts them.

import * as vscode from "vscode";
import { isSource, MANIFEST } from "../package.ts";
import type { AnnexaServer } from "../server.ts";
import { byFile } from "../sorting.ts";

/** A problem of a file. */
export interface Problem {
  uri: vscode.Uri;
  diagnostic: vscode.Diagnostic;
  path: string;
  severity: number;
  line: number;
  character: number;
}

interface FileOfProblems {
  uri: vscode.Uri;
  problems: Problem[];
}

type Item = FileOfProblems | Problem;

/** The name of a problem, such as `undecided-control`. */
export function nameOf(diagnostic: vscode.Diagnostic): string | undefined {
  const { code } = diagnostic;
  const value = typeof code === "object" ? code.value : code;
  return value === undefined ? undefined : String(value);
}

/** All problems that the server knows of. */
function allProblems(): Problem[] {
  const all: Problem[] = [];
  for (const [uri, diagnostics] of vscode.languages.getDiagnostics()) {
    for (const diagnostic of diagnostics) {
      if (diagnostic.source === "annexa") {
        const { line, character } = diagnostic.range.start;
        all.push({ uri, diagnostic, path: uri.toString(), severity: diagnostic.severity, line, character });
      }
    }
  }
  return all;
}

const SIGNS: [icon: string, colour: string][] = [
  ["error", "problemsErrorIcon.foreground"],
  ["warning", "problemsWarningIcon.foreground"],
  ["info", "problemsInfoIcon.foreground"],
  ["lightbulb", "problemsInfoIcon.foreground"],
];

/** "2 errors, 1 warning": how many there are of each. */
export function counted(problems: { severity: number }[]): string {
  const words = ["error", "warning", "note", "hint"];
  const parts = words.flatMap((word, severity) => {
    const of = problems.filter((problem) => problem.severity === severity).length;
    return of === 0 ? [] : [`${of} ${word}${of === 1 ? "" : "s"}`];
  });
  return parts.join(", ");
}

/** The view of the problems. */
export function problemsView(): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let thisFile: string | undefined;
  let files: FileOfProblems[] = [];
  const provider: vscode.TreeDataProvider<Item> = {
    onDidChangeTreeData: changed.event,
    getChildren: (item) => (item === undefined ? files : "problems" in item ? item.problems : []),
    getTreeItem: (item) => {
      if ("problems" in item) {
        const first = item.uri.toString() === thisFile || files.length === 1;
        const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
        const shown = new vscode.TreeItem(item.uri, first ? Expanded : Collapsed);
        // Whether it is open depends on the file in front, unless its identity changes the editor keeps it as it was.
        shown.id = `${item.uri.toString()} ${first}`;
        shown.description = counted(item.problems);
        shown.iconPath = vscode.ThemeIcon.File;
        return shown;
      }
      const { diagnostic, uri } = item;
      const [sentence = ""] = diagnostic.message.split("\n");
      const shown = new vscode.TreeItem(sentence);
      shown.description = `line ${item.line + 1}`;
      shown.tooltip = diagnostic.message;
      shown.contextValue = "problem";
      const [icon, colour] = SIGNS[item.severity] ?? ["circle", "foreground"];
      shown.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(colour));
      shown.command = {
        command: "annexa.open",
        title: "Open",
        arguments: [{ uri: uri.toString(), range: diagnostic.range }],
      };
      return shown;
    },
  };
  const view = vscode.window.createTreeView("annexa.problems", { treeDataProvider: provider });
  const refresh = () => {
    // Where a page is in front, it is still the file that was.
    thisFile = vscode.window.activeTextEditor?.document.uri.toString() ?? thisFile;
    const problems = allProblems();
    files = byFile(problems, thisFile).flatMap(([, of]) =>
      of[0] === undefined ? [] : [{ uri: of[0].uri, problems: of }],
    );
    const errors = problems.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error).length;
    view.badge = errors === 0 ? undefined : { value: errors, tooltip: counted(problems) };
    changed.fire();
  };
  refresh();
  return vscode.Disposable.from(
    changed,
    view,
    vscode.languages.onDidChangeDiagnostics(refresh),
    vscode.window.onDidChangeActiveTextEditor(refresh),
  );
}

/** The line at the bottom. */
export function statusBar(server: AnnexaServer): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("annexa", vscode.StatusBarAlignment.Left, 50);
  item.name = "Annexa";
  const refresh = () => {
    const document = vscode.window.activeTextEditor?.document;
    const near = document !== undefined && (isSource(document) || document.fileName.endsWith(MANIFEST));
    item.backgroundColor = undefined;
    item.command = "annexa.problems.focus";
    const { health } = server;
    if (health.is === "running") {
      const problems = allProblems();
      const said = counted(problems);
      const errors = problems.some(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
      // Before a file was in front, nothing may have been checked: then nothing is said of problems.
      const none = near ? "$(pass) Annexa: no problems" : "$(shield) Annexa";
      item.text = said === "" ? none : `$(${errors ? "error" : "warning"}) Annexa: ${said}`;
      item.tooltip = "Show the problems, this file first";
    } else if (health.is === "starting") {
      item.text = "$(loading~spin) Annexa";
      item.tooltip = "The checker is starting";
    } else {
      item.text = health.is === "missing" ? "$(warning) Annexa: not found" : "$(warning) Annexa: stopped";
      item.tooltip = health.why;
      item.backgroundColor = new vscode.ThemeColor("statusBarItem.warningBackground");
      item.command = health.is === "missing" ? "annexa.setPath" : "annexa.restartServer";
    }
    item.show();
  };
  refresh();
  return vscode.Disposable.from(
    item,
    server.onDidChange(refresh),
    vscode.languages.onDidChangeDiagnostics(refresh),
    vscode.window.onDidChangeActiveTextEditor(refresh),
  );
}
