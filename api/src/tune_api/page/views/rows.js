// A plain table of rows, in the order of any of its columns.

import { html } from "../base/dom.js";
import { words } from "../base/format.js";
import { isTime, titleOf } from "../results/columns.js";
import { cell } from "./cell.js";

const PAGE = 50;

export class RowsView {
  #table;
  #where;
  #order;
  #shown = PAGE; // rows that were asked for
  #head = html("tr");
  #body = html("tbody");
  #more = html("button", { type: "button", hidden: "" }, "Show more");
  #drawn = "";

  constructor(table, { where = {} }) {
    const { declaration } = table;
    this.#table = table;
    this.#where = where;
    const time = declaration.columns.find((column) => isTime(column) && !column.nullable);
    this.#order = `-${(time ?? { name: declaration.key[0] }).name}`;
    const scroll = html("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${titleOf(declaration)}, rows` });
    scroll.append(html("table", { class: "rows" }, html("thead", {}, this.#head), this.#body));
    this.element = html("div", {}, scroll, this.#more);
    this.#more.addEventListener("click", () => {
      this.#shown += PAGE;
      this.show();
    });
    this.#showHead();
  }

  where() {
    return this.#where;
  }

  async show() {
    const { rows, cut } = await this.#read();
    const key = JSON.stringify([rows, this.#order]);
    if (key !== this.#drawn) {
      this.#drawn = key;
      const { columns } = this.#table.declaration;
      this.#body.replaceChildren(...rows.map((row) => html("tr", {}, ...columns.map((column) => cell(column, row[column.name])))));
    }
    this.#more.hidden = !cut;
    return rows.length > 0;
  }

  async #read() {
    const rows = [];
    let cursor;
    do {
      const limit = Math.min(1000, this.#shown - rows.length);
      const page = await this.#table.query({ where: this.#where, order: this.#order, limit, cursor });
      rows.push(...page.rows);
      cursor = page.nextCursor;
      // Rows that are all at hand are cut without a cursor.
      if (!cursor) return { rows, cut: rows.length === this.#shown };
    } while (rows.length < this.#shown);
    return { rows, cut: true };
  }

  #showHead() {
    const titles = this.#table.declaration.columns.map((column) => {
      const sorted = this.#order.replace("-", "") === column.name;
      const way = this.#order.startsWith("-") ? "descending" : "ascending";
      const cellOf = html("th", { scope: "col", title: column.meaning, "aria-sort": sorted ? way : undefined });
      const sort = html("button", { type: "button", class: "link", onclick: () => this.#sort(column) }, words(column.name));
      // A comparison with null has no answer: the API orders by no such column.
      cellOf.append(column.nullable ? words(column.name) : sort);
      return cellOf;
    });
    this.#head.replaceChildren(...titles);
  }

  #sort({ name }) {
    this.#order = this.#order === `-${name}` ? name : `-${name}`;
    this.#showHead();
    this.#head.querySelector("[aria-sort] button")?.focus();
    this.show();
  }
}
