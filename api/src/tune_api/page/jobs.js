// The list of jobs and the chosen job's numbers.

import { byId, html, setText } from "./dom.js";
import { ago, clockTime, exact, fullTime, rate } from "./format.js";

export const pathOf = (job) => `/jobs/${job.namespace}/${job.name}`;

/** Show all jobs; `chosen` is the path of the current one. */
export function showJobs(jobs, chosen) {
  const list = byId("jobs");
  list.setAttribute("aria-busy", "false");
  const focused = document.activeElement?.closest?.("#jobs a")?.getAttribute("href");
  list.replaceChildren(...jobs.map((job) => card(job, pathOf(job) === chosen)));
  if (!jobs.length) {
    const advice = html("span", { class: "muted" }, "Start one: ", html("code", {}, "tune run tunejob.yaml"));
    list.append(html("li", { class: "card empty" }, html("b", {}, "No jobs yet"), advice));
  }
  if (focused) list.querySelector(`a[href="${focused}"]`)?.focus({ preventScroll: true });
}

function card(job, current) {
  const { progress } = job;
  const numbers = progress.lastCommitTime
    ? `${rate(progress.inputRowsPerSecond)}/s · lag ${progress.lag === null ? "–" : exact(progress.lag)}`
    : "no batch yet";
  const place = job.namespace === "default" ? "" : `${job.namespace} / `;
  const link = html(
    "a",
    { class: "card", href: pathOf(job), "aria-current": current ? "page" : undefined },
    html("b", {}, html("span", { class: "muted" }, place), job.name),
    html("span", { class: "line2" }, phaseOf(job), html("span", { class: "muted" }, numbers)),
  );
  return html("li", { "data-job": `${job.namespace}/${job.name}` }, link);
}

const phaseOf = (job) => html("span", { class: "phase", "data-phase": job.phase }, job.phase);

/** Show the chosen job's phase and progress. */
export function showSummary(job, now) {
  byId("summary").hidden = false;
  document.title = `${job.name} · ${job.phase} · TuneJob`;
  setText(byId("job-title"), job.name);
  setText(byId("job-phase"), job.phase);
  byId("job-phase").dataset.phase = job.phase;
  setText(byId("job-meaning"), meaningOf(job));
  for (const stat of statsOf(job, now)) showStat(stat);
}

/** The reason why it is not ready, if one is known; else what the phase means. */
function meaningOf(job) {
  const ready = job.conditions.find((condition) => condition.type === "Ready");
  return (ready?.status !== "True" && ready?.message) || job.phaseMeaning;
}

function statsOf({ progress, restarts, finished }, now) {
  const watermark = progress.watermark && Date.parse(progress.watermark);
  const commit = progress.lastCommitTime && Date.parse(progress.lastCommitTime);
  const next = restarts.nextRestartTime && Date.parse(restarts.nextRestartTime);
  const idle = finished ? 0 : progress.inputRowsPerSecond;
  return [
    { name: "rate", label: "Events per second", value: rate(idle), data: idle },
    { name: "lag", label: "Lag", value: progress.lag === null ? "–" : exact(progress.lag), data: progress.lag, note: progress.lag === null ? "" : "events behind" },
    { name: "watermark", label: "Watermark", value: watermark ? clockTime(watermark) : "–", note: watermark ? ago(watermark, now) : "", title: watermark && fullTime(watermark) },
    { name: "commit", label: "Last batch", value: commit ? ago(commit, now) : "–", note: progress.batchId === null ? "" : `batch ${exact(progress.batchId)}`, title: commit && fullTime(commit) },
    { name: "restarts", label: "Restarts", value: exact(restarts.count), data: restarts.count, note: next ? `next ${ago(next, now)}` : "" },
    { name: "dead-letters", label: "Dead letters", value: exact(progress.deadLetters), data: progress.deadLetters, note: progress.lateRows ? `${exact(progress.lateRows)} late` : "", alert: progress.deadLetters > 0 },
  ];
}

function showStat({ name, label, value, data, note = "", title, alert = false }) {
  const list = byId("stats");
  let item = list.querySelector(`[data-stat="${name}"]`);
  if (!item) {
    item = html("div", { "data-stat": name }, html("dt", {}, label), html("dd"), html("dd", { class: "muted" }));
    list.append(item);
  }
  item.classList.toggle("alert", alert);
  item.title = title || "";
  item.dataset.value = data ?? "";
  setText(item.children[1], value);
  setText(item.children[2], note);
}
