// A table's rows arranged for drawing: windows in time, and a number for each series in them.

const KEPT = 120; // windows: two hours of minutes, and few enough to scroll through

export class Windows {
  #drawing;
  #byX = new Map();
  #truncated = false;
  totals = new Map();

  /** @param {{x: string, y: string, series: string}} drawing the columns to draw */
  constructor(drawing) {
    this.#drawing = drawing;
  }

  /** Take in an update of the stream. */
  accept(kind, update) {
    if (kind === "snapshot") this.#byX.clear();
    for (const row of update.rows) this.#put(row);
    this.#truncated = update.truncated;
    this.totals = new Map(update.totals.map((each) => [String(each.value), each.total]));
    for (const x of this.#sorted().slice(KEPT + 1)) this.#byX.delete(x);
  }

  /** The newest windows, newest first: {x, time, values: Map(series -> number)}. */
  newest() {
    const all = this.#sorted().map((x) => this.#byX.get(x));
    // The oldest of a cut table may lack rows.
    if (this.#truncated && all.length <= KEPT) all.pop();
    return all.slice(0, KEPT);
  }

  /** The series, biggest total first. */
  series() {
    return [...this.totals.keys()].sort(
      (a, b) => this.totals.get(b) - this.totals.get(a) || a.localeCompare(b),
    );
  }

  #sorted() {
    return [...this.#byX.keys()].sort((a, b) => Date.parse(b) - Date.parse(a));
  }

  #put(row) {
    const { x, y, series } = this.#drawing;
    const key = row[x];
    if (!this.#byX.has(key)) {
      this.#byX.set(key, { x: key, time: Date.parse(key), values: new Map() });
    }
    this.#byX.get(key).values.set(String(row[series]), row[y]);
  }
}

/** The length of a window in milliseconds: the shortest distance between two. */
export function stepOf(windows) {
  let step = Infinity;
  for (let at = 1; at < windows.length; at++) {
    step = Math.min(step, windows[at - 1].time - windows[at].time);
  }
  return Number.isFinite(step) ? step : 60_000;
}

/** The sum of the numbers of a map. */
export const sum = (numbers) => [...numbers.values()].reduce((all, each) => all + each, 0);

/** A colour for each series that stays while the set of series does. */
export function colours(series) {
  const names = [...series].sort((a, b) => a.localeCompare(b));
  return new Map(names.map((name, index) => [name, `var(--series-${index % 12})`]));
}
