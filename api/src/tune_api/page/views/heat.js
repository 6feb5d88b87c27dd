// A number for each pair of two columns, by depth of colour. Rows that share no column with each
// other (platforms and regions, say) are strips of their own; else it is one grid.

import { html } from "../base/dom.js";
import { exact, short, stepTime, words } from "../base/format.js";
import { columnOf, isTime } from "../results/columns.js";

const SERIES = 12; // rows: one question each
const CELLS = 36; // cells of a row

export class HeatView {
  styles = ["Heat map"];
  #table;
  #where;
  element = html("div", { class: "heat" });

  constructor(table, { where = {} }) {
    this.#table = table;
    this.#where = where;
  }

  where() {
    return this.#where;
  }

  async show() {
    const { x, y, series } = this.#table.declaration.drawing;
    const names = (await this.#table.totals(series, y, this.#where)).slice(0, SERIES);
    const asked = names.map(({ value }) => this.#table.totals(x, y, { ...this.#where, [series]: value }));
    const found = await Promise.all(asked);
    const lines = names.map(({ value }, index) => ({ name: String(value), cells: new Map(found[index].map((each) => [String(each.value), each.total])) }));
    if (!lines.length) return false;
    this.element.replaceChildren(...(sharing(lines) ? [this.#grid(lines)] : lines.map((line) => this.#strip(line))));
    return true;
  }

  #strip({ name, cells }) {
    const most = Math.max(...cells.values(), 1);
    const drawn = this.#ordered(cells.keys(), cells).map((x) => {
      const value = html("b", { title: exact(cells.get(x)) }, short(cells.get(x)));
      const cell = html("li", { "data-x": x, "data-series": name, "data-value": cells.get(x) }, html("span", {}, this.#said(x)), value);
      return shade(cell, cells.get(x) / most);
    });
    return html("section", { class: "strip" }, html("h3", {}, words(name)), html("ul", {}, ...drawn));
  }

  #grid(lines) {
    const sums = new Map();
    for (const { cells } of lines) for (const [x, value] of cells) sums.set(x, (sums.get(x) ?? 0) + value);
    const columns = this.#ordered(sums.keys(), sums);
    const most = Math.max(...lines.flatMap(({ cells }) => [...cells.values()]), 1);
    const { x: along, series } = this.#table.declaration.drawing;
    const corner = html("th", { scope: "col" }, words(series));
    const head = html("tr", {}, corner, ...columns.map((x) => html("th", { scope: "col" }, this.#said(x))));
    const body = lines.map(({ name, cells }) => {
      const drawn = columns.map((x) => {
        const value = cells.get(x) ?? 0;
        return shade(html("td", { "data-x": x, "data-series": name, "data-value": value, title: exact(value) }, value ? short(value) : ""), value / most);
      });
      return html("tr", {}, html("th", { scope: "row" }, name), ...drawn);
    });
    const label = `${words(series)} and ${words(along).toLowerCase()}`;
    const scroll = html("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label });
    scroll.append(html("table", { class: "grid" }, html("thead", {}, head), html("tbody", {}, ...body)));
    return scroll;
  }

  /** Times and numbers in their order, names biggest first; of many the newest or biggest. */
  #ordered(names, sums) {
    const all = [...names];
    if (this.#times()) return all.sort((a, b) => Date.parse(a) - Date.parse(b)).slice(-CELLS);
    const numbers = all.every((name) => name !== "" && Number.isFinite(Number(name)));
    const biggest = all.sort((a, b) => sums.get(b) - sums.get(a) || a.localeCompare(b)).slice(0, CELLS);
    return numbers ? biggest.sort((a, b) => a - b) : biggest;
  }

  #times() {
    return isTime(columnOf(this.#table.declaration, this.#table.declaration.drawing.x));
  }

  #said(x) {
    return this.#times() ? stepTime(Date.parse(x), 60_000) : x;
  }
}

/** Whether half of what the lines have is in more than one of them. */
function sharing(lines) {
  const seen = new Map();
  for (const { cells } of lines) for (const x of cells.keys()) seen.set(x, (seen.get(x) ?? 0) + 1);
  const shared = [...seen.values()].filter((count) => count > 1).length;
  return lines.length === 1 ? false : shared * 2 >= seen.size;
}

function shade(element, part) {
  element.style.setProperty("--heat", `${Math.round(6 + 44 * Math.max(0, Math.min(1, part)))}%`);
  if (part <= 0) element.classList.add("none");
  return element;
}
