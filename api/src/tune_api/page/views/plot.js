// The chart of numbers over time: uPlot draws, here is what it draws and how it is read.

import { html, svg } from "../base/dom.js";
import { exact, short, stepTime } from "../base/format.js";
import { colours, onTheme } from "../base/theme.js";
import { loadUPlot } from "./uplot.js";
import { sum } from "./windows.js";

const FEWEST = 16; // windows that the width is for at least
const SLOT = 11; // pixels a window takes at least: bars stay wide enough to point at
const NARROWEST = 120; // pixels: less is not a place yet, only a layout on its way
const FONT = "12px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

export class Plot {
  #label;
  #place = html("div", { class: "plot", "aria-hidden": "true" });
  #tip = html("div", { class: "tip", hidden: "", role: "status" });
  #chart = null;
  #drawn = ""; // what a chart cannot change while it lives
  #style = "bars";
  #scene = null;
  #times = []; // milliseconds, the oldest first
  #windows = []; // the same way round
  #observer = new ResizeObserver(() => this.#draw());
  #retheme = () => this.#draw(true);

  /** @param {string} label what the chart shows, for those who do not see it */
  constructor(label) {
    this.#label = label;
    this.element = html(
      "div",
      { class: "chart", tabindex: "0", role: "group", "aria-label": `${label}. Arrow keys read it.` },
      this.#place,
      this.#tip,
    );
    this.#observer.observe(this.element);
    this.element.addEventListener("blur", () => this.#leave());
    this.element.addEventListener("keydown", (event) => this.#key(event));
    onTheme.addEventListener("theme", this.#retheme);
  }

  /** Draw as "bars" or "lines". */
  setStyle(style) {
    this.#style = style;
    this.element.dataset.style = style;
    this.#draw();
  }

  /**
   * Show windows (newest first; `step` milliseconds from one to the next) of these series.
   * open: the newest is still being counted; whole: all are shown, though there is little room.
   */
  show(scene) {
    this.#scene = scene;
    this.#draw();
  }

  close() {
    this.#observer.disconnect();
    onTheme.removeEventListener("theme", this.#retheme);
    this.#chart?.destroy();
    this.#chart = null;
    this.#scene = null;
  }

  async #draw(anew = false) {
    const uPlot = await loadUPlot();
    const width = this.element.clientWidth;
    if (!this.#scene || width < NARROWEST) return;
    this.#choose(width);
    const height = width < 560 ? 240 : 320;
    const key = JSON.stringify([this.#scene.series, this.#style, this.#step, height]);
    const data = this.#data();
    if (anew || key !== this.#drawn) {
      this.#drawn = key;
      this.#chart?.destroy();
      this.#chart = new uPlot(this.#options(uPlot, width, height), data, this.#place);
    } else {
      if (this.#chart.width !== width) this.#chart.setSize({ width, height });
      this.#chart.setData(data);
    }
    this.element.dataset.windows = this.#windows.length;
    if (!this.#tip.hidden) this.#tell(this.#chart.cursor.idx);
  }

  /** The newest windows that fit: without one far behind, beside which the others were too narrow to see. */
  #choose(width) {
    const { windows, step, whole } = this.#scene;
    const most = Math.max(FEWEST, Math.floor((width - 60) / SLOT));
    const oldest = whole ? -Infinity : windows[0].time - most * step;
    this.#windows = windows.filter((window) => window.time > oldest).reverse();
    this.#times = this.#windows.map((window) => window.time);
    this.#step = step;
  }
  #step = 60_000;

  /** Bars stand one on the other: the first series is drawn first, as high as all of them. */
  #data() {
    const { series } = this.#scene;
    const columns = series.map((name) => this.#windows.map((window) => window.values.get(name) ?? 0));
    if (this.#style === "bars") {
      for (let at = columns.length - 2; at >= 0; at--) {
        columns[at] = columns[at].map((value, index) => value + columns[at + 1][index]);
      }
    }
    return [this.#times.map((time) => time / 1000), ...columns];
  }

  #options(uPlot, width, height) {
    const { series } = this.#scene;
    const found = colours([...series.map((name) => this.#scene.colours.get(name)), "var(--line)", "var(--muted)", "var(--surface)"]);
    const [grid, text, surface] = found.slice(-3);
    const bars = this.#style === "bars";
    const paths = bars ? uPlot.paths.bars({ size: [0.82, 48], gap: 1 }) : uPlot.paths.linear();
    const drawn = (name, index) => ({
      label: name,
      paths,
      ...(bars ? { fill: found[index], stroke: surface, width: 0.5 } : { stroke: found[index], width: 2 }),
      points: { show: false },
    });
    const axis = { stroke: text, font: FONT, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
    return {
      width,
      height,
      padding: [12, 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: !bars, size: 7 }, drag: { x: false, y: false } },
      scales: { x: { range: (_, from, to) => this.#span(from, to) }, y: { range: (_, from, to) => [Math.min(0, from * 1.06), to > 0 ? to * 1.06 : 1] } },
      axes: [
        { ...axis, grid: { show: false }, size: 32, space: 72, values: (_, splits) => splits.map((at) => this.#tick(at * 1000)) },
        { ...axis, size: 52, space: 48, values: (_, splits) => splits.map(short) },
      ],
      series: [{}, ...series.map(drawn)],
      hooks: {
        draw: [(chart) => this.#fade(chart, surface)],
        setCursor: [(chart) => this.#tell(chart.cursor.left < 0 ? null : chart.cursor.idx)],
      },
    };
  }

  /** As wide as FEWEST windows at least, and with room for half a bar at both ends. */
  #span(from, to) {
    const step = this.#step / 1000;
    const half = this.#style === "bars" ? step * 0.6 : step * 0.1;
    return [Math.min(from, to - step * (FEWEST - 1)) - half, to + half];
  }

  #tick(time) {
    const spanned = this.#times.at(-1) - this.#times[0];
    return stepTime(time, spanned > 4 * 86_400_000 ? 86_400_000 : this.#step);
  }

  /** The window that is still being counted is pale. */
  #fade(chart, surface) {
    if (!this.#scene?.open || this.#style !== "bars") return;
    const [left, right] = [-0.5, 0.5].map((part) => chart.valToPos((this.#times.at(-1) + part * this.#step) / 1000, "x", true));
    const { ctx, bbox } = chart;
    ctx.save();
    ctx.globalAlpha = 0.5;
    ctx.fillStyle = surface;
    ctx.fillRect(left, bbox.top, right - left, bbox.height - 1);
    ctx.restore();
  }

  #key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") this.#leave();
    if (!step || !this.#chart) return;
    event.preventDefault();
    const last = this.#times.length - 1;
    const now = this.#tip.hidden ? null : this.#chart.cursor.idx;
    const next = now === null ? last : Math.max(0, Math.min(last, now + step));
    this.#chart.setCursor({ left: this.#chart.valToPos(this.#times[next] / 1000, "x"), top: 10 });
  }

  #leave() {
    this.#chart?.setCursor({ left: -10, top: -10 });
    this.#tip.hidden = true;
  }

  #tell(index) {
    const window = index == null ? null : this.#windows[index];
    this.#tip.hidden = !window;
    if (!window) return;
    const open = this.#scene.open && index === this.#windows.length - 1;
    this.#tip.replaceChildren(...tipLines(window, this.#scene, open));
    const at = 52 + this.#chart.valToPos(window.time / 1000, "x");
    const fits = at + 14 + this.#tip.offsetWidth < this.element.clientWidth;
    this.#tip.style.left = `${fits ? at + 14 : Math.max(0, at - this.#tip.offsetWidth - 14)}px`;
  }
}

function tipLines(window, { windows, series, step, colours: chosen }, open) {
  const rows = series.filter((name) => window.values.has(name)).map((name) => {
    const dot = svg("svg", { class: "dot", viewBox: "0 0 8 8", "aria-hidden": "true" });
    dot.append(svg("circle", { cx: 4, cy: 4, r: 4, fill: chosen.get(name) }));
    return html("li", {}, dot, html("span", {}, name), html("b", {}, exact(window.values.get(name))));
  });
  const counting = open ? " · still counting" : "";
  const all = html("p", { class: "sum" }, html("span", {}, "All"), html("b", {}, exact(sum(window.values))));
  const head = html("p", {}, `${stepTime(window.time, step, windows[0].time)}${counting}`);
  return [head, html("ul", {}, ...rows), ...(series.length > 1 ? [all] : [])];
}
