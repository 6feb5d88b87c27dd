// A number's last minutes as a small line. The number itself stands beside it as text.

import { svg } from "../base/dom.js";

const WIDTH = 120;
const HEIGHT = 28;
const FEWEST = 24; // samples that the width is for at least: a job that just began starts at the right

export class Sparkline {
  #area = svg("path", { class: "area" });
  #line = svg("path", { class: "stroke" });
  #drawn = "";

  constructor() {
    const view = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none" };
    this.element = svg("svg", { class: "spark", ...view, "aria-hidden": "true" }, this.#area, this.#line);
  }

  /** Show these samples, oldest first; null is a gap. */
  show(samples) {
    const key = samples.join();
    if (key === this.#drawn) return;
    this.#drawn = key;
    const runs = runsOf(samples);
    this.#line.setAttribute("d", runs.map((run) => `M${run.join("L")}`).join(""));
    this.#area.setAttribute("d", runs.map(areaOf).join(""));
  }
}

/** The points of each stretch without a gap, as "x,y". */
function runsOf(samples) {
  const most = Math.max(...samples.filter((each) => each !== null), 0) || 1;
  const slots = Math.max(samples.length, FEWEST) - 1;
  const runs = [];
  let open = false;
  samples.forEach((sample, index) => {
    if (sample === null) return (open = false);
    const x = WIDTH - ((samples.length - 1 - index) * WIDTH) / slots;
    const y = HEIGHT - 1.5 - (sample / most) * (HEIGHT - 4);
    if (!open) runs.push([]);
    open = true;
    runs.at(-1).push(`${x.toFixed(1)},${y.toFixed(1)}`);
  });
  return runs;
}

function areaOf(run) {
  const [left, right] = [run[0], run.at(-1)].map((point) => point.split(",")[0]);
  return `M${left},${HEIGHT}L${run.join("L")}L${right},${HEIGHT}Z`;
}
