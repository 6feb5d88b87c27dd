// The exact numbers: one line for each window, newest first, one column for each series.

import { html, setText } from "../base/dom.js";
import { exact, fullTime, stepTime, words } from "../base/format.js";
import { sum } from "./windows.js";

export class Matrix {
  #drawing;
  #head = html("thead");
  #totals = html("tr", { class: "totals" });
  #body = html("tbody");
  #lines = new Map(); // x -> <tr>
  #columns = "";
  #order = []; // the series as the columns stand: they do not jump when one overtakes another

  /** @param {{x: string, y: string, series: string}} drawing */
  constructor(drawing, label) {
    this.#drawing = drawing;
    this.element = html(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
      html("table", { class: "matrix" }, this.#head, this.#body),
    );
  }

  /** Show windows (newest first) and the totals of these series: of all time, or of the windows. */
  show({ windows, series, totals, allTime, step, open }) {
    this.#prepare(series);
    setText(this.#totals.children[0], allTime ? "Total, all time" : "Total, as shown");
    this.#showTotals(totals);
    const newest = windows[0].time;
    const lines = windows.map((window, index) =>
      this.#line(window, stepTime(window.time, step, newest), open && !index),
    );
    const wanted = new Set(lines);
    for (const [x, line] of this.#lines) {
      if (!wanted.has(line)) {
        line.remove();
        this.#lines.delete(x);
      }
    }
    lines.forEach((line, index) => {
      const now = this.#body.children[index];
      if (now !== line) this.#body.insertBefore(line, now ?? null);
    });
  }

  /** New columns mean a new table: lines keep one cell for each series. */
  #prepare(series) {
    const columns = [...series].sort().join("\n");
    if (columns === this.#columns) return;
    this.#columns = columns;
    this.#lines.clear();
    this.#body.replaceChildren();
    this.#order = series;
    const single = !this.#drawing.series;
    const names = series.map((name) => html("th", { scope: "col" }, single ? words(name) : name));
    const first = ["Window", "All"].map((name) => html("th", { scope: "col" }, name));
    this.element.classList.toggle("single", single);
    const titles = html("tr", {}, ...first, ...names);
    this.#totals = html("tr", { class: "totals" }, html("th", { scope: "row" }));
    this.#totals.append(html("td", { class: "all", "data-total": "" }));
    for (const name of series) {
      this.#totals.append(html("td", { [`data-total-${this.#drawing.series || "of"}`]: name }));
    }
    this.#head.replaceChildren(titles, this.#totals);
  }

  #showTotals(totals) {
    put(this.#totals.children[1], sum(totals));
    this.#order.forEach((name, index) => put(this.#totals.children[index + 2], totals.get(name)));
  }

  #line(window, time, open) {
    const line = this.#lines.get(window.x) ?? this.#newLine(window);
    setText(line.querySelector("time"), time);
    line.classList.toggle("open", open);
    put(line.children[1], sum(window.values));
    this.#order.forEach((name, index) => put(line.children[index + 2], window.values.get(name)));
    return line;
  }

  #newLine(window) {
    const time = html("time", { datetime: window.x, title: fullTime(window.time) });
    const line = html("tr", {}, html("th", { scope: "row" }, time));
    line.append(html("td", { class: "all", "data-window": window.x, "data-sum": "" }));
    for (const name of this.#order) {
      line.append(
        html("td", {
          [`data-${this.#drawing.series || "of"}`]: name,
          "data-window": window.x,
          "data-column": this.#drawing.y,
        }),
      );
    }
    this.#lines.set(window.x, line);
    return line;
  }
}

/** A number in a cell: exact for people, plain for programs; a dash where there is no row. */
function put(cell, number) {
  if (number === undefined) cell.removeAttribute("data-value");
  else cell.dataset.value = number;
  setText(cell, number === undefined ? "–" : exact(number));
}
