// A leaderboard: places, who won and lost some, and what else the table knows of each.
//
// What changed is, in this order: the column RANK_change (or the difference from previous_RANK) of
// the table, the group before in time, or the places when this page first saw the table.

import { html, redraw, setText, spoken } from "../base/dom.js";
import { clockTime, counted, words } from "../base/format.js";
import { columnOf, groupsOf, isShare, isTime, rankOf, titleOf } from "../results/columns.js";
import { cell, cellText, isBlank } from "./cell.js";
import { Groups } from "./groups.js";

const PLACES = 50;

export class RankingView {
  styles = ["Ranking"];
  controls;
  #table;
  #groups;
  #rank;
  #onDive;
  #current = {};
  #drawn = "";
  #first = null; // {at, places} as first seen
  #head = html("tr");
  #body = html("tbody");
  #note = html("p", { class: "muted note" });

  constructor(table, { where = {}, onChange, onDive }) {
    this.#table = table;
    this.#onDive = onDive;
    this.#rank = rankOf(table.declaration);
    this.#groups = new Groups(table, where, onChange);
    this.controls = this.#groups.controls;
    const scroll = html("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": titleOf(table.declaration) });
    scroll.append(html("table", { class: "ranking" }, html("thead", {}, this.#head), this.#body));
    this.element = html("div", {}, scroll, this.#note);
  }

  where() {
    return this.#current;
  }

  async show() {
    const where = await this.#groups.where();
    if (!where) return false;
    this.#current = where;
    const rows = await this.#places(where);
    const changes = await this.#changes(rows, where);
    this.#draw(rows, changes);
    return rows.length > 0;
  }

  async #places(where) {
    const order = this.#rank ?? `-${this.#table.declaration.drawing.y}`;
    const { rows } = await this.#table.query({ where, order, limit: PLACES });
    return rows.map((row, index) => ({ row, place: this.#rank ? row[this.#rank] : index + 1 }));
  }

  /** By place in the list: ranks won since then; null = new; undefined = nothing to compare with. */
  async #changes(places, where) {
    const { declaration } = this.#table;
    const [change, previous] = [`${this.#rank}_change`, `previous_${this.#rank}`];
    if (columnOf(declaration, change)) return places.map(({ row }) => row[change]);
    if (columnOf(declaration, previous)) {
      return places.map(({ row, place }) => (row[previous] === null ? null : row[previous] - place));
    }
    const then = await this.#before(places, where);
    return places.map(({ row, place }) => {
      if (!then) return undefined;
      const before = then.get(this.#nameOf(row));
      return before === undefined ? null : before - place;
    });
  }

  /** Who had which place then. */
  async #before(places, where) {
    const name = ({ row, place }) => [this.#nameOf(row), place];
    if (groupsOf(this.#table.declaration).time) {
      const earlier = await this.#groups.before(where);
      return earlier && new Map((await this.#places(earlier)).map(name));
    }
    this.#first ??= { at: Date.now(), places: new Map(places.map(name)) };
    setText(this.#note, `Changes of place since ${clockTime(this.#first.at)}, when this page first saw them.`);
    return this.#first.places;
  }

  /** Who a row is about, from one ranking to the next: what it is called may not be unique. */
  #nameOf(row) {
    return row[this.#idColumn() ?? this.#table.declaration.drawing.x];
  }

  #draw(places, changes) {
    const key = JSON.stringify([places, changes]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    const columns = this.#columns(places);
    const { x, y } = this.#table.declaration.drawing;
    const titles = ["#", spoken("Change"), words(x), ...columns.map((column) => words(column.name))];
    const kinds = ["place", "change", "words", ...columns.map((column) => (column.type === "text" ? "words" : ""))];
    this.#head.replaceChildren(...titles.map((title, index) => html("th", { scope: "col", class: kinds[index] }, title)));
    const most = Math.max(...places.map(({ row }) => row[y]), 0) || 1;
    redraw(this.#body, places.map((each, index) => this.#line(each, changes[index], { columns, most })));
  }

  /** What is shown beside place and name: nothing that all rows share, or that only programs read. */
  #columns(places) {
    const { declaration } = this.#table;
    const { drawing } = declaration;
    const groups = Object.values(groupsOf(declaration));
    const shown = [this.#rank, `${this.#rank}_change`, `previous_${this.#rank}`, drawing.x, ...groups];
    shown.push(this.#belowColumn()?.name);
    const id = this.#idColumn();
    return declaration.columns.filter(({ name, type }) => {
      const told = shown.includes(name) || name === id || type === "bytes" || isTime(columnOf(declaration, name));
      return !told && places.some(({ row }) => !isBlank(row[name]));
    });
  }

  /** The text that only says in programs' words who it is. */
  #idColumn() {
    const { columns, drawing } = this.#table.declaration;
    const before = columns.slice(0, columns.findIndex((column) => column.name === drawing.x));
    return before.find(({ name, type }) => type === "text" && name !== drawing.series)?.name;
  }

  /** The text that stands below the name: the column that follows it. */
  #belowColumn() {
    const { columns, drawing } = this.#table.declaration;
    const next = columns[columns.findIndex((column) => column.name === drawing.x) + 1];
    return next?.type === "text" && next.name !== drawing.series ? next : null;
  }

  #line({ row, place }, change, { columns, most }) {
    const { x, y } = this.#table.declaration.drawing;
    const name = String(row[x]);
    const dive = this.#onDive && (() => this.#onDive(row));
    const title = dive ? html("button", { type: "button", class: "link", onclick: dive }, name) : name;
    const line = html("tr", { "data-place": place });
    const next = this.#belowColumn();
    const below = next ? [html("span", { class: "muted" }, cellText(next, row[next.name]))] : [];
    line.append(html("td", { class: "place" }, String(place)), changeCell(change), html("th", { scope: "row", class: "words" }, title, ...below));
    for (const column of columns) {
      const part = column.name === y ? row[y] / most : isShare(column) ? row[column.name] : undefined;
      line.append(cell(column, row[column.name], part));
    }
    return line;
  }
}

function changeCell(change) {
  if (change === undefined) return html("td", { class: "change" });
  if (change === null) return html("td", { class: "change new" }, "new");
  if (!change) return html("td", { class: "change same" }, html("span", { "aria-hidden": "true" }, "·"), spoken("same"));
  const won = change > 0;
  const size = Math.abs(change);
  const sign = html("span", { "aria-hidden": "true" }, `${won ? "▲" : "▼"} ${size}`);
  return html("td", { class: `change ${won ? "won" : "lost"}`, "data-change": change }, sign, spoken(`${counted(size, "place")} ${won ? "up" : "down"}`));
}
