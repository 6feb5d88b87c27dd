// A value of a row, as people read it.

import { html } from "../base/dom.js";
import { exact, fullTime, percent } from "../base/format.js";
import { isNumber, isShare } from "../results/columns.js";

const LONGEST = 160; // characters of a text in a cell

export const isBlank = (value) => value === null || value === undefined || value === "";

/** The value as text. */
export function cellText(column, value) {
  if (isBlank(value)) return "–";
  if (column.type === "timestamp") return fullTime(Date.parse(value));
  if (column.type === "bytes") return readable(value).slice(0, LONGEST);
  if (column.type === "boolean") return value ? "yes" : "no";
  if (isShare(column)) return percent(value);
  if (isNumber(column)) return exact(value);
  return String(value).slice(0, LONGEST);
}

/** The value in a cell of a table; `part` (0 to 1) draws a bar below it. */
export function cell(column, value, part) {
  const kind = isBlank(value) ? "muted" : isNumber(column) ? "number" : "words";
  const shown = html("td", { class: kind, "data-column": column.name, "data-value": isNumber(column) ? (value ?? "") : undefined }, cellText(column, value));
  if (part === undefined || isBlank(value)) return shown;
  const bar = html("span", { class: "bar-of", "aria-hidden": "true" });
  bar.style.setProperty("--part", part);
  shown.append(bar);
  return shown;
}

/** The bytes as text where they are text. */
function readable(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
