// The two trees that the server gives: what there is in the package, and what the thing under the cursor rests on.

import * as vscode from "vscode";
import { type CurrentPackage, isSource } from "../package.ts";
import {
  type Declaration,
  type Lens,
  type MaybeSource,
  type Trace,
  type Tree,
  trace,
  tree,
} from "../protocol.ts";
import { type AnnexaServer, Unanswered } from "../server.ts";

/** What each kind of thing is drawn as. Kinds of one's own get the common sign. */
const ICONS: Record<string, string> = {
  asset: "database",
  audit: "search",
  control: "shield",
  evidence: "file-binary",
  incident: "flame",
  measure: "graph",
  organization: "organization",
  person: "person",
  policy: "book",
  procedure: "list-ordered",
  risk: "warning",
  role: "account",
  scope: "target",
  service: "server-process",
  site: "home",
  soa: "checklist",
  statement: "quote",
  supplier: "package",
  team: "organization",
};

/** A line of a tree as it is shown. */
export interface Node extends MaybeSource {
  title: string;
  detail: string;
  /** The name of the kind, or nothing where it is no declaration and no kind. */
  kind: string;
  children: Node[];
}

function ofDeclaration({ name, title, children, ...rest }: Declaration): Node {
  return { ...rest, title: title || name, detail: title ? name : "", children: children.map(ofDeclaration) };
}

function ofPackage({ sections }: Tree): Node[] {
  return sections.map((section) => ({
    title: section.title,
    detail: "",
    kind: "",
    children: section.kinds.map(({ kind, title, declarations }) => ({
      title,
      detail: String(declarations.length),
      kind,
      children: declarations.map(ofDeclaration),
    })),
  }));
}

function ofTrace({ children, ...rest }: Trace): Node {
  return { ...rest, children: children.map(ofTrace) };
}

class Nodes implements vscode.TreeDataProvider<Node> {
  private roots: Node[] = [];
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    /** How many levels are open at first. */
    private readonly open: number,
  ) {}

  show(roots: Node[]): void {
    this.roots = roots;
    this.changed.fire();
  }

  getChildren(node?: Node): Node[] {
    return node === undefined ? this.roots : node.children;
  }

  /** How deep a line is. */
  private depth(node: Node, among = this.roots, depth = 0): number {
    for (const root of among) {
      const found = root === node ? depth : this.depth(node, root.children, depth + 1);
      if (found >= 0) {
        return found;
      }
    }
    return -1;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
    const state = node.children.length === 0 ? None : this.depth(node) < this.open ? Expanded : Collapsed;
    const item = new vscode.TreeItem(node.title, state);
    item.description = node.detail;
    item.tooltip = node.detail ? `${node.title}\n${node.detail}` : node.title;
    const { uri, range } = node;
    if (uri && range) {
      item.iconPath = new vscode.ThemeIcon(ICONS[node.kind] ?? "symbol-object");
      item.command = { command: "annexa.open", title: "Open", arguments: [{ uri, range }] };
    } else if (node.kind !== "") {
      item.iconPath = new vscode.ThemeIcon(ICONS[node.kind] ?? "symbol-object");
      item.contextValue = "kind";
    }
    return item;
  }
}

/** The tree of the package. */
export function ismsTree(server: AnnexaServer, current: CurrentPackage): vscode.Disposable {
  const nodes = new Nodes(1);
  const view = vscode.window.createTreeView("annexa.isms", {
    treeDataProvider: nodes,
    showCollapseAll: true,
  });
  const refresh = async () => {
    if (!view.visible) {
      return;
    }
    const file = await current.file();
    if (file === undefined || server.health.is !== "running") {
      nodes.show([]);
      return;
    }
    try {
      const root = await server.ask(tree, { uri: file.toString() });
      view.message = "";
      nodes.show(root === null ? [] : ofPackage(root));
    } catch (error) {
      view.message = error instanceof Unanswered ? error.message : String(error);
    }
  };
  return vscode.Disposable.from(
    view,
    view.onDidChangeVisibility(refresh),
    current.onDidChange(refresh),
    server.onDidChange(refresh),
  );
}

/** The tree of what the control or risk under the cursor rests on. */
export function traceTree(server: AnnexaServer, current: CurrentPackage): vscode.Disposable {
  const nodes = new Nodes(2);
  const view = vscode.window.createTreeView("annexa.trace", {
    treeDataProvider: nodes,
    showCollapseAll: true,
  });
  let timer: NodeJS.Timeout | undefined;
  let asked = 0;
  const refresh = async () => {
    const editor = vscode.window.activeTextEditor;
    if (
      !view.visible ||
      editor === undefined ||
      !isSource(editor.document) ||
      server.health.is !== "running"
    ) {
      return;
    }
    asked += 1;
    const question = asked;
    const { line, character } = editor.selection.active;
    try {
      const uri = editor.document.uri.toString();
      const found = await server.ask(trace, { textDocument: { uri }, position: { line, character } });
      // The cursor may be elsewhere by now. Where it is on nothing, what was there stays to be read.
      if (question === asked && found !== null) {
        view.message = "";
        nodes.show([ofTrace(found)]);
      }
    } catch (error) {
      if (question === asked) {
        view.message = error instanceof Unanswered ? error.message : String(error);
      }
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, 150);
  };
  return vscode.Disposable.from(
    view,
    view.onDidChangeVisibility(soon),
    vscode.window.onDidChangeTextEditorSelection(soon),
    current.onDidChange(soon),
    server.onDidChange(soon),
    vscode.commands.registerCommand("annexa.showTrace", async (lens?: Lens) => {
      if (lens !== undefined) {
        const { uri, position } = lens;
        await vscode.commands.executeCommand("annexa.open", {
          uri,
          range: { start: position, end: position },
        });
      }
      await vscode.commands.executeCommand("annexa.trace.focus");
      await refresh();
    }),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}
