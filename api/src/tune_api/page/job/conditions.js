// The job's conditions in words: what is so, what is not, since when and why.

import { arrange, html, setText, spoken } from "../base/dom.js";
import { ago, fullTime, words } from "../base/format.js";

const UNWANTED = new Set(["Stalled", "Reconciling"]); // good when they are not so
const MARKS = { good: "✓", bad: "✕", busy: "•", unknown: "?" };
const SAID = { good: "As it should be.", bad: "Not as it should be.", busy: "At it.", unknown: "Not known." };

export class Conditions {
  #lines = new Map();
  #list = html("ul", { class: "conditions" });

  constructor() {
    this.element = html(
      "section",
      { id: "conditions", class: "panel", "aria-labelledby": "conditions-title", hidden: "" },
      html("h2", { id: "conditions-title" }, "Conditions"),
      this.#list,
    );
  }

  show(conditions, now) {
    this.element.hidden = !conditions.length;
    const lines = conditions.map((each) => this.#line(each.type));
    arrange(this.#list, lines.map((line) => line.element));
    conditions.forEach((each, index) => lines[index].show(each, now));
  }

  #line(type) {
    if (!this.#lines.has(type)) this.#lines.set(type, new Line(type));
    return this.#lines.get(type);
  }
}

class Line {
  #mark = html("span", { class: "mark", "aria-hidden": "true" });
  #name = html("b");
  #said = spoken("");
  #since = html("span", { class: "muted" });
  #why = html("p", { class: "muted" });

  constructor(type) {
    const head = html("div", { class: "head" }, this.#name, this.#said, this.#since);
    this.element = html("li", { "data-condition": type }, this.#mark, head, this.#why);
  }

  show({ type, status, reason, message, lastTransitionTime }, now) {
    const kind = kindOf(type, status);
    this.element.dataset.kind = kind;
    setText(this.#mark, MARKS[kind]);
    const absent = UNWANTED.has(type) && status === "False";
    setText(this.#name, absent ? `Not ${words(type).toLowerCase()}` : words(type));
    setText(this.#said, `: ${SAID[kind]} `);
    const since = Date.parse(lastTransitionTime);
    setText(this.#since, ago(since, now));
    this.#since.title = fullTime(since);
    const told = message || (kind === "good" || reason === type ? "" : words(reason));
    setText(this.#why, told);
    this.#why.hidden = !told;
  }
}

function kindOf(type, status) {
  if (status === "Unknown") return "unknown";
  if (UNWANTED.has(type)) {
    if (status === "False") return "good";
    return type === "Reconciling" ? "busy" : "bad";
  }
  return status === "True" ? "good" : "bad";
}
