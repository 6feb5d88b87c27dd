// One result table on the page, drawn as it asks to be: live, with its exact rows and its exports.

import { html, segmented, setText } from "../base/dom.js";
import { clockTime } from "../base/format.js";
import { RowsView } from "../views/rows.js";
import { makeView } from "../views/view.js";
import { captionOf, subjectOf } from "./columns.js";
import { dive } from "./dive.js";
import { LiveTable } from "./table.js";

const PAUSE = 250; // milliseconds between two drawings: changes may come faster
const FORMATS = ["csv", "json", "ndjson"];
const ROWS = "Rows";

export class TablePanel {
  #table;
  #drawn; // the view the table asks for
  #rows; // its plain rows
  #view; // one of the two
  #state = html("p", { class: "state", role: "status" }, "Waiting for the first rows…");
  #content = html("div", { class: "content", hidden: "" });
  #controls = html("div", { class: "controls" });
  #exports = html("p", { class: "exports muted" });
  #showing = false;
  #again = false;
  #closed = false;
  #finished = false;

  constructor(url, declaration, all, onConnection) {
    const { name } = declaration;
    this.#table = new LiveTable(`${url}/${name}`, declaration, {
      onChange: () => this.#refresh(),
      onConnection,
    });
    const subject = subjectOf(declaration, all);
    const onDive = subject && ((row) => dive(url, all, declaration, { subject, row }));
    const onChange = () => this.#refresh();
    this.#drawn = makeView(this.#table, { onChange, onDive });
    this.#rows = this.#drawn instanceof RowsView ? this.#drawn : new RowsView(this.#table, {});
    this.#view = this.#drawn;
    this.element = html(
      "div",
      { class: "panel", role: "tabpanel", "aria-labelledby": `tab-${name}`, "data-table": name, "data-state": "loading" },
      html("div", { class: "bar" }, html("h2", {}, captionOf(declaration)), this.#controls, this.#styles()),
      this.#state,
      this.#content,
      this.#exports,
    );
    this.#put();
  }

  /** Whether the newest window may still grow. */
  setFinished(finished) {
    if (finished === this.#finished) return;
    this.#finished = finished;
    this.#drawn.setFinished?.(finished);
    if (this.#table.loaded) this.#describe("");
  }

  close() {
    this.#closed = true;
    this.#table.close();
    this.#drawn.close?.();
  }

  #styles() {
    const styles = this.#drawn.styles ?? [];
    if (!styles.length) return null;
    return segmented("Drawn as", [...styles, ROWS], styles[0], (style) => {
      this.#view = style === ROWS ? this.#rows : this.#drawn;
      if (style !== ROWS) this.#drawn.setStyle?.(style);
      this.#put();
      this.#refresh();
    });
  }

  #put() {
    this.#content.replaceChildren(this.#view.element);
    this.#controls.replaceChildren(...(this.#view.controls ?? []));
  }

  async #refresh() {
    if (this.#showing) return void (this.#again = true);
    this.#showing = true;
    this.#again = false;
    let trouble = "";
    try {
      if (this.#table.loaded) await this.#view.show();
    } catch (problem) {
      trouble = problem.text ?? String(problem);
      console.warn(problem);
    }
    this.#describe(trouble);
    await new Promise((done) => setTimeout(done, PAUSE));
    this.#showing = false;
    if (this.#again && !this.#closed) this.#refresh();
  }

  #describe(trouble) {
    const { staleSince, empty } = this.#table;
    let text = "";
    if (staleSince) {
      const since = clockTime(Date.parse(staleSince));
      text = `The database does not answer. ${empty ? "Since" : "These are the numbers as of"} ${since}.`;
    } else text = empty ? this.#nothing() : trouble;
    this.element.dataset.state = staleSince || (trouble && !empty) ? "stale" : empty ? "empty" : "live";
    setText(this.#state, text);
    this.#state.hidden = !text;
    this.#content.hidden = empty;
    this.#offer();
  }

  #nothing() {
    if (this.#drawn === this.#rows) return "No rows.";
    return this.#finished ? "No results." : "No results yet. They appear with the first batch.";
  }

  #offer() {
    this.#exports.hidden = this.#table.empty;
    const where = this.#view.where?.() ?? {};
    const links = FORMATS.map((format) =>
      html("a", { href: this.#table.exportUrl(format, where), download: "" }, format.toUpperCase()),
    );
    const key = links.map((link) => link.getAttribute("href")).join();
    if (this.#exports.dataset.links === key) return;
    this.#exports.dataset.links = key;
    const part = Object.keys(where).length ? "Save this part as " : "Save the whole table as ";
    this.#exports.replaceChildren(part, ...links.flatMap((link, index) => (index ? [" · ", link] : [link])));
  }
}
