// The rows of a table: asked for, or at hand because all of them are followed.

import { getJson, unlessMissing } from "../base/http.js";
import { follow } from "../base/live.js";
import { columnOf, isTime } from "./columns.js";

const MOST = 4000; // rows kept of a table that grows while it is followed

const parametersOf = (where, more) => {
  const given = Object.entries({ ...where, ...more }).filter(([, value]) => value != null);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
};

/** A table that is asked. */
export class Table {
  constructor(url, declaration) {
    this.url = url;
    this.declaration = declaration;
  }

  /**
   * Rows: `where` is column -> value (or "column.lt" -> value), `order` a column, "-" before it for
   * the other way round.
   * @returns {Promise<{rows: object[], nextCursor: string | null}>}
   */
  query({ where = {}, order, limit, cursor }) {
    return getJson(`${this.url}/rows?${parametersOf(where, { order, limit, cursor })}`);
  }

  /** The sum of `of` for each value of `by`, biggest first: [{value, total}]. */
  async totals(by, of, where = {}) {
    return (await getJson(`${this.url}/totals?${parametersOf(where, { by, of })}`)).totals;
  }

  /** Sums in steps of time; null from an API that has none. */
  series(parameters) {
    return unlessMissing(getJson(`${this.url}/series?${parametersOf({}, parameters)}`));
  }

  /** Where the whole table, or that part of it, is written to a file. */
  exportUrl(format, where = {}) {
    return `${this.url}/export?${parametersOf(where, { format })}`;
  }
}

/** A table that is followed: when it is small, all its rows are here. */
export class LiveTable extends Table {
  #rows = new Map(); // key -> row
  #totals = [];
  loaded = false;
  truncated = false; // it has more rows than are here
  staleSince = null;

  constructor(url, declaration, { onChange, onConnection }) {
    super(url, declaration);
    const take = (kind) => (update) => {
      this.#accept(kind, update);
      onChange();
    };
    const listeners = { snapshot: take("snapshot"), changes: take("changes") };
    this.close = follow(`${url}/stream`, listeners, onConnection);
  }

  /** The rows at hand, in no order. */
  rows() {
    return [...this.#rows.values()];
  }

  get empty() {
    return this.#rows.size === 0;
  }

  async query(asked) {
    if (!this.loaded || this.truncated || asked.cursor) return super.query(asked);
    const { where = {}, order, limit = 100 } = asked;
    const rows = this.rows().filter((row) => this.#holds(row, where));
    const lead = order.replace("-", "");
    const columns = [lead, ...this.declaration.key.filter((name) => name !== lead)];
    const way = order.startsWith("-") ? -1 : 1;
    rows.sort((a, b) => way * this.#compare(a, b, columns));
    return { rows: rows.slice(0, limit), nextCursor: null };
  }

  async totals(by, of, where = {}) {
    const { series, y } = this.declaration.drawing;
    if (by === series && of === y && !Object.keys(where).length) return this.#totals;
    if (this.truncated) return super.totals(by, of, where);
    const sums = new Map();
    for (const row of this.rows().filter((each) => this.#holds(each, where))) {
      sums.set(row[by], (sums.get(row[by]) ?? 0) + row[of]);
    }
    const all = [...sums].map(([value, total]) => ({ value, total }));
    return all.sort((a, b) => b.total - a.total);
  }

  #accept(kind, update) {
    this.staleSince = update.staleSince;
    // A database that is away says nothing about rows: what was shown stays.
    if (kind === "snapshot" && update.staleSince && !update.rows.length) return;
    if (kind === "snapshot") this.#rows.clear();
    this.loaded = true;
    this.truncated = update.truncated;
    this.#totals = update.totals;
    for (const row of update.rows) this.#rows.set(this.#keyOf(row), row);
    if (this.#rows.size > MOST) this.#forget();
  }

  #keyOf = (row) => JSON.stringify(this.declaration.key.map((name) => row[name]));

  #forget() {
    const time = this.declaration.columns.find(isTime)?.name ?? this.declaration.key[0];
    const newest = this.rows().sort((a, b) => -this.#compare(a, b, [time])).slice(0, MOST / 2);
    this.#rows = new Map(newest.map((row) => [this.#keyOf(row), row]));
  }

  #value(row, name) {
    return isTime(columnOf(this.declaration, name)) ? Date.parse(row[name]) : row[name];
  }

  #compare(a, b, columns) {
    for (const name of columns) {
      const [left, right] = [this.#value(a, name), this.#value(b, name)];
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  }

  #holds(row, where) {
    return Object.entries(where).every(([term, wanted]) => {
      const [name, operator] = term.split(".");
      const found = this.#value(row, name);
      const limit = this.#value({ [name]: wanted }, name);
      if (operator === "lt") return found < limit;
      return operator === "gt" ? found > limit : found === limit;
    });
  }
}
