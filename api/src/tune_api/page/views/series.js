// Numbers over time: a live chart, a legend with totals, and every number in a table.

import { html, svg } from "../base/dom.js";
import { exact, words } from "../base/format.js";
import { endOf, titleOf } from "../results/columns.js";
import { Matrix } from "./matrix.js";
import { Palette } from "./palette.js";
import { Plot } from "./plot.js";
import { grouped, stepOf, sum, totalsOf, windowsOf, windowsOfSeries } from "./windows.js";

const HOUR = 3_600_000; // milliseconds
const LIVE = "Newest";
const RANGES = { [LIVE]: 0, "6 hours": 6 * HOUR, "24 hours": 24 * HOUR, "7 days": 168 * HOUR, Everything: Infinity };
const POINTS = 120;
const FEW = 6; // windows: fewer of a large table are no picture; its sums are asked for

export class SeriesView {
  styles = ["Stacked", "Lines"];
  controls = [];
  #table;
  #where;
  #drawing;
  #plot;
  #matrix;
  #legend = html("ul", { class: "legend" });
  #palette = new Palette();
  #range = LIVE;
  #summed = null; // whether the API has sums in steps of time; null = not asked yet
  #finished = false;
  #onChange;

  constructor(table, { where = {}, onChange }) {
    const { declaration } = table;
    this.#table = table;
    this.#where = where;
    this.#onChange = onChange;
    const { x, y, series } = declaration.drawing;
    this.#drawing = { x, y, series: series in where ? "" : series };
    const what = this.#drawing.series ? `${words(y)} for each ${words(series).toLowerCase()}` : words(y);
    this.#plot = new Plot(`${what} over time, the newest at the right`);
    this.#matrix = new Matrix(this.#drawing, `${titleOf(declaration)}, exact numbers`);
    this.element = html("div", {}, this.#plot.element, this.#legend, this.#matrix.element);
    if (!Object.keys(where).length) this.#offerRanges();
  }

  setStyle(style) {
    this.#plot.setStyle(style === "Lines" ? "lines" : "bars");
  }

  setFinished(finished) {
    this.#finished = finished;
    this.#onChange();
  }

  close() {
    this.#plot.close();
  }

  async show() {
    const { windows, totals, length, ...known } = await this.#read();
    if (!windows.length) return false;
    const step = Math.min(stepOf(windows), length);
    const scene = { ...grouped(windows, totals), ...known, step, open: !this.#finished };
    scene.colours = this.#palette.colours(scene.series);
    this.#plot.show(scene);
    this.#matrix.show(scene);
    this.#showLegend(scene);
    return true;
  }

  /**
   * What is to be drawn: windows (newest first), their length in milliseconds, the totals of the
   * series and whether those are of all time, and whether all windows are to be seen, how many they are.
   */
  async #read() {
    if (this.#range !== LIVE) return this.#sums(this.#range);
    if (this.#table.rows === undefined) return this.#part();
    const rows = this.#table.rows();
    const windows = windowsOf(rows, this.#drawing, this.#table.truncated);
    if (this.#table.truncated && windows.length < FEW && this.#summed !== false) {
      const found = await this.#sums(LIVE);
      if (found) return found;
    }
    this.#probe(windows);
    const { series, y } = this.#drawing;
    const length = this.#lengthOf(rows[0]);
    if (!series) return { windows, length, totals: totalsOf(windows) };
    const found = await this.#table.totals(series, y);
    const totals = new Map(found.map((each) => [String(each.value), each.total]));
    return { windows, length, totals, allTime: true };
  }

  /** The newest rows of a part of the table. */
  async #part() {
    const { rows, nextCursor } = await this.#table.query({ where: this.#where, order: `-${this.#drawing.x}`, limit: 1000 });
    const windows = windowsOf(rows, this.#drawing, nextCursor !== null);
    return { windows, length: this.#lengthOf(rows[0]), totals: totalsOf(windows) };
  }

  /** Sums of the API; null when it has none. */
  async #sums(range) {
    const { x, y, series } = this.#drawing;
    const { rows: [newest] } = await this.#table.query({ order: `-${x}`, limit: 1 });
    if (!newest) return { windows: [] };
    const length = range === LIVE ? this.#lengthOf(newest) * POINTS : RANGES[range];
    const from = length === Infinity ? null : new Date(Date.parse(newest[x]) - length).toISOString();
    const found = await this.#table.series({ time: x, of: y, by: series || null, points: POINTS, from });
    this.#summed = found !== null;
    if (!found) return null;
    const windows = windowsOfSeries(found, this.#drawing);
    return { windows, length: found.step * 1000, totals: totalsOf(windows), whole: true };
  }

  /** The length of a window, by its end; a minute when the table does not say. */
  #lengthOf(row) {
    const { x } = this.#drawing;
    const end = endOf(this.#table.declaration, x);
    return row && end ? Date.parse(row[end]) - Date.parse(row[x]) : HOUR / 60;
  }

  /** Find out, once, whether longer ranges can be offered. */
  async #probe(windows) {
    if (this.#summed !== null || !windows.length) return;
    this.#summed = false;
    const { x, y } = this.#drawing;
    const found = await this.#table.series({ time: x, of: y, points: 1, from: windows[0].x }).catch(() => null);
    this.#summed = found !== null;
    for (const control of this.controls) control.hidden = !this.#summed;
  }

  #offerRanges() {
    const options = Object.keys(RANGES).map((range) => html("option", {}, range));
    const select = html("select", { "aria-label": "Range", hidden: "" }, ...options);
    select.addEventListener("change", () => {
      this.#range = select.value;
      this.#onChange();
    });
    this.controls = [select];
  }

  #showLegend({ series, totals, colours }) {
    this.#legend.hidden = !this.#drawing.series;
    const all = sum(totals) || 1;
    const entries = series.map((name) => {
      const share = Math.max(0.5, (100 * totals.get(name)) / all);
      const track = svg("svg", { class: "share", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" });
      track.append(svg("rect", { width: 100, height: 4, class: "track" }));
      track.append(svg("rect", { width: share, height: 4, fill: colours.get(name) }));
      return html("li", {}, html("span", {}, name), html("b", {}, exact(totals.get(name))), track);
    });
    this.#legend.replaceChildren(...entries);
  }
}
