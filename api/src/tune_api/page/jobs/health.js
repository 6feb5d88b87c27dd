// What a job's state means for people: is anything to be done?

import { ago } from "../base/format.js";

/** From what wants somebody most to what wants nobody. */
export const LEVELS = ["bad", "warn", "busy", "good", "off"];
export const LEVEL_NAMES = {
  bad: "Broken", warn: "Needs attention", busy: "In motion", good: "Healthy", off: "At rest",
};
const BUSY = new Set(["Pending", "Starting", "Draining", "Upgrading", "RollingBack", "Deleting"]);

/** The job's condition of that type, if it has that status. */
function condition(job, type, status) {
  return job.conditions.find((each) => each.type === type && each.status === status);
}

/**
 * How a job does.
 * @param {object} job as the list has it
 * @param {number} now
 * @returns {{level: string, text: string}}
 */
export function healthOf(job, now) {
  const ready = condition(job, "Ready", "False");
  const tell = (level, found, text = job.phaseMeaning) => ({ level, text: found?.message || text });
  const stalled = condition(job, "Stalled", "True");
  if (stalled) return tell("bad", stalled);
  if (job.phase === "Failed") return tell("bad", ready);
  const refused = condition(job, "Accepted", "False");
  if (refused) return tell("warn", refused, "The spec is not accepted.");
  const { nextRestartTime } = job.restarts;
  if (nextRestartTime) return tell("warn", null, `It starts again ${ago(Date.parse(nextRestartTime), now)}.`);
  const still = condition(job, "ProgressAdvancing", "False");
  if (still) return tell("warn", still, "No batch is committed any more.");
  if (BUSY.has(job.phase)) return tell("busy", ready);
  const behind = condition(job, "LagWithinTarget", "False");
  if (behind) return tell("warn", behind, "It is further behind than it should be.");
  if (job.phase !== "Running") return tell("off", null);
  return ready ? tell("warn", ready) : tell("good", null);
}
