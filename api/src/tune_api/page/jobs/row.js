// One job in the overview.

import { html, setText, spoken } from "../base/dom.js";
import { ago, exact, fullTime, rate, short } from "../base/format.js";
import { LEVEL_NAMES, healthOf } from "./health.js";
import { historyOf } from "./history.js";
import { Sparkline } from "./sparkline.js";

export const pathOf = (job) => `/jobs/${job.namespace}/${job.name}`;

export class JobRow {
  #name = html("a", { class: "name" });
  #place = html("span", { class: "muted" });
  #phase = html("span", { class: "phase" });
  #level = spoken("");
  #text = html("span", { class: "why" });
  #rate = new Figure("Events per second");
  #lag = new Figure("Lag");
  #batch = html("span", { class: "when" });
  #job;

  constructor(job) {
    this.#name.href = pathOf(job);
    this.element = html(
      "li",
      { class: "job", "data-job": `${job.namespace}/${job.name}` },
      html("div", { class: "who" }, this.#name, this.#place),
      html("div", { class: "how" }, html("span", { class: "phase-line" }, this.#phase, this.#level), this.#text),
      this.#rate.element,
      this.#lag.element,
      html("div", { class: "last" }, html("span", { class: "label" }, "Last batch"), this.#batch),
    );
  }

  /** What the overview sorts and filters by. */
  level = "off";

  matches(text) {
    const job = this.#job;
    return `${job.namespace}/${job.name} ${job.pipeline}`.toLowerCase().includes(text);
  }

  show(job, now) {
    this.#job = job;
    const { level, text } = healthOf(job, now);
    this.level = level;
    this.element.dataset.level = level;
    setText(this.#name, job.name);
    setText(this.#place, job.namespace === "default" ? job.pipeline : `${job.namespace} · ${job.pipeline}`);
    setText(this.#phase, job.phase);
    this.#phase.dataset.phase = job.phase;
    setText(this.#level, `${LEVEL_NAMES[level]}.`);
    setText(this.#text, text);
    this.#showNumbers(job, now);
  }

  /** Times that pass are written anew. */
  tick(now) {
    const { lastCommitTime } = this.#job.progress;
    setText(this.#batch, lastCommitTime ? ago(Date.parse(lastCommitTime), now) : "–");
    this.#batch.title = lastCommitTime ? fullTime(Date.parse(lastCommitTime)) : "";
  }

  #showNumbers(job, now) {
    const { progress } = job;
    const history = historyOf(job, now);
    const perSecond = job.finished ? 0 : progress.inputRowsPerSecond;
    this.#rate.show(rate(perSecond), perSecond, history.inputRowsPerSecond);
    const lag = progress.lag;
    const written = lag === null ? "–" : lag < 100_000 ? exact(lag) : short(lag);
    this.#lag.show(written, lag, history.lag);
    this.tick(now);
  }
}

/** A number with its label and its last minutes. */
class Figure {
  #number = html("b");
  #spark = new Sparkline();

  constructor(label) {
    const text = html("span", { class: "label" }, label);
    this.element = html("div", { class: "figure" }, text, this.#number, this.#spark.element);
  }

  show(text, value, samples) {
    setText(this.#number, text);
    this.#number.title = value === null ? "" : exact(value);
    this.element.dataset.value = value ?? "";
    this.#spark.show(samples);
  }
}
