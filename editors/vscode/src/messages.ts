// What the pages beside the text and the extension say to each other.

import type { SoaTable, Source, Table } from "./protocol.ts";

/** From the extension to any page: a sentence in place of what could not be had. */
export interface Notice {
  type: "notice";
  text: string;
}

/** To the page of the Statement of Applicability. */
export interface Tables {
  type: "tables";
  tables: SoaTable[];
}

/** To the page of a table: the table, or why a cell was not written. */
export type ToTable =
  | { type: "table"; title: string; table: Table }
  | { type: "refused"; name: string; field: string; text: string };

/** To the page of a document: the inside of it, without scripts. */
export interface Html {
  type: "html";
  html: string;
}

/** From a page to the extension. */
export type FromPage =
  | { type: "ready" }
  | { type: "open"; source: Source }
  /** Without a field, the title. */
  | { type: "set"; name: string; field: string; text: string };
