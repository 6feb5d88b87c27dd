// Suspend, resume, restart: for those who may, after a question.

import { html, setText } from "../base/dom.js";
import { send } from "../base/http.js";
import { mayWrite } from "../base/session.js";

const ACTIONS = {
  suspend: {
    name: "Suspend",
    question: "The driver finishes its batch and stops. Checkpoint and results stay.",
    done: "It is asked to finish.",
  },
  resume: { name: "Resume", done: "It starts where it stopped." },
  restart: {
    name: "Restart",
    question: "The driver finishes its batch; a new one goes on from the checkpoint.",
    done: "It is asked to start again.",
  },
};
const SHOWN = 6000; // milliseconds that an answer stays

export class Actions {
  #url;
  #name = "";
  #answer = html("span", { id: "action-answer", role: "status" });
  #buttons = {};
  #timer;

  constructor(url) {
    this.#url = url;
    for (const [action, { name }] of Object.entries(ACTIONS)) {
      this.#buttons[action] = html("button", { type: "button", "data-action": action, hidden: "", onclick: () => this.#wish(action) }, name);
    }
    this.element = html("div", { class: "actions" }, this.#answer, ...Object.values(this.#buttons));
  }

  /** Show what makes sense for the job as it is. */
  show({ metadata, spec, status }) {
    this.#name = metadata.name;
    const may = mayWrite() && status.phase !== "Deleting";
    const finished = ["Succeeded", "Failed"].includes(status.phase);
    this.#buttons.suspend.hidden = !may || spec.suspend || finished;
    this.#buttons.resume.hidden = !may || !spec.suspend;
    this.#buttons.restart.hidden = !may || spec.suspend;
  }

  #wish(action) {
    const { name, question } = ACTIONS[action];
    if (!question) return this.#act(action);
    const dialog = html("dialog", { class: "question", "aria-labelledby": "question-title" });
    const close = () => dialog.close();
    const yes = () => {
      close();
      this.#act(action);
    };
    dialog.append(
      html("h2", { id: "question-title" }, `${name} ${this.#name}?`),
      html("p", { class: "muted" }, question),
      html(
        "div",
        { class: "answers" },
        html("button", { type: "button", onclick: close }, "Cancel"),
        html("button", { type: "button", class: "primary", "data-yes": "", onclick: yes }, name),
      ),
    );
    dialog.addEventListener("close", () => dialog.remove());
    this.element.append(dialog);
    dialog.showModal();
  }

  async #act(action) {
    clearTimeout(this.#timer);
    setText(this.#answer, "…");
    this.#answer.className = "muted";
    try {
      await send("POST", `${this.#url}/${action}`);
      setText(this.#answer, ACTIONS[action].done);
      this.#timer = setTimeout(() => setText(this.#answer, ""), SHOWN);
    } catch (problem) {
      this.#answer.className = "trouble";
      setText(this.#answer, problem.text ?? String(problem));
    }
  }
}
