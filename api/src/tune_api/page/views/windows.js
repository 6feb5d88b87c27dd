// Rows arranged for drawing: windows in time, and a number for each series in them.

import { REST } from "./palette.js";

const KEPT = 120; // windows: two hours of minutes, and few enough to scroll through
const DRAWN = 12; // series: more than that nobody tells apart

/**
 * The newest windows, newest first: {x, time, values: Map(series -> number)}.
 * @param {object[]} rows in any order
 * @param {{x: string, y: string, series: string}} drawing
 * @param {boolean} truncated the table has older rows: the oldest window may lack some
 */
export function windowsOf(rows, { x, y, series }, truncated) {
  const byX = new Map();
  for (const row of rows) {
    const name = series ? String(row[series]) : y;
    if (!byX.has(row[x])) byX.set(row[x], { x: row[x], time: Date.parse(row[x]), values: new Map() });
    const { values } = byX.get(row[x]);
    values.set(name, (values.get(name) ?? 0) + row[y]);
  }
  const windows = [...byX.values()].sort((a, b) => b.time - a.time);
  if (truncated && windows.length <= KEPT) windows.pop();
  return windows.slice(0, KEPT);
}

/** Windows of what the API has summed up in steps of time. */
export function windowsOfSeries({ times, series }, { y, series: column }) {
  const windows = times.map((x) => ({ x, time: new Date(x).getTime(), values: new Map() }));
  for (const { value, rest = value === "other", points } of series) {
    const name = column ? (rest ? REST : String(value)) : y;
    points.forEach((point, index) => point === null || windows[index].values.set(name, point));
  }
  return windows.filter((window) => window.values.size).reverse();
}

/** The sum of each series over these windows. */
export function totalsOf(windows) {
  const totals = new Map();
  for (const { values } of windows) {
    for (const [name, value] of values) totals.set(name, (totals.get(name) ?? 0) + value);
  }
  return totals;
}

/** The biggest series by themselves and the rest as one: {windows, totals, series}. */
export function grouped(windows, totals) {
  const series = [...totals.keys()].sort(
    (a, b) => (a === REST) - (b === REST) || totals.get(b) - totals.get(a) || a.localeCompare(b),
  );
  if (series.length <= DRAWN) return { windows, totals, series };
  const own = new Set(series.slice(0, DRAWN - 1));
  const together = (numbers) => {
    const kept = new Map();
    for (const [name, number] of numbers) {
      const as = own.has(name) ? name : REST;
      kept.set(as, (kept.get(as) ?? 0) + number);
    }
    return kept;
  };
  const fewer = windows.map((window) => ({ ...window, values: together(window.values) }));
  return { windows: fewer, totals: together(totals), series: [...own, REST] };
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
