// What has happened to the job: attempts and events, the newest first.

import { html } from "../base/dom.js";
import { ago, counted, fullTime, length, words } from "../base/format.js";
import { getJson, unlessMissing } from "../base/http.js";

const MOST = 30; // lines: the rest is for `kubectl get events` and the log

export class Timeline {
  #url;
  #list = html("ol", { class: "timeline" });
  #asked = "";

  constructor(url) {
    this.#url = url;
    this.element = html(
      "section",
      { id: "timeline", class: "panel", "aria-labelledby": "timeline-title", hidden: "" },
      html("h2", { id: "timeline-title" }, "Activity"),
      this.#list,
    );
  }

  /** Look again when the status tells of something new. An API without a timeline hides it. */
  async refresh({ attempt, phase, conditions }) {
    const state = JSON.stringify([attempt, phase, conditions]);
    if (state === this.#asked) return;
    this.#asked = state;
    try {
      const told = await unlessMissing(getJson(this.#url));
      this.element.hidden = !told || !(told.attempts.length + told.events.length);
      if (told) this.#list.replaceChildren(...entriesOf(told, Date.now()).slice(0, MOST).map(line));
    } catch (problem) {
      this.#asked = "";
      console.warn(problem);
    }
  }
}

function entriesOf({ attempts, events }, now) {
  const all = [...attempts.map((each) => attemptEntry(each, now)), ...events.map(eventEntry)];
  return all.sort((a, b) => b.time - a.time);
}

function attemptEntry({ number, startTime, endTime, class: failure, exitCode, message }, now) {
  const end = endTime ? Date.parse(endTime) : null;
  const start = startTime ? Date.parse(startTime) : (end ?? now);
  const ran = `${end ? "ran" : "has run"} ${length((end ?? now) - start)}`;
  const why = failure ? `${words(failure)}${exitCode == null ? "" : `, exit code ${exitCode}`}` : "";
  const text = [ran, why, message].filter(Boolean).join(" · ");
  const level = failure ? "bad" : end ? "past" : "good";
  return { time: end ?? start, level, title: `Attempt ${number}`, text };
}

function eventEntry({ time, type, reason, message, count }) {
  const often = count > 1 ? ` (${counted(count, "time")})` : "";
  const level = type === "Warning" ? "warn" : "past";
  return { time: Date.parse(time), level, title: words(reason), text: `${message}${often}` };
}

function line({ time, level, title, text }) {
  const when = html("time", { class: "muted", datetime: new Date(time).toISOString(), title: fullTime(time) });
  when.append(ago(time, Date.now()));
  return html("li", { "data-level": level }, html("div", { class: "head" }, html("b", {}, title), when), html("p", { class: "muted" }, text));
}
