// The biggest numbers as bars, biggest first.

import { html, redraw } from "../base/dom.js";
import { exact, words } from "../base/format.js";
import { titleOf } from "../results/columns.js";
import { Groups } from "./groups.js";

const BARS = 20;

export class BarsView {
  styles = ["Bars"];
  controls;
  #table;
  #groups;
  #onDive;
  #current = {};
  #list;

  constructor(table, { where = {}, onChange, onDive }) {
    this.#table = table;
    this.#onDive = onDive;
    this.#groups = new Groups(table, where, onChange);
    this.controls = this.#groups.controls;
    const { y } = table.declaration.drawing;
    this.#list = html("ol", { class: "bars", "aria-label": `${titleOf(table.declaration)} by ${words(y).toLowerCase()}` });
    this.element = this.#list;
  }

  where() {
    return this.#current;
  }

  async show() {
    const where = await this.#groups.where();
    if (!where) return false;
    this.#current = where;
    const { x, y } = this.#table.declaration.drawing;
    const { rows } = await this.#table.query({ where, order: `-${y}`, limit: BARS });
    const most = Math.max(...rows.map((row) => row[y]), 0) || 1;
    redraw(this.#list, rows.map((row) => this.#bar(row, { name: String(row[x]), value: row[y], most })));
    return rows.length > 0;
  }

  #bar(row, { name, value, most }) {
    const dive = this.#onDive && (() => this.#onDive(row));
    const title = dive ? html("button", { type: "button", class: "link", onclick: dive }, name) : html("span", {}, name);
    const bar = html("span", { class: "bar-of", "aria-hidden": "true" });
    bar.style.setProperty("--part", Math.max(0, value) / most);
    return html("li", { "data-bar": name, "data-value": value }, title, html("b", {}, exact(value)), bar);
  }
}
