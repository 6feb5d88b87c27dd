// One job: how it does, its results, and what it was asked for.

import { arrange, html, setText } from "../base/dom.js";
import { getJson } from "../base/http.js";
import { healthOf } from "../jobs/health.js";
import { Results } from "../results/results.js";
import { Actions } from "./actions.js";
import { Conditions } from "./conditions.js";
import { Log } from "./log.js";
import { Spec } from "./spec.js";
import { Stats } from "./stats.js";
import { storyOf } from "./story.js";
import { Timeline } from "./timeline.js";

const AGAIN = 2000; // milliseconds between two looks at the whole TuneJob

export class JobPage {
  #url;
  #title = html("h1", { id: "job-title" });
  #phase = html("span", { id: "job-phase", class: "phase" });
  #meaning = html("p", { id: "job-meaning", class: "meaning" });
  #story = html("ul", { id: "story", class: "story" });
  #stats = new Stats();
  #conditions = new Conditions();
  #actions;
  #results;
  #timeline;
  #log;
  #spec = new Spec();
  #summary = null; // the job as the list has it
  #whole = null; // the TuneJob
  #asked = 0;
  #seen = "";

  /** @param {string} path as /jobs/NAMESPACE/NAME */
  constructor(path, onConnection) {
    this.#url = `/api/v1${path}`;
    this.#actions = new Actions(this.#url);
    this.#results = new Results(`${this.#url}/tables`, onConnection);
    this.#timeline = new Timeline(`${this.#url}/timeline`);
    this.#log = new Log(`${this.#url}/logs?lines=200`);
    this.element = html(
      "article",
      { class: "one", "aria-labelledby": "job-title" },
      html("nav", { class: "crumb", "aria-label": "Back" }, html("a", { href: "/" }, "Jobs")),
      html("div", { class: "title" }, this.#title, this.#phase, this.#actions.element),
      this.#meaning,
      this.#story,
      this.#stats.element,
      this.#results.element,
      html("div", { class: "pair" }, this.#conditions.element, this.#timeline.element),
      this.#log.element,
      this.#spec.element,
    );
  }

  /** Show the job as the list now has it. */
  show(job, now) {
    this.#summary = job;
    document.title = `${job.name} · ${job.phase} · TuneJob`;
    setText(this.#title, job.name);
    setText(this.#phase, job.phase);
    this.#phase.dataset.phase = job.phase;
    const { level, text } = healthOf(job, now);
    this.element.dataset.level = level;
    setText(this.#meaning, text);
    this.#stats.show(job, now);
    this.#results.show(job);
    this.#conditions.show(job.conditions, now);
    this.#look(now);
  }

  tick(now) {
    if (!this.#summary) return;
    this.#stats.tick(now);
    this.#tell(now);
    this.#look(now);
    if (this.#whole) this.#actions.show(this.#whole); // who looks may have changed
  }

  close() {
    this.#results.close();
    this.#log.close();
  }

  /** Ask for the TuneJob itself when something about it has changed. */
  async #look(now) {
    const { history, ...stable } = this.#summary;
    const state = JSON.stringify(stable);
    if (state === this.#seen || now - this.#asked < AGAIN) return;
    this.#asked = now;
    this.#seen = state;
    try {
      this.#whole = await getJson(this.#url);
    } catch (problem) {
      this.#seen = "";
      return console.warn(problem);
    }
    this.#spec.show(this.#whole.spec);
    this.#actions.show(this.#whole);
    this.#tell(Date.now());
    this.#timeline.refresh(this.#whole.status);
    this.#log.refresh(this.#whole.status);
  }

  #tell(now) {
    if (!this.#whole) return;
    const told = storyOf(this.#whole.status, now);
    const lines = told.map(({ key }) => this.#story.querySelector(`[data-story="${key}"]`) ?? line(key));
    arrange(this.#story, lines);
    told.forEach((each, index) => fill(lines[index], each));
  }
}

const line = (key) => html("li", { "data-story": key }, html("b"), html("span"));

function fill(element, { level, title, text, log }) {
  element.dataset.level = level;
  setText(element.children[0], title);
  setText(element.children[1], text);
  if (log && element.dataset.log !== log) {
    element.querySelector("details")?.remove();
    element.append(html("details", {}, html("summary", {}, "Its last lines"), html("pre", { tabindex: "0" }, log)));
    element.dataset.log = log;
  }
}
