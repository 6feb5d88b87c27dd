// A plain table of rows, for tables that have no drawing and for the dead letters.

import { html } from "./dom.js";
import { exact, fullTime } from "./format.js";

const SHOWN = 50;
const LONGEST = 160; // characters of a text in a cell

/** Fetch the newest rows of a table and show them. */
export async function plainRows(url, declaration) {
  const answer = await fetch(`${url}/rows?limit=${SHOWN}`);
  const document = await answer.json();
  if (!answer.ok) return html("p", { class: "muted" }, `${document.detail}. ${document.hint}`);
  if (!document.rows.length) return html("p", { class: "muted" }, "No rows.");
  const titles = declaration.columns.map((column) =>
    html("th", { scope: "col", title: column.meaning }, column.name),
  );
  const lines = document.rows.map((row) =>
    html("tr", {}, ...declaration.columns.map((column) => cell(column, row[column.name]))),
  );
  const table = html("table", {}, html("thead", {}, html("tr", {}, ...titles)), html("tbody", {}, ...lines));
  return html("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": declaration.name }, table);
}

function cell(column, value) {
  if (value === null) return html("td", { class: "muted" }, "–");
  const number = typeof value === "number";
  return html("td", { class: number ? "" : "words" }, written(column, value).slice(0, LONGEST));
}

function written(column, value) {
  if (column.type === "timestamp") return fullTime(Date.parse(value));
  if (column.type === "bytes") return readable(value);
  return typeof value === "number" ? exact(value) : String(value);
}

/** The bytes as text where they are text. */
function readable(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
