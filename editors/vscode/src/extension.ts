// The extension: puts the parts together, and takes them apart.

import * as vscode from "vscode";
import { askForPath, registerCommands } from "./commands.ts";
import { CurrentPackage, isSource } from "./package.ts";
import { Program } from "./program.ts";
import { AnnexaServer } from "./server.ts";
import { ExplainPanel, PreviewPanel, SoaPanel, TablePanel } from "./views/pages.ts";
import { problemsView, statusBar } from "./views/problems.ts";
import { ismsTree, traceTree } from "./views/trees.ts";

/** Kept for all windows: whether the preview has opened by itself. */
const PREVIEWED = "annexa.previewed";

let server: AnnexaServer | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const running = new AnnexaServer(context.extensionUri);
  server = running;
  const current = new CurrentPackage();
  const around = { server: running, current, extension: context.extensionUri };
  const soa = new SoaPanel(around);
  const table = new TablePanel(around);
  const preview = new PreviewPanel(around);
  const program = new Program(running);
  const explain = new ExplainPanel(around, program);
  const openFirst = (editor: vscode.TextEditor | undefined) => previewOnce(context, preview, editor);
  context.subscriptions.push(
    running,
    current,
    soa,
    table,
    preview,
    explain,
    registerCommands({ server: running, program, current, soa, table, preview, explain }),
    ismsTree(running, current),
    problemsView(),
    traceTree(running, current),
    statusBar(running),
    vscode.window.onDidChangeActiveTextEditor(openFirst),
    vscode.window.onDidChangeActiveTextEditor((editor) => preview.follow(editor)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("annexa.server.path") || change.affectsConfiguration("annexa.asOf")) {
        void running.restart();
      }
    }),
  );
  await running.restart();
  if (running.health.is === "missing") {
    // Not waited for: it stands there until somebody answers.
    void askForPath(running);
  }
  openFirst(vscode.window.activeTextEditor);
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** Shows what a policy looks like when it is published, once in a lifetime, without being asked. */
function previewOnce(
  context: vscode.ExtensionContext,
  preview: PreviewPanel,
  editor: vscode.TextEditor | undefined,
): void {
  const document = editor?.document;
  const wanted = vscode.workspace.getConfiguration("annexa").get("preview.openFirstTime", true);
  if (!wanted || server?.health.is !== "running" || document === undefined || !isSource(document)) {
    return;
  }
  const hasPolicy = /^\s*(?:policy|procedure)\s/m.test(document.getText());
  if (hasPolicy && context.globalState.get(PREVIEWED) !== true) {
    void context.globalState.update(PREVIEWED, true);
    preview.show(document);
  }
}
