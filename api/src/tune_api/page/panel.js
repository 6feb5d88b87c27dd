// One result table on the page: a live chart with its numbers, or plain rows.

import { Chart } from "./chart.js";
import { html, setText, svg } from "./dom.js";
import { clockTime, exact } from "./format.js";
import { follow } from "./live.js";
import { Matrix } from "./matrix.js";
import { plainRows } from "./rows.js";
import { Windows, colours, sum } from "./windows.js";

/**
 * The panel of a table.
 * @param {string} url of the table
 * @param {object} declaration
 * @param {(connected: boolean) => void} onConnection
 * @returns {{element: Element, close: () => void, setFinished: (finished: boolean) => void}}
 */
export function panel(url, declaration, onConnection) {
  return declaration.drawing.view === "time-series"
    ? new TimeSeriesPanel(url, declaration, onConnection)
    : new RowsPanel(url, declaration);
}

const title = (declaration) => declaration.name.replaceAll("_", " ");

class TimeSeriesPanel {
  #windows;
  #chart;
  #matrix;
  #finished = false;
  #state = html("p", { class: "state", role: "status" }, "Waiting for the first rows…");
  #legend = html("ul", { class: "legend" });
  #content;

  constructor(url, declaration, onConnection) {
    const { drawing, name } = declaration;
    this.#windows = new Windows(drawing);
    this.#chart = new Chart(`${drawing.y} for each ${drawing.series}, newest at the right`);
    this.#matrix = new Matrix(drawing, `${title(declaration)}, exact numbers`);
    this.#content = html("div", { hidden: "" }, this.#chart.element, this.#legend, this.#matrix.element);
    this.element = html(
      "section",
      { class: "panel", "data-table": name, "data-state": "loading" },
      html("div", { class: "bar-top" }, html("h2", {}, title(declaration)), this.#styles(name)),
      this.#state,
      this.#content,
    );
    this.close = follow(`${url}/stream`, (kind, update) => this.#accept(kind, update), onConnection);
  }

  /** Whether the newest window may still grow. */
  setFinished(finished) {
    if (finished === this.#finished) return;
    this.#finished = finished;
    this.#show();
  }

  #styles(name) {
    const choice = (style, text) => {
      const input = html("input", { type: "radio", name: `style-${name}`, value: style });
      input.checked = style === "bars";
      input.addEventListener("change", () => this.#chart.setStyle(style));
      return html("label", {}, input, html("span", {}, text));
    };
    const choices = [choice("bars", "Stacked"), choice("lines", "Lines")];
    return html("fieldset", { class: "styles" }, html("legend", {}, "Drawn as"), ...choices);
  }

  #accept(kind, update) {
    // A database that is away says nothing about rows: what was shown stays.
    if (!(kind === "snapshot" && update.staleSince && !update.rows.length)) {
      this.#windows.accept(kind, update);
    }
    this.#describe(update.staleSince);
    this.#show();
  }

  #describe(staleSince) {
    const empty = !this.#windows.newest().length;
    let text = "";
    if (staleSince) {
      const since = clockTime(Date.parse(staleSince));
      text = `The database does not answer. ${empty ? "Since" : "These are the numbers as of"} ${since}.`;
    } else if (empty) text = "No results yet. They appear with the first batch.";
    this.element.dataset.state = staleSince ? "stale" : empty ? "empty" : "live";
    setText(this.#state, text);
    this.#state.hidden = !text;
  }

  #show() {
    const windows = this.#windows.newest();
    this.#content.hidden = !windows.length;
    if (!windows.length) return;
    const { totals } = this.#windows;
    const scene = { windows, totals, series: this.#windows.series(), open: !this.#finished };
    this.#chart.show(scene);
    this.#matrix.show(scene);
    this.#showLegend(scene);
  }

  #showLegend({ series, totals }) {
    const colour = colours(series);
    const all = sum(totals) || 1;
    const entries = series.map((name) => {
      const share = Math.max(0.5, (100 * totals.get(name)) / all);
      const track = svg("svg", { class: "share", viewBox: "0 0 100 4", preserveAspectRatio: "none" });
      track.append(svg("rect", { width: 100, height: 4, class: "track" }));
      track.append(svg("rect", { width: share, height: 4, fill: colour.get(name) }));
      return html("li", {}, html("span", {}, name), html("b", {}, exact(totals.get(name))), track);
    });
    this.#legend.replaceChildren(...entries);
  }
}

/** Rows on request: they are not watched. */
class RowsPanel {
  constructor(url, declaration) {
    const content = html("div");
    this.element = html(
      "details",
      { class: "panel", "data-table": declaration.name },
      html("summary", {}, html("h2", {}, title(declaration))),
      content,
    );
    this.element.addEventListener("toggle", async () => {
      if (this.element.open) content.replaceChildren(await plainRows(url, declaration));
    });
  }

  close() {}

  setFinished() {}
}
