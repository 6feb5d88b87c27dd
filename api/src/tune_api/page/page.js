// The page: polls the jobs, follows the tables of the chosen one.

import { byId, setText } from "./dom.js";
import { zone } from "./format.js";
import { pathOf, showJobs, showSummary } from "./jobs.js";
import { panel } from "./panel.js";

const POLL = 2000; // milliseconds between two looks at the jobs

let shown = null; // the path of the job whose tables are shown
let panels = [];
let timer;

/** The path of the job the address asks for; null = the first there is. */
function wanted() {
  const asked = new URLSearchParams(location.search).get("job");
  const path = asked ? `/jobs/${asked}` : location.pathname;
  return path.startsWith("/jobs/") ? path : null;
}

async function fetchJson(url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  const document = await answer.json();
  if (!answer.ok) throw new Error(document.detail);
  return document;
}

async function refresh() {
  clearTimeout(timer);
  try {
    const { jobs } = await fetchJson("/api/v1/jobs");
    await show(jobs);
  } catch (error) {
    setConnection(false);
    if (!shown) notice("error", "The API does not answer. It is tried again every two seconds.");
    console.warn(error);
  }
  if (!document.hidden) timer = setTimeout(refresh, POLL);
}

async function show(jobs) {
  const path = wanted() ?? (jobs[0] && pathOf(jobs[0]));
  const job = jobs.find((each) => pathOf(each) === path);
  showJobs(jobs, path);
  if (!job) return showNothing(path);
  notice(null);
  showSummary(job, Date.now());
  if (shown !== path) await showTables(path);
  for (const each of panels) each.setFinished(job.finished);
}

function showNothing(path) {
  clearPanels();
  byId("summary").hidden = true;
  setConnection(true);
  if (path) notice("error", `There is no job ${path.replace("/jobs/", "")}. Choose one of the list.`);
  else notice("empty", "Nothing runs yet. A job appears here as soon as it is started.");
}

async function showTables(path) {
  clearPanels();
  const url = `/api/v1${path}/tables`;
  const { tables } = await fetchJson(url);
  if (path !== (wanted() ?? path)) return; // another job was chosen meanwhile
  panels = tables.map((table) => panel(`${url}/${table.name}`, table, setConnection));
  byId("tables").replaceChildren(...panels.map((each) => each.element));
  shown = path;
}

function clearPanels() {
  for (const each of panels) each.close();
  panels = [];
  shown = null;
  byId("tables").replaceChildren();
}

function setConnection(connected) {
  byId("connection").dataset.state = connected ? "live" : "connecting";
  setText(byId("connection"), connected ? "Live" : "Reconnecting");
}

function notice(kind, text = "") {
  byId("notice").hidden = !kind;
  byId("notice").dataset.kind = kind ?? "";
  setText(byId("notice"), text);
}

function choose(event) {
  const link = event.target.closest?.('a[href^="/jobs/"]');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  refresh();
}

setText(byId("zone"), zone);
document.addEventListener("click", choose);
document.addEventListener("visibilitychange", refresh);
window.addEventListener("popstate", refresh);
refresh();
