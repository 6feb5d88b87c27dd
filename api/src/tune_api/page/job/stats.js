// A job's numbers.

import { html, setText } from "../base/dom.js";
import { ago, clockTime, counted, exact, fullTime, length, rate } from "../base/format.js";
import { historyOf } from "../jobs/history.js";
import { Sparkline } from "../jobs/sparkline.js";

const NONE = "–";

export class Stats {
  #tiles = new Map();
  #job = null;
  element = html("dl", { id: "stats", class: "stats" });

  show(job, now) {
    this.#job = job;
    const history = historyOf(job, now);
    this.#tile("rate", "Events per second").draw(history.inputRowsPerSecond);
    this.#tile("lag", "Lag").draw(history.lag);
    this.tick(now);
  }

  tick(now) {
    for (const { name, label, ...content } of statsOf(this.#job, now)) {
      this.#tile(name, label).show(content);
    }
  }

  #tile(name, label) {
    if (!this.#tiles.has(name)) {
      this.#tiles.set(name, new Tile(name, label));
      this.element.append(this.#tiles.get(name).element);
    }
    return this.#tiles.get(name);
  }
}

class Tile {
  #value = html("dd");
  #note = html("dd", { class: "muted" });
  #spark = null;

  constructor(name, label) {
    this.element = html("div", { "data-stat": name }, html("dt", {}, label), this.#value, this.#note);
  }

  show({ value, note = "", data, title = "", alert = false }) {
    setText(this.#value, value);
    setText(this.#note, note);
    this.element.title = title;
    this.element.dataset.value = data ?? "";
    this.element.classList.toggle("alert", alert);
  }

  draw(samples) {
    if (!this.#spark) {
      this.#spark = new Sparkline();
      this.element.append(html("dd", { class: "drawn" }, this.#spark.element));
    }
    this.#spark.element.parentElement.hidden = samples.filter((each) => each !== null).length < 2; // no line yet
    this.#spark.show(samples);
  }
}

const time = (text) => (text ? Date.parse(text) : null);

function statsOf({ progress, restarts, finished }, now) {
  const perSecond = finished ? 0 : progress.inputRowsPerSecond;
  const worked = finished || !progress.processedRowsPerSecond ? "" : `can do ${rate(progress.processedRowsPerSecond)}`;
  const { lag } = progress;
  return [
    { name: "rate", label: "Events per second", value: rate(perSecond), data: perSecond, note: worked },
    { name: "lag", label: "Lag", value: lag === null ? NONE : exact(lag), data: lag, note: lag === null ? "" : "events behind" },
    commit(progress, now),
    watermark(progress, now),
    restarted(restarts, now),
    { name: "dead-letters", label: "Dead letters", value: exact(progress.deadLetters), data: progress.deadLetters, note: progress.lateRows ? `${exact(progress.lateRows)} late` : "", alert: progress.deadLetters > 0 },
  ];
}

function commit({ lastCommitTime, batchId, batchSeconds }, now) {
  const at = time(lastCommitTime);
  const took = batchSeconds ? ` in ${length(batchSeconds * 1000)}` : "";
  const note = batchId === null ? "" : `batch ${exact(batchId)}${took}`;
  return { name: "commit", label: "Last batch", value: at ? ago(at, now) : NONE, note, title: at ? fullTime(at) : "" };
}

/** How far the watermark is behind the batch that moved it: what windows wait for. */
function watermark({ watermark: text, lastCommitTime }, now) {
  const at = time(text);
  const delay = at ? length((time(lastCommitTime) ?? now) - at) : NONE;
  return { name: "watermark", label: "Watermark delay", value: delay, data: text, note: at ? `at ${clockTime(at)}` : "", title: at ? fullTime(at) : "" };
}

function restarted({ count, consecutiveFailures, nextRestartTime }, now) {
  const next = nextRestartTime ? `next ${ago(time(nextRestartTime), now)}` : "";
  const note = next || (consecutiveFailures ? `${counted(consecutiveFailures, "failure")} in a row` : "");
  return { name: "restarts", label: "Restarts", value: exact(count), data: count, note, alert: consecutiveFailures > 0 };
}
