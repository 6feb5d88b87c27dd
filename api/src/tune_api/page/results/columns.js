// Questions about a declaration. Nothing here, or in the views, knows a pipeline or a table by name.

import { words } from "../base/format.js";

const WHOLE = new Set(["bigint", "integer"]);
const NUMBERS = new Set([...WHOLE, "double"]);

export const columnOf = (declaration, name) =>
  declaration.columns.find((column) => column.name === name) ?? null;

export const isNumber = (column) => NUMBERS.has(column?.type);
export const isTime = (column) => column?.type === "timestamp";

/** A part of a whole, told by its meaning: "the share of ..., 0 to 1". */
export const isShare = (column) => column.type === "double" && /\b0 to 1\b/.test(column.meaning);

/** The view that the declaration asks for, if it names the columns that the view needs. */
export function viewOf(declaration) {
  const { view, x, y } = declaration.drawing;
  const drawn = columnOf(declaration, x) && isNumber(columnOf(declaration, y));
  if (!drawn || (view === "time-series" && !isTime(columnOf(declaration, x)))) return "table";
  if (view === "heat-map" && !declaration.drawing.series) return "ranked-bars";
  return view;
}

/** The column that numbers the places: a whole number in the key that is not drawn itself. */
export function rankOf({ key, drawing, ...declaration }) {
  const drawn = [drawing.x, drawing.y, drawing.series];
  const found = key.find((name) => WHOLE.has(columnOf(declaration, name).type) && !drawn.includes(name));
  return found ?? null;
}

/** What tells one ranking of a table from another: a time and a value of the series' column. */
export function groupsOf(declaration) {
  const { key, drawing } = declaration;
  const rest = key.filter((name) => name !== drawing.x);
  const time = rest.find((name) => isTime(columnOf(declaration, name))) ?? null;
  const value = rest.includes(drawing.series) && drawing.series !== time ? drawing.series : null;
  return { time, value };
}

/** The end of what begins at the column `time`, if the table has it. */
export const endOf = ({ columns, key }, time) =>
  columns.find((column) => isTime(column) && column.name !== time && !key.includes(column.name))?.name ?? null;

/** The column whose value another table has rows about: a row leads to them. */
export function subjectOf(declaration, all) {
  const groups = Object.values(groupsOf(declaration));
  const others = all.filter((each) => each.name !== declaration.name);
  const about = ({ name, type }) =>
    type === "text" && !groups.includes(name) && others.some((each) => each.key.includes(name));
  return declaration.columns.find(about)?.name ?? null;
}

/** What the view of a table shows, in words. */
export function captionOf(declaration) {
  const { x, y, series } = declaration.drawing;
  const [along, number, each] = [x, y, series].map((name) => words(name).toLowerCase());
  const captions = {
    "time-series": `${words(y)}${series ? ` for each ${each}` : ""} over time`,
    "ranked-bars": `Most ${number}`,
    leaderboard: `Ranked by ${number}`,
    "heat-map": `${words(y)} by ${each} and ${along}`,
  };
  return captions[viewOf(declaration)] ?? "All rows";
}

export const titleOf = (declaration) => words(declaration.name);
