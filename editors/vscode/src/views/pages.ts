// The three pages: the Statement of Applicability, a table of declarations, and a policy as published.

import * as vscode from "vscode";
import type { FromPage, Html, Tables, ToTable } from "../messages.ts";
import { isSource } from "../package.ts";
import { type Program, reason } from "../program.ts";
import { LIBRARY, document as libraryDocument, preview, setCell, soa, table } from "../protocol.ts";
import { Unanswered } from "../server.ts";
import { Panel, type Surroundings } from "./panel.ts";

const NO_PACKAGE = "There is no management system in this folder: no annexa.toml was found.";

export class SoaPanel extends Panel<Tables> {
  constructor(around: Surroundings) {
    super(around, "annexa.soa", "soa.css", "soa.js");
  }

  show(): void {
    this.open("Statement of Applicability", false);
  }

  protected override async fill(): Promise<void> {
    const current = this.turn();
    const file = await this.around.current.file();
    if (file === undefined) {
      throw new Unanswered(NO_PACKAGE);
    }
    const answer = await this.around.server.ask(soa, { uri: file.toString() });
    if (current()) {
      this.tell({ type: "tables", tables: answer?.tables ?? [] });
    }
  }
}

export class TablePanel extends Panel<ToTable> {
  /** Cells are written one after the other: where the next one stands is known when the one before is written. */
  private writing: Promise<void> = Promise.resolve();
  private kind = "asset";
  private called = "";

  constructor(around: Surroundings) {
    super(around, "annexa.table", "table.css", "table.js");
  }

  show(kind: string, called: string): void {
    this.kind = kind;
    this.called = called;
    this.open(called, false);
  }

  private async file(): Promise<string> {
    const file = await this.around.current.file();
    if (file === undefined) {
      throw new Unanswered(NO_PACKAGE);
    }
    return file.toString();
  }

  protected override async fill(): Promise<void> {
    const current = this.turn();
    const answer = await this.around.server.ask(table, { uri: await this.file(), kind: this.kind });
    if (current()) {
      this.tell({ type: "table", title: this.called, table: answer ?? { columns: [], rows: [] } });
    }
  }

  protected override act(message: FromPage): Promise<void> {
    if (message.type === "set") {
      this.writing = this.writing.then(() => this.write(message));
    }
    return this.writing;
  }

  private async write({ name, field, text }: Extract<FromPage, { type: "set" }>): Promise<void> {
    try {
      const what = field === "" ? { name, text } : { name, field, text };
      const edit = await this.around.server.ask(setCell, { uri: await this.file(), ...what });
      if (edit === null || !(await this.around.server.apply(edit))) {
        throw new Unanswered("This cannot be written from here. Open the source, and change it there.");
      }
    } catch (error) {
      const why = error instanceof Unanswered ? error.message : String(error);
      this.tell({ type: "refused", name, field, text: why });
    }
  }
}

/** The page of the file that was in front when it was opened, and of each other source that comes in front. */
export class PreviewPanel extends Panel<Html> {
  private document: vscode.Uri | undefined;

  constructor(around: Surroundings) {
    super(around, "annexa.preview", "document.css", "document.js");
  }

  show(document: vscode.TextDocument): void {
    this.document = document.uri;
    this.open("Preview", true);
  }

  /** Follows the cursor from file to file. */
  follow(editor: vscode.TextEditor | undefined): void {
    if (this.isOpen && editor !== undefined && isSource(editor.document)) {
      this.document = editor.document.uri;
      void this.refresh();
    }
  }

  protected override async fill(): Promise<void> {
    const current = this.turn();
    if (this.document === undefined) {
      return;
    }
    const uri = this.document.toString();
    const answer = await this.around.server.ask(preview, { textDocument: { uri } });
    if (!current()) {
      return;
    }
    this.title = answer === null ? "Preview" : `Preview: ${answer.title}`;
    this.tell(
      answer?.html.trim()
        ? { type: "html", html: answer.html }
        : { type: "notice", text: "In this file there is nothing that is published, such as a policy." },
    );
  }
}

/** The page that explains a problem, or a rule of the package's own: what it means, wrong and mended. */
export class ExplainPanel extends Panel<Html> {
  private problem = "";

  constructor(
    around: Surroundings,
    private readonly program: Program,
  ) {
    super(around, "annexa.explain", "document.css", "document.js");
  }

  show(problem: string): void {
    this.problem = problem;
    this.open(problem, true);
  }

  protected override async fill(): Promise<void> {
    const current = this.turn();
    const problem = this.problem;
    const uri = `${LIBRARY}:/problems/${problem}.md`;
    const page = await this.around.server.ask(libraryDocument, { uri });
    const markdown = page?.text ?? (await this.rule(problem));
    const html: unknown = await vscode.commands.executeCommand("markdown.api.render", markdown);
    if (current()) {
      this.tell(typeof html === "string" ? { type: "html", html } : { type: "notice", text: markdown });
    }
  }

  /** Rules are known in their package only. */
  private async rule(name: string): Promise<string> {
    const ran = await this.program.run(["explain", name], await this.around.current.folder());
    if (ran.code !== 0) {
      throw new Unanswered(reason(ran));
    }
    return `# ${ran.out}`;
  }
}
