// All jobs at a glance: those that want somebody first.

import { arrange, html, segmented, setText } from "../base/dom.js";
import { counted, rate, short } from "../base/format.js";
import { LEVELS } from "./health.js";
import { JobRow, pathOf } from "./row.js";

const SHOW = { All: LEVELS, Attention: ["bad", "warn"], Running: ["busy", "good"], "At rest": ["off"] };
const SEARCHED = 8; // jobs from which on a search helps

export class Overview {
  #rows = new Map(); // a job's path -> its row
  #list = html("ul", { id: "jobs", class: "jobs", "aria-busy": "true" });
  #tally = html("p", { id: "tally", class: "tally" });
  #search = html("input", { type: "search", placeholder: "Find a job", "aria-label": "Find a job" });
  #none = html("p", { class: "none muted", role: "status", hidden: "" }, "No job is like that.");
  #shown = "All";
  #tools;

  constructor() {
    const filter = segmented("Which jobs", Object.keys(SHOW), "All", (choice) => {
      this.#shown = choice;
      this.#filter();
    });
    this.#search.addEventListener("input", () => this.#filter());
    this.#tools = html("div", { class: "filters" }, filter, this.#search);
    const titles = ["Job", "State", "Events/s", "Lag", "Last batch"].map((each) => html("span", {}, each));
    this.element = html(
      "section",
      { class: "overview", "aria-labelledby": "overview-title" },
      html("div", { class: "headline" }, html("h1", { id: "overview-title" }, "Jobs"), this.#tally, this.#tools),
      html("div", { class: "columns", "aria-hidden": "true" }, ...titles),
      this.#list,
      this.#none,
    );
  }

  /** Show all jobs there are. */
  show(jobs, now) {
    document.title = "Jobs · TuneJob";
    this.#list.setAttribute("aria-busy", "false");
    const rows = new Map(jobs.map((job) => [pathOf(job), this.#rows.get(pathOf(job)) ?? new JobRow(job)]));
    this.#rows = rows;
    for (const job of jobs) rows.get(pathOf(job)).show(job, now);
    const sorted = [...rows.values()].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
    arrange(this.#list, sorted.map((row) => row.element));
    this.#tools.hidden = jobs.length < 2;
    this.#search.hidden = jobs.length < SEARCHED;
    this.#count(jobs, sorted);
    this.#filter();
  }

  tick(now) {
    for (const row of this.#rows.values()) row.tick(now);
  }

  close() {}

  #count(jobs, rows) {
    const many = (...levels) => rows.filter((row) => levels.includes(row.level)).length;
    const perSecond = jobs.reduce((all, job) => all + (job.finished ? 0 : job.progress.inputRowsPerSecond), 0);
    const lag = jobs.reduce((all, job) => all + (job.progress.lag ?? 0), 0);
    const parts = [
      [many("good"), "healthy"],
      [many("bad", "warn"), many("bad", "warn") === 1 ? "needs attention" : "need attention"],
      [many("busy"), "in motion"],
      [many("off"), "at rest"],
    ];
    const health = parts.filter(([count]) => count).map(([count, name]) => `${count} ${name}`);
    const flow = `${rate(perSecond)} events/s, ${short(lag)} behind`;
    setText(this.#tally, `${counted(jobs.length, "job")}: ${health.join(", ")}. ${flow}.`);
  }

  #filter() {
    const text = this.#search.value.trim().toLowerCase();
    let found = 0;
    for (const row of this.#rows.values()) {
      const fits = SHOW[this.#shown].includes(row.level) && row.matches(text);
      row.element.hidden = !fits;
      found += fits;
    }
    this.#none.hidden = found > 0;
  }
}
