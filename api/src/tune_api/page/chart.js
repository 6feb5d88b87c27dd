// Draws windows as stacked bars or lines. Small on purpose: a chart library may take its place.

import { html, svg } from "./dom.js";
import { exact, short, stepTime } from "./format.js";
import { colours, stepOf, sum } from "./windows.js";

const HEIGHT = 320;
const MARGIN = { top: 16, right: 8, bottom: 32, left: 48 };
const MOST_SLOTS = 60;
const FEWEST_SLOTS = 16;
const NARROWEST = 160; // pixels: less is not a place yet, only a layout on its way
const SLOT_WIDTH = 13; // pixels: bars stay wide enough to point at

export class Chart {
  #plot = svg("svg", { class: "plot", "aria-hidden": "true" });
  #tip = html("div", { class: "tip", hidden: "" });
  #scene = null; // what is drawn now, for pointing at it
  #chosen = null; // the slot pointed at
  #style = "bars";
  #data = { windows: [], series: [], open: false };

  /** @param {string} label what the chart shows, for those who do not see it */
  constructor(label) {
    this.element = html(
      "div",
      { class: "chart", tabindex: "0", role: "group", "aria-label": `${label}. Arrow keys read it.` },
      this.#plot,
      this.#tip,
    );
    new ResizeObserver(() => this.#draw()).observe(this.element);
    this.element.addEventListener("pointermove", (event) => this.#pointAt(event.clientX));
    this.element.addEventListener("pointerleave", () => this.#choose(null));
    this.element.addEventListener("blur", () => this.#choose(null));
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Draw as "bars" or "lines". */
  setStyle(style) {
    this.#style = style;
    this.#draw();
  }

  /** Show windows (newest first) of these series; open: the newest is still being counted. */
  show(data) {
    this.#data = data;
    this.#draw();
  }

  #draw() {
    const width = this.element.clientWidth;
    if (width < NARROWEST || !this.#data.windows.length) return;
    this.#scene = arrange(this.#data, width, this.#style);
    this.#plot.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    this.#plot.replaceChildren(
      ...grid(this.#scene),
      ...timeLabels(this.#scene),
      ...(this.#style === "bars" ? bars(this.#scene) : lines(this.#scene)),
    );
    this.#choose(this.#chosen);
  }

  #pointAt(clientX) {
    if (!this.#scene) return;
    const x = clientX - this.element.getBoundingClientRect().left - MARGIN.left;
    const slot = Math.floor(x / this.#scene.slotWidth);
    this.#choose(slot >= 0 && slot < this.#scene.slots.length ? slot : null);
  }

  #key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") this.#choose(null);
    if (!step || !this.#scene) return;
    event.preventDefault();
    const last = this.#scene.slots.length - 1;
    const next = this.#chosen === null ? last : this.#chosen + step;
    this.#choose(Math.max(0, Math.min(last, next)));
  }

  #choose(slot) {
    this.#chosen = slot;
    this.#plot.querySelector(".cursor")?.remove();
    const window = slot === null ? null : this.#scene?.slots[slot];
    this.#tip.hidden = !window;
    if (!window) return;
    const { slotWidth, width } = this.#scene;
    const left = MARGIN.left + slot * slotWidth;
    this.#plot.prepend(
      svg("rect", {
        class: "cursor",
        x: left,
        y: MARGIN.top,
        width: slotWidth,
        height: HEIGHT - MARGIN.top - MARGIN.bottom,
      }),
    );
    this.#tip.replaceChildren(...tipLines(window, this.#scene));
    const beside = left + slotWidth + 10;
    const fits = beside + this.#tip.offsetWidth < width;
    this.#tip.style.left = `${fits ? beside : Math.max(0, left - this.#tip.offsetWidth - 10)}px`;
  }
}

/** Where everything goes: slots of equal length in time, the newest at the right. */
function arrange({ windows, series, open }, width, style) {
  const step = stepOf(windows);
  const newest = windows[0].time;
  const room = width - MARGIN.left - MARGIN.right;
  const most = Math.max(FEWEST_SLOTS, Math.min(MOST_SLOTS, Math.floor(room / SLOT_WIDTH)));
  const spanned = Math.round((newest - windows.at(-1).time) / step) + 1;
  const count = Math.max(Math.min(spanned, most), Math.min(FEWEST_SLOTS, most));
  const slots = new Array(count).fill(null);
  for (const window of windows) {
    const slot = count - 1 - Math.round((newest - window.time) / step);
    if (slot >= 0) slots[slot] = window;
  }
  const shown = slots.filter(Boolean);
  const highest = style === "bars" ? (window) => sum(window.values) : (window) => Math.max(0, ...window.values.values());
  const ticks = niceTicks(Math.max(1, ...shown.map(highest)));
  const top = ticks.at(-1);
  const depth = HEIGHT - MARGIN.top - MARGIN.bottom;
  return {
    slots, series, step, open, width, ticks,
    colour: colours(series),
    slotWidth: room / count,
    left: (slot) => MARGIN.left + (slot * room) / count,
    y: (value) => MARGIN.top + depth * (1 - value / top),
  };
}

/** Round numbers from 0 to at least `highest`, in about five steps. */
export function niceTicks(highest) {
  const rough = highest / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough);
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) => index * step);
}

function grid({ ticks, y, width }) {
  return ticks.flatMap((tick) => [
    svg("line", { class: "grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(tick), y2: y(tick) }),
    svg("text", { class: "axis end", x: MARGIN.left - 10, y: y(tick) + 4 }, short(tick)),
  ]);
}

function timeLabels({ slots, step, slotWidth, left }) {
  const newest = slots.findLast(Boolean).time;
  const every = Math.ceil(76 / slotWidth); // pixels for a label and the space around it
  const labels = [];
  for (let slot = slots.length - 1; slot >= 0; slot -= every) {
    const x = left(slot) + slotWidth / 2;
    if (x < MARGIN.left + 16) break;
    const time = newest - (slots.length - 1 - slot) * step;
    const atEdge = slot === slots.length - 1 && slotWidth < 60;
    const place = { class: atEdge ? "axis end" : "axis middle", y: HEIGHT - 8 };
    labels.push(svg("text", { ...place, x: atEdge ? x + slotWidth / 2 : x }, stepTime(time, step)));
  }
  return labels;
}

function bars(scene) {
  const { slots, series, slotWidth, left, y, colour, open } = scene;
  const gap = Math.min(4, slotWidth * 0.22);
  return slots.flatMap((window, slot) => {
    let below = 0;
    const stack = series.map((name) => {
      const value = window?.values.get(name) ?? 0;
      const bottom = y(below);
      below += value;
      return svg("rect", {
        x: left(slot) + gap / 2,
        y: y(below),
        width: slotWidth - gap,
        height: Math.max(0, bottom - y(below)),
        fill: colour.get(name),
      });
    });
    const counting = open && slot === slots.length - 1;
    return window ? [svg("g", { class: counting ? "bar open" : "bar" }, ...stack)] : [];
  });
}

function lines({ slots, series, slotWidth, left, y, colour }) {
  const first = slots.findIndex(Boolean);
  return series.map((name) => {
    const points = slots.slice(first).map((window, index) => {
      const x = left(first + index) + slotWidth / 2;
      return `${x.toFixed(1)},${y(window?.values.get(name) ?? 0).toFixed(1)}`;
    });
    return svg("polyline", { class: "line", points: points.join(" "), stroke: colour.get(name) });
  });
}

function tipLines(window, { series, step, open, slots, colour }) {
  const rows = series
    .filter((name) => window.values.has(name))
    .map((name) => {
      const dot = svg("svg", { class: "dot", viewBox: "0 0 8 8" });
      dot.append(svg("circle", { cx: 4, cy: 4, r: 4, fill: colour.get(name) }));
      const value = exact(window.values.get(name));
      return html("li", {}, dot, html("span", {}, name), html("b", {}, value));
    });
  const counting = open && window === slots.at(-1) ? " · still counting" : "";
  return [
    html("p", {}, `${stepTime(window.time, step)}${counting}`),
    html("ul", {}, ...rows),
    html("p", { class: "sum" }, html("span", {}, "All"), html("b", {}, exact(sum(window.values)))),
  ];
}
