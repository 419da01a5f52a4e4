// Which package commands and views speak about: that of the file in front, else that of the last one, else the first in
// the folder.

import * as vscode from "vscode";

export const LANGUAGE = "isms";
export const MANIFEST = "annexa.toml";

/** Whether a document is source of a package. */
export function isSource(document: vscode.TextDocument): boolean {
  return document.languageId === LANGUAGE;
}

export class CurrentPackage implements vscode.Disposable {
  /** A file of the package: the last source that was in front, else the manifest. */
  private last: vscode.Uri | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  /** Another file is in front, or the text of one changed and is at rest. */
  readonly onDidChange = this.changed.event;
  private readonly parts: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    this.note(vscode.window.activeTextEditor);
    const manifests = vscode.workspace.createFileSystemWatcher(`**/${MANIFEST}`);
    this.parts = [
      this.changed,
      manifests,
      manifests.onDidCreate(() => void this.look()),
      manifests.onDidDelete(() => void this.look()),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (this.note(editor)) {
          this.changed.fire();
        }
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isSource(document) || document.fileName.endsWith(MANIFEST)) {
          this.soon();
        }
      }),
      // What the server found may rest on files that are not open.
      vscode.languages.onDidChangeDiagnostics(() => this.soon()),
    ];
    void this.look();
  }

  private note(editor: vscode.TextEditor | undefined): boolean {
    const document = editor?.document;
    if (document === undefined || document.uri.scheme !== "file" || !isSource(document)) {
      return false;
    }
    this.last = document.uri;
    return true;
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed.fire(), 250);
  }

  private async look(): Promise<void> {
    const found = await this.manifest();
    await vscode.commands.executeCommand("setContext", "annexa.package", found !== undefined);
    this.soon();
  }

  private async manifest(): Promise<vscode.Uri | undefined> {
    const found = await vscode.workspace.findFiles(`**/${MANIFEST}`, "**/{node_modules,target}/**", 20);
    // The one nearest to the root, and of several the first by name.
    const depth = (uri: vscode.Uri) => uri.path.split("/").length;
    return found.sort((a, b) => depth(a) - depth(b) || a.path.localeCompare(b.path))[0];
  }

  /** A file of the package. */
  async file(): Promise<vscode.Uri | undefined> {
    return this.last ?? (await this.manifest());
  }

  /** The folder to run the program in. */
  async folder(): Promise<string | undefined> {
    const file = await this.file();
    return file && vscode.Uri.joinPath(file, "..").fsPath;
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const part of this.parts) {
      part.dispose();
    }
  }
}
