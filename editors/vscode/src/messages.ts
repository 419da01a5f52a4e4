// What the pages beside the text and the extension say to each other.

import type { SoaTable, Source, Table } from "./protocol.ts";

/** From the extension to the page of the Statement of Applicability. */
export type ToSoa = { type: "tables"; tables: SoaTable[] } | { type: "notice"; text: string };

/** From the extension to the page of a table. */
export type ToTable =
  | { type: "table"; title: string; table: Table }
  | { type: "notice"; text: string }
  | { type: "refused"; name: string; field: string; text: string };

/** From a page to the extension. */
export type FromPage =
  | { type: "ready" }
  | { type: "open"; source: Source }
  /** Without a field, the title. */
  | { type: "set"; name: string; field: string; text: string };
