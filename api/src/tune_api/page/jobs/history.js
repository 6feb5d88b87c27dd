// A job's last minutes: the API's, or, from one that keeps none, what this page has seen itself.

const MOST = 120; // samples
const EVERY = 2000; // milliseconds between two that the page takes

const own = new Map(); // a job's path -> {at, inputRowsPerSecond: [...], lag: [...]}

/** @returns {{inputRowsPerSecond: (number|null)[], lag: (number|null)[]}} oldest first */
export function historyOf(job, now) {
  if (job.history) return job.history;
  const path = `${job.namespace}/${job.name}`;
  if (!own.has(path)) own.set(path, { at: 0, inputRowsPerSecond: [], lag: [] });
  const kept = own.get(path);
  if (now - kept.at >= EVERY) {
    kept.at = now;
    for (const name of ["inputRowsPerSecond", "lag"]) {
      kept[name] = [...kept[name], job.progress[name]].slice(-MOST);
    }
  }
  return kept;
}
