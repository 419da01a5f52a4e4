// What the server answers beside the protocol: the requests of docs/lsp.md.

import type { Position, Range, TextDocumentIdentifier, WorkspaceEdit } from "vscode-languageclient";
import { RequestType } from "vscode-languageclient";

/** A place in the source. */
export interface Source {
  uri: string;
  range: Range;
}

/** A place, where the editor can go there. */
export interface MaybeSource {
  uri?: string | null;
  range?: Range | null;
}

/** Something that has a name, a title, and mostly a place. */
export interface Named extends MaybeSource {
  name: string;
  title: string;
}

/** One control of a Statement of Applicability. */
export interface SoaRow extends MaybeSource {
  control: string;
  title: string;
  theme: string;
  /** The word that is printed: excluded, planned, implemented, … */
  state: string;
  applicable: boolean | null;
  justification: string;
  implementedBy: Named[];
  evidence: Named[];
}

/** One Statement of Applicability: for one scope. */
export interface SoaTable {
  soa: string;
  scope: string;
  title: string;
  rows: SoaRow[];
}

/** What hangs together with a declaration. The kind is "" for a line of reasons. */
export interface Trace extends MaybeSource {
  title: string;
  detail: string;
  kind: string;
  children: Trace[];
}

/** A declaration in the tree of a package, with those within it. */
export interface Declaration extends Named {
  kind: string;
  children: Declaration[];
}

/** A package as a tree: its declarations by kind, the kinds by section. */
export interface Tree {
  sections: { title: string; kinds: { kind: string; title: string; declarations: Declaration[] }[] }[];
}

/** The inside of a page: a file as its readers get it. */
export interface Preview {
  title: string;
  html: string;
}

/** A column of a table of declarations: a field of their kind. */
export interface Column {
  field: string;
  title: string;
  type: string;
  /** The words that may stand there, where there are only a few. */
  values?: string[];
  required: boolean;
}

/** What stands in a field, and where. Without a place it stands several times, and cannot be written back. */
export interface Cell {
  text: string;
  range?: Range;
}

/** A declaration as a row. */
export interface Row extends Named {
  /** What is said, by field. */
  cells: Record<string, Cell>;
}

/** All declarations of one kind. */
export interface Table {
  columns: Column[];
  rows: Row[];
}

export const soa = new RequestType<{ uri: string }, { tables: SoaTable[] } | null, void>("annexa/soa");
export const trace = new RequestType<
  { textDocument: TextDocumentIdentifier; position: Position },
  Trace | null,
  void
>("annexa/trace");
export const preview = new RequestType<{ textDocument: TextDocumentIdentifier }, Preview | null, void>(
  "annexa/preview",
);
export const table = new RequestType<{ uri: string; kind: string }, Table | null, void>("annexa/table");
export const setCell = new RequestType<
  { uri: string; name: string; field?: string; text: string },
  WorkspaceEdit | null,
  void
>("annexa/setCell");
export const tree = new RequestType<{ uri: string }, Tree | null, void>("annexa/tree");
export const document = new RequestType<{ uri: string }, { text: string } | null, void>("annexa/document");

/** The scheme of documents that lie in the server: the standard library, and pages of problems. */
export const LIBRARY = "annexa-stdlib";

/** What a command gets that is clicked above a declaration. */
export interface Lens {
  uri: string;
  name: string;
  position: Position;
}
