// A page beside the text. One of each, shown again when it is asked for again, and filled anew when the text changes.

import * as vscode from "vscode";
import type { FromPage, Notice } from "../messages.ts";
import type { CurrentPackage } from "../package.ts";
import { page } from "../pages.ts";
import { type AnnexaServer, Unanswered } from "../server.ts";

/** What a page needs of the extension. */
export interface Surroundings {
  server: AnnexaServer;
  current: CurrentPackage;
  extension: vscode.Uri;
}

/** The pages that are open. They share a column, which is locked, so that files open where text is. */
const open = new Set<vscode.WebviewPanel>();

export abstract class Panel<Message> implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private parts: vscode.Disposable[] = [];
  private filling = 0;

  protected constructor(
    protected readonly around: Surroundings,
    private readonly type: string,
    private readonly style: string,
    private readonly script: string,
  ) {}

  /** Asks the server, and puts the answer into the page. */
  protected abstract fill(): Promise<void>;
  /** What a page wants, beyond going to a place. */
  protected act(_message: FromPage): Promise<void> {
    return Promise.resolve();
  }
  /** Shows the page beside the text, which keeps the cursor unless the page is for the keyboard. */
  protected open(title: string, keepCursor: boolean): void {
    if (this.panel !== undefined) {
      this.panel.title = title;
      this.panel.reveal(this.panel.viewColumn, keepCursor);
      void this.refresh();
      return;
    }
    const { extension, server, current } = this.around;
    const column = [...open].find(({ visible }) => visible)?.viewColumn ?? vscode.ViewColumn.Beside;
    const panel = vscode.window.createWebviewPanel(
      this.type,
      title,
      { viewColumn: column, preserveFocus: keepCursor },
      {
        enableScripts: true,
        enableFindWidget: true,
        localResourceRoots: [
          vscode.Uri.joinPath(extension, "media"),
          vscode.Uri.joinPath(extension, "dist", "webview"),
        ],
      },
    );
    panel.iconPath = vscode.Uri.joinPath(extension, "images", "file.svg");
    this.panel = panel;
    open.add(panel);
    this.parts = [
      panel.webview.onDidReceiveMessage((message: FromPage) => this.receive(message)),
      panel.onDidChangeViewState(() => panel.visible && this.refresh()),
      current.onDidChange(() => this.refresh()),
      server.onDidChange(() => this.refresh()),
      panel.onDidDispose(() => this.forget()),
    ];
    const { webview } = panel;
    const at = (...path: string[]) =>
      webview.asWebviewUri(vscode.Uri.joinPath(extension, ...path)).toString();
    webview.html = page({
      title,
      cspSource: webview.cspSource,
      styles: [at("media", "page.css"), at("media", this.style)],
      script: at("dist", "webview", this.script),
    });
  }

  protected set title(title: string) {
    if (this.panel !== undefined) {
      this.panel.title = title;
    }
  }

  get isOpen(): boolean {
    return this.panel !== undefined;
  }

  protected tell(message: Message | Notice): void {
    void this.panel?.webview.postMessage(message);
  }

  /** Fills the page anew, if somebody can see it. */
  protected async refresh(): Promise<void> {
    if (!this.panel?.visible) {
      return;
    }
    this.filling += 1;
    const filling = this.filling;
    try {
      await this.fill();
    } catch (error) {
      if (filling === this.filling) {
        this.tell({ type: "notice", text: error instanceof Unanswered ? error.message : String(error) });
      }
    }
  }

  /** Whether a later answer is on its way. */
  protected turn(): () => boolean {
    const filling = this.filling;
    return () => filling === this.filling;
  }

  private async receive(message: FromPage): Promise<void> {
    if (message.type === "ready") {
      await this.refresh();
    } else if (message.type === "open") {
      await vscode.commands.executeCommand("annexa.open", message.source);
    } else {
      await this.act(message);
    }
  }

  private forget(): void {
    if (this.panel !== undefined) {
      open.delete(this.panel);
    }
    this.panel = undefined;
    for (const part of this.parts) {
      part.dispose();
    }
  }

  dispose(): void {
    this.panel?.dispose();
  }
}
