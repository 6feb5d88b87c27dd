// The deep dive: all that the job's other tables know about what one row is about.

import { byId, focusOn, html } from "../base/dom.js";
import { words } from "../base/format.js";
import { cellText, isBlank } from "../views/cell.js";
import { makeView } from "../views/view.js";
import { groupsOf, titleOf } from "./columns.js";
import { Table } from "./table.js";

const AGAIN = 3000; // milliseconds

/**
 * Open it beside the page.
 * @param {string} url of the job's tables
 * @param {object[]} all declarations
 * @param {object} declaration of the row's table
 * @param {{subject: string, row: object}} about the column, and the row that was chosen
 */
export function dive(url, all, declaration, { subject, row }) {
  const where = { [subject]: row[subject] };
  const related = all.filter((each) => each.name !== declaration.name && each.key.includes(subject));
  const tables = related.map((each) => new Table(`${url}/${each.name}`, each));
  const single = tables.filter((table) => table.declaration.key.length === 1);
  const own = new Table(`${url}/${declaration.name}`, declaration);
  const { time, value } = groupsOf(declaration);
  const group = [time, value].filter(Boolean).map((name) => [name, row[name]]);
  const facts = new Facts([
    ...single.map((table) => ({ table, where })),
    { table: own, where: { ...where, ...Object.fromEntries(group) } },
  ]);
  const parts = tables.filter((table) => !single.includes(table)).map((table) => new Part(table, where));
  const title = row[declaration.drawing.x] ?? row[subject];
  open(`${title}`, `${words(subject)} ${row[subject]}`, [facts, ...parts]);
}

function open(title, subtitle, parts) {
  const close = html("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Close");
  const head = html("div", { class: "bar" }, html("div", {}, html("h2", { id: "dive-title" }, title), html("p", { class: "muted" }, subtitle)), close);
  const dialog = html("dialog", { class: "dive", "aria-labelledby": "dive-title" }, head, ...parts.map((part) => part.element));
  const show = () => parts.forEach((part) => part.show().catch(console.warn));
  const timer = setInterval(() => document.hidden || show(), AGAIN);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    clearInterval(timer);
    for (const part of parts) part.close();
    dialog.remove();
    // The row that led here may have been drawn anew meanwhile.
    if (document.activeElement === document.body) focusOn(byId("tables"), title);
  });
  document.body.append(dialog);
  dialog.showModal();
  show();
}

/** What is known once: of each table the one row about it. */
class Facts {
  #asked;
  element = html("dl", { class: "facts" });

  /** @param {{table: Table, where: object}[]} asked the first that has a column is believed */
  constructor(asked) {
    this.#asked = asked;
  }

  async show() {
    const answers = await Promise.all(this.#asked.map(({ table, where }) => table.query({ where, limit: 1 })));
    const facts = new Map();
    answers.forEach(({ rows: [row] }, index) => {
      const { table, where } = this.#asked[index];
      for (const column of row ? table.declaration.columns : []) {
        const told = facts.has(column.name) || column.type === "bytes" || column.name in where;
        if (!told && !isBlank(row[column.name])) facts.set(column.name, { column, value: row[column.name] });
      }
    });
    this.element.replaceChildren(...[...facts.values()].map(fact));
  }

  close() {}
}

function fact({ column, value }) {
  const name = html("dt", {}, words(column.name));
  return html("div", { "data-fact": column.name, title: column.meaning }, name, html("dd", {}, cellText(column, value)));
}

/** A table's rows about it, drawn as the table asks to be. */
class Part {
  #view;
  #none = html("p", { class: "muted" }, "No rows.");

  constructor(table, where) {
    this.#view = makeView(table, { where, onChange: () => this.show() });
    const head = html("div", { class: "bar" }, html("h3", {}, titleOf(table.declaration)), ...(this.#view.controls ?? []));
    this.element = html("section", { class: "part", "data-part": table.declaration.name }, head, this.#none, this.#view.element);
    this.#view.element.hidden = true;
  }

  async show() {
    const found = await this.#view.show();
    this.#none.hidden = found;
    this.#view.element.hidden = !found;
  }

  close() {
    this.#view.close?.();
  }
}
