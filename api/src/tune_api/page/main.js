// The page: knows the jobs, and shows all of them or one, as its address says.

import { byId, setText } from "./base/dom.js";
import { zone, clockTime } from "./base/format.js";
import { onRefused } from "./base/http.js";
import { loadSession, mayRead, signOut, signedIn, whoAmI } from "./base/session.js";
import { signInForm } from "./base/signin.js";
import { startTheme } from "./base/theme.js";
import { JobsFeed } from "./jobs/feed.js";
import { Overview } from "./jobs/overview.js";
import { pathOf } from "./jobs/row.js";

const TICK = 1000; // milliseconds: times that pass are written anew

let view = null; // the overview or a job's page
let shown; // the path it is for; undefined = there is no view yet
let opening; // the path of the view that is to come
let jobs = null; // as last known

const feed = new JobsFeed({ onJobs: accept, onConnection: setConnection, onProblem: complain });

/** The path of the job the address asks for; null = all of them. */
function wanted() {
  const asked = new URLSearchParams(location.search).get("job");
  if (asked) return `/jobs/${asked}`;
  const named = location.hash.match(/^#\/jobs\/([a-z0-9-]+)$/); // as status.results.url has it
  if (named) return jobs?.map(pathOf).find((path) => path.endsWith(`/${named[1]}`)) ?? null;
  return location.pathname.startsWith("/jobs/") ? location.pathname : null;
}

function accept(known, staleSince) {
  jobs = known;
  notice(staleSince ? "stale" : null, staleSince && `The jobs are as they were at ${clockTime(Date.parse(staleSince))}: their source does not answer.`);
  return show();
}

async function show() {
  if (!jobs) return;
  const path = wanted();
  if (opening !== path) await open(path);
  if (shown !== path) return; // it is still on its way, or another was chosen meanwhile
  const job = jobs.find((each) => pathOf(each) === path);
  if (path && !job) notice("error", `There is no job ${path.replace("/jobs/", "")}.`);
  else if (!jobs.length) notice("empty", "Nothing runs yet. A job appears here as soon as it is started.");
  byId("content").hidden = path ? !job : !jobs.length;
  if (path ? job : jobs.length) view.show(path ? job : jobs, Date.now());
}

async function open(path) {
  opening = path;
  const made = path ? new (await import("./job/page.js")).JobPage(path, setConnection) : new Overview();
  if (opening !== path) return made.close();
  const first = view === null;
  view?.close();
  view = made;
  shown = path;
  byId("content").replaceChildren(view.element);
  if (first) return;
  scrollTo(0, 0);
  byId("main").focus({ preventScroll: true });
}

function setConnection(connected) {
  byId("connection").dataset.state = connected ? "live" : "connecting";
  setText(byId("connection"), connected ? "Live" : "Reconnecting");
}

function complain(problem) {
  if (!jobs && problem.status !== 401) notice("error", "The API does not answer. It is tried again every two seconds.");
}

function notice(kind, text = "") {
  byId("notice").hidden = !kind;
  byId("notice").dataset.kind = kind ?? "";
  setText(byId("notice"), text ?? "");
}

function askForKey() {
  if (document.querySelector(".signin")) return;
  feed.stop();
  forget();
  notice(null);
  byId("content").hidden = false;
  byId("content").replaceChildren(signInForm(begin));
  setText(byId("connection"), "Signed out");
  byId("key").focus();
}

function forget() {
  view?.close();
  view = jobs = null;
  shown = opening = undefined;
}

async function begin() {
  forget();
  feed.start();
  await loadSession();
  byId("session").hidden = !signedIn();
  setText(byId("session"), `Sign out${whoAmI() ? ` ${whoAmI()}` : ""}`);
  if (!mayRead()) askForKey();
}

function choose(event) {
  const link = event.target.closest?.('a[href^="/jobs/"], a[href="/"]');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  show();
}

setText(byId("zone"), zone);
startTheme();
document.addEventListener("click", choose);
window.addEventListener("popstate", show);
onRefused.addEventListener("refused", askForKey);
byId("session").addEventListener("click", () => signOut().catch(() => {}).then(begin));
setInterval(() => view?.tick(Date.now()), TICK);
begin();
