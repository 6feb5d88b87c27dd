// The job's tables: one is looked at, the others are a click away.

import { html, setText } from "../base/dom.js";
import { exact } from "../base/format.js";
import { getJson } from "../base/http.js";
import { titleOf, viewOf } from "./columns.js";
import { TablePanel } from "./panel.js";

export class Results {
  #url;
  #onConnection;
  #tabs = html("div", { class: "tabs", role: "tablist", "aria-label": "Result tables" });
  #place = html("div", { id: "tables" }, html("div", { class: "skeleton block" }));
  #declarations = null;
  #asked = "";
  #panel = null;
  #finished = false;

  constructor(url, onConnection) {
    this.#url = url;
    this.#onConnection = onConnection;
    this.element = html("section", { class: "results", "aria-label": "Results" }, this.#tabs, this.#place);
    this.#tabs.addEventListener("keydown", (event) => this.#key(event));
  }

  show(job) {
    this.#finished = job.finished;
    this.#panel?.setFinished(job.finished);
    this.#badge(job.progress.deadLetters);
    if (this.#asked !== job.tables.join()) this.#load(job);
  }

  close() {
    this.#panel?.close();
  }

  async #load(job) {
    this.#asked = job.tables.join();
    try {
      const { tables } = await getJson(this.#url);
      // What is drawn first: plain rows are for a second look.
      this.#declarations = tables.sort((a, b) => (viewOf(a) === "table") - (viewOf(b) === "table"));
    } catch (problem) {
      this.#asked = "";
      return console.warn(problem);
    }
    this.#tabs.replaceChildren(...this.#declarations.map((each) => this.#tab(each)));
    this.#badge(job.progress.deadLetters);
    const asked = new URLSearchParams(location.search).get("table");
    this.#open(this.#declarations.find((each) => each.name === asked) ?? this.#declarations[0]);
  }

  #tab(declaration) {
    const attributes = {
      type: "button", role: "tab", id: `tab-${declaration.name}`, "data-tab": declaration.name,
      "aria-controls": "tables", "aria-selected": "false",
    };
    return html("button", { ...attributes, onclick: () => this.#choose(declaration) }, titleOf(declaration), html("span", { class: "badge" }));
  }

  /** How many dead letters there are, beside the table that holds them: the last, by the API's word. */
  #badge(count) {
    const tab = this.#declarations && this.#tabs.querySelector(`[data-tab="${this.#declarations.at(-1)?.name}"] .badge`);
    if (tab) setText(tab, count ? exact(count) : "");
  }

  #choose(declaration) {
    const address = new URL(location.href);
    address.searchParams.set("table", declaration.name);
    history.replaceState(null, "", address);
    this.#open(declaration);
  }

  #open(declaration) {
    this.#panel?.close();
    for (const tab of this.#tabs.children) {
      const chosen = tab.dataset.tab === declaration.name;
      tab.setAttribute("aria-selected", chosen);
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) this.#tabs.scrollLeft = tab.offsetLeft - this.#tabs.offsetLeft - 48;
    }
    this.#panel = new TablePanel(this.#url, declaration, this.#declarations, this.#onConnection);
    this.#panel.setFinished(this.#finished);
    this.#place.replaceChildren(this.#panel.element);
  }

  #key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const tabs = [...this.#tabs.children];
    const next = tabs.at((tabs.indexOf(document.activeElement) + step) % tabs.length);
    next.focus();
    next.click();
  }
}
