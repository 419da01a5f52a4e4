// The page of a table: all declarations of one kind, a field in each cell. What is typed is written into the source when
// the cell is left; the source stays the only place where it stands.

import type { Notice, ToTable } from "../messages.ts";
import type { Column, Row, Table } from "../protocol.ts";
import { element, link, root, tell } from "./page.ts";

const heading = element("h1", {});
const notice = element("p", { class: "notice", role: "status", "aria-live": "polite" });
const place = element("div", { class: "scroll" });
let shown: Table = { columns: [], rows: [] };
/** A table that came while somebody was typing. */
let waiting: Extract<ToTable, { type: "table" }> | undefined;

type Field = HTMLInputElement | HTMLSelectElement;

/** The column of titles, which are no field. */
const TITLE: Column = { field: "", title: "Title", type: "text", required: false };

function textOf(row: Row, { field }: Column): string {
  return field === "" ? row.title : (row.cells[field]?.text ?? "");
}

function fieldOf(row: Row, column: Column): HTMLElement {
  const text = textOf(row, column);
  const cell = row.cells[column.field];
  if (cell !== undefined && !cell.range) {
    // It stands several times, and is changed in the source.
    return element("div", { class: "many" }, text);
  }
  const common = {
    "data-name": row.name,
    "data-field": column.field,
    "aria-label": `${column.title} of ${row.title || row.name}`,
  };
  let made: Field;
  // A word that is not among those of the column stays as it is.
  if (column.values !== undefined && (text === "" || column.values.includes(text))) {
    const options = ["", ...column.values].map((value) =>
      element("option", { value, selected: value === text }, value),
    );
    made = element("select", common, ...options);
  } else {
    made = element("input", { ...common, type: "text", value: text, placeholder: "–", spellcheck: "false" });
  }
  made.addEventListener("change", () => {
    if (made.value !== text) {
      notice.textContent = "";
      made.removeAttribute("aria-invalid");
      tell({ type: "set", name: row.name, field: column.field, text: made.value });
    }
  });
  made.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent)) {
      return;
    }
    if (event.key === "Escape") {
      made.value = text;
    } else if (
      event.key === "Enter" ||
      (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp"))
    ) {
      // As in a spreadsheet: on to the row below or above.
      const column = [
        ...place.querySelectorAll<Field>(`[data-field="${CSS.escape(made.dataset.field ?? "")}"]`),
      ];
      const step = event.key === "ArrowUp" || event.shiftKey ? -1 : 1;
      column[column.indexOf(made) + step]?.focus();
      event.preventDefault();
    }
  });
  return made;
}

function draw(title: string): void {
  heading.textContent = `${title} (${shown.rows.length})`;
  document.title = title;
  const active = document.activeElement;
  const { name, field } = active instanceof HTMLElement ? active.dataset : {};
  const columns = [TITLE, ...shown.columns];
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }, "Name"),
    ...columns.map((column) => {
      const says = column.field === "" ? "What people read" : `${column.field}: ${column.type}`;
      return element("th", { scope: "col", title: says }, column.title);
    }),
  );
  const rows = shown.rows.map((row) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, link(row.name, row)),
      ...columns.map((column) => element("td", {}, fieldOf(row, column))),
    ),
  );
  place.replaceChildren(element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)));
  if (name !== undefined && field !== undefined) {
    cell(name, field)?.focus({ preventScroll: true });
  }
}

/** Whether somebody is typing in a cell. It is not taken away from under the hand. */
function isTyping(): boolean {
  const active = document.activeElement;
  return active instanceof HTMLInputElement && active.value !== active.defaultValue;
}

function cell(name: string, field: string): Field | null {
  return place.querySelector<Field>(`[data-name="${CSS.escape(name)}"][data-field="${CSS.escape(field)}"]`);
}

/** Shows the newest table. */
function take(): void {
  if (waiting !== undefined) {
    shown = waiting.table;
    notice.textContent = shown.rows.length === 0 ? "There is none of this kind yet." : "";
    draw(waiting.title);
    waiting = undefined;
  }
}

place.addEventListener("focusout", () => setTimeout(() => !isTyping() && take()));
window.addEventListener("message", ({ data }: MessageEvent<ToTable | Notice>) => {
  if (data.type === "table") {
    waiting = data;
    if (!isTyping()) {
      take();
    }
  } else if (data.type === "notice") {
    notice.textContent = data.text;
  } else {
    notice.textContent = data.text;
    const refused = cell(data.name, data.field);
    refused?.setAttribute("aria-invalid", "true");
    refused?.focus();
  }
});

root().append(element("header", {}, heading, notice), place);
tell({ type: "ready" });
