// What has happened to a job and what comes next, in sentences. Nothing to tell is no sentence.

import { ago, counted, dayTime, words } from "../base/format.js";

/**
 * @param {object} status of the TuneJob
 * @param {number} now
 * @returns {{key: string, level: string, title: string, text: string, log?: string}[]}
 */
export function storyOf(status, now) {
  const tellers = [restart, drain, failure, rollback, trial, problem, schedule, producer];
  return tellers.map((tell) => tell(status, now)).filter(Boolean);
}

const at = (time) => Date.parse(time);

function restart({ restarts, attempt }, now) {
  if (!restarts.nextRestartTime) return null;
  const failures = counted(restarts.consecutiveFailures, "failure");
  const text = `Attempt ${attempt.number + 1} begins ${ago(at(restarts.nextRestartTime), now)}, after ${failures} in a row.`;
  return { key: "restart", level: "warn", title: "Next restart", text };
}

function drain({ attempt }, now) {
  if (!attempt.drainRequestedTime || attempt.endTime) return null;
  const why = attempt.drainReason ? ` (${words(attempt.drainReason).toLowerCase()})` : "";
  const text = `The driver was asked to finish ${ago(at(attempt.drainRequestedTime), now)}${why}.`;
  return { key: "drain", level: "busy", title: "Finishing", text };
}

function failure({ lastFailure, phase }, now) {
  if (!lastFailure) return null;
  const code = lastFailure.exitCode === null ? "" : `, exit code ${lastFailure.exitCode}`;
  const text = `${words(lastFailure.class)}${code}, ${ago(at(lastFailure.time), now)}. ${lastFailure.message}`;
  const level = phase === "Failed" ? "bad" : "past";
  return { key: "failure", level, title: "Last failure", text, log: lastFailure.logTail };
}

function rollback({ rollback: given }, now) {
  if (!given) return null;
  const text = `Version ${given.generation} was given up ${ago(at(given.time), now)}. ${given.message}`;
  return { key: "rollback", level: "warn", title: "Rolled back", text };
}

function trial({ trialSince, observedGeneration }, now) {
  if (!trialSince) return null;
  const text = `Version ${observedGeneration} has been on trial since ${ago(at(trialSince), now)}; when it does not become ready, the last good one returns.`;
  return { key: "trial", level: "busy", title: "New version", text };
}

const problem = ({ schedule: plan }) =>
  plan?.problem ? { key: "problem", level: "bad", title: "Schedule", text: plan.problem } : null;

function schedule({ schedule: plan }, now) {
  if (!plan?.nextRunTime && !plan?.lastRunTime) return null;
  const next = plan.nextRunTime ? `Next run ${dayTime(at(plan.nextRunTime))}, ${ago(at(plan.nextRunTime), now)}.` : "No next run while it is suspended.";
  const last = plan.lastRunTime ? ` The last one began ${ago(at(plan.lastRunTime), now)}.` : "";
  return { key: "schedule", level: "plain", title: "Schedule", text: next + last };
}

function producer({ producer: made }, now) {
  if (!made?.lastFailure || !made.nextRestartTime) return null;
  const text = `${made.lastFailure.message} It starts again ${ago(at(made.nextRestartTime), now)}.`;
  return { key: "producer", level: "warn", title: "Producer", text };
}
