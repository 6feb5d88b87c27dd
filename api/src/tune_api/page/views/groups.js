// Which of a table's rankings is looked at: of which region, of which hour.

import { html, setText } from "../base/dom.js";
import { dayTime, stepTime, words } from "../base/format.js";
import { endOf, groupsOf } from "../results/columns.js";

const DAY = 86_400_000; // milliseconds

export class Groups {
  controls = [];
  #table;
  #fixed;
  #names; // {time, value}: columns, or null
  #time = null; // null = the newest there is
  #value = null;
  #values = [];
  #onChange;
  #select = html("select");
  #label = html("output", { class: "period" });
  #later;

  /** @param {object} fixed column -> value that are given */
  constructor(table, fixed, onChange) {
    this.#table = table;
    this.#fixed = fixed;
    this.#onChange = onChange;
    const { time, value } = groupsOf(table.declaration);
    this.#names = { time: time in fixed ? null : time, value: value in fixed ? null : value };
    if (this.#names.value) this.controls.push(this.#picker());
    if (this.#names.time) this.controls.push(this.#stepper());
  }

  /** The rows of the chosen group; null when there is none. */
  async where() {
    const where = { ...this.#fixed, ...(await this.#valueWhere()) };
    const { time } = this.#names;
    if (!time) return where;
    const row = await this.#newest(where, this.#time && { [time]: this.#time });
    if (!row) return null;
    this.#describe(row);
    return { ...where, [time]: row[time] };
  }

  /** The rows of the group before that one; null when there is none, or time plays no part. */
  async before(where) {
    const { time } = this.#names;
    if (!time) return null;
    const { [time]: at, ...rest } = where;
    const row = await this.#newest(rest, { [`${time}.lt`]: at });
    return row && { ...rest, [time]: row[time] };
  }

  async #newest(where, more) {
    const asked = { where: { ...where, ...more }, order: `-${this.#names.time}`, limit: 1 };
    return (await this.#table.query(asked)).rows[0] ?? null;
  }

  async #valueWhere() {
    const { value } = this.#names;
    if (!value) return {};
    const totals = await this.#table.totals(value, this.#table.declaration.drawing.y);
    this.#offer(totals.map((each) => String(each.value)));
    return this.#value === null ? {} : { [value]: this.#value };
  }

  #offer(values) {
    if (this.#value === null || !values.includes(this.#value)) this.#value = values[0] ?? null;
    const sorted = [...values].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
    if (sorted.join("\n") !== this.#values.join("\n")) {
      this.#values = sorted;
      this.#select.replaceChildren(...sorted.map((each) => html("option", { value: each }, each)));
    }
    this.#select.value = this.#value;
  }

  #picker() {
    this.#select.addEventListener("change", () => {
      this.#value = this.#select.value;
      this.#onChange();
    });
    const name = words(this.#names.value);
    this.#select.setAttribute("data-pick", this.#names.value);
    return html("label", { class: "pick" }, html("span", { class: "muted" }, name), this.#select);
  }

  #stepper() {
    const button = (title, sign, onclick) =>
      html("button", { type: "button", class: "quiet", "aria-label": title, title, onclick }, sign);
    this.#later = button("Later", "›", () => this.#step("gt", ""));
    const latest = button("Newest", "»", () => this.#go(null));
    return html("div", { class: "stepper" }, button("Earlier", "‹", () => this.#step("lt", "-")), this.#label, this.#later, latest);
  }

  async #step(operator, way) {
    const { time } = this.#names;
    const where = { ...this.#fixed, ...(await this.#valueWhere()), [`${time}.${operator}`]: this.#shown };
    const { rows: [row] } = await this.#table.query({ where, order: `${way}${time}`, limit: 1 });
    if (row) this.#go(row[time]);
    else if (operator === "gt") this.#go(null);
  }

  #go(time) {
    this.#time = time;
    this.#onChange();
  }
  #shown = null;

  #describe(row) {
    const { time } = this.#names;
    this.#shown = row[time];
    const end = endOf(this.#table.declaration, time);
    const [from, to] = [Date.parse(row[time]), end && Date.parse(row[end])];
    const whole = to && to - from >= DAY;
    const text = whole ? stepTime(from, DAY) : dayTime(from) + (to ? ` – ${stepTime(to, to - from)}` : "");
    setText(this.#label, text);
    this.#label.dataset.time = row[time];
  }
}
