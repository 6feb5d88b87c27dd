// The last lines that the driver wrote.

import { html, setText } from "../base/dom.js";
import { getText, unlessMissing } from "../base/http.js";

const AGAIN = 5000; // milliseconds, while it is open

export class Log {
  #url;
  #text = html("pre", { class: "log", tabindex: "0", role: "region", "aria-label": "The driver's last lines" });
  #driver = "";
  #timer;

  constructor(url) {
    this.#url = url;
    this.element = html(
      "details",
      { id: "log", class: "panel", hidden: "" },
      html("summary", {}, html("h2", {}, "Log")),
      this.#text,
    );
    this.element.addEventListener("toggle", () => this.#toggled());
  }

  /** See whether there is a log, once for each driver. An API without logs hides it. */
  refresh({ attempt }) {
    const driver = `${attempt.number}`;
    if (driver === this.#driver) return;
    this.#driver = driver;
    this.#read();
  }

  close() {
    clearInterval(this.#timer);
  }

  #toggled() {
    this.close();
    if (!this.element.open) return;
    this.#toEnd();
    this.#timer = setInterval(() => document.hidden || this.#read(), AGAIN);
  }

  async #read() {
    try {
      const lines = await unlessMissing(getText(this.#url));
      this.element.hidden = lines === null;
      const atEnd = this.#text.scrollHeight - this.#text.scrollTop - this.#text.clientHeight < 24;
      setText(this.#text, lines || "Nothing yet.");
      if (atEnd) this.#toEnd();
    } catch (problem) {
      console.warn(problem);
    }
  }

  #toEnd() {
    this.#text.scrollTop = this.#text.scrollHeight;
  }
}
