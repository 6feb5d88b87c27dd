// What the job was asked for, as its file has it.

import { html, setText } from "../base/dom.js";

const PLAIN = /^[A-Za-z/][\w ./@-]*$/; // words that YAML cannot take for something else
const MEANING = /^(true|false|yes|no|on|off|null|y|n)$/i;

export class Spec {
  #text = html("pre", { class: "spec", tabindex: "0", role: "region", "aria-label": "Configuration as YAML" });

  constructor() {
    this.element = html(
      "details",
      { id: "spec", class: "panel", hidden: "" },
      html("summary", {}, html("h2", {}, "Configuration")),
      this.#text,
    );
  }

  show(spec) {
    this.element.hidden = false;
    setText(this.#text, yamlOf(spec));
  }
}

/** A document as YAML; what says nothing (null, empty) is left out. */
export const yamlOf = (document) => lines(document, "").join("\n");

function says(value) {
  if (value === null || value === "") return false;
  return typeof value !== "object" || Object.values(value).some(says);
}

function lines(value, indent) {
  if (Array.isArray(value)) return value.flatMap((each) => item(each, indent));
  return Object.entries(value).filter(([, each]) => says(each)).flatMap(([name, each]) => {
    if (typeof each !== "object") return [`${indent}${scalar(name)}: ${scalar(each)}`];
    return [`${indent}${scalar(name)}:`, ...lines(each, `${indent}  `)];
  });
}

function item(value, indent) {
  if (typeof value !== "object" || value === null) return [`${indent}- ${scalar(value)}`];
  const [first = "{}", ...rest] = lines(value, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`, ...rest];
}

function scalar(value) {
  if (typeof value !== "string") return String(value);
  return PLAIN.test(value) && !MEANING.test(value) && !value.endsWith(" ") ? value : JSON.stringify(value);
}
