// Light or dark: as the system has it, until somebody chooses here.

import { byId, setText, svg } from "./dom.js";

const STORE = "tunejob-theme";
const NEXT = { auto: "light", light: "dark", dark: "auto" };
const SAID = { auto: "Theme: as the system", light: "Theme: light", dark: "Theme: dark" };

let theme = NEXT[localStorage.getItem(STORE)] ? localStorage.getItem(STORE) : "auto";

/** Tells of each change: pictures on a canvas have to be drawn anew. */
export const onTheme = new EventTarget();
const changed = () => onTheme.dispatchEvent(new Event("theme"));

/** Make the button work, and the page as was last chosen. */
export function startTheme() {
  apply();
  byId("theme").addEventListener("click", () => {
    theme = NEXT[theme];
    localStorage.setItem(STORE, theme);
    apply();
    changed();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}

function apply() {
  document.documentElement.dataset.theme = theme;
  const button = byId("theme");
  button.title = SAID[theme];
  button.setAttribute("aria-label", `${SAID[theme]}. Change it.`);
  const half = theme === "auto" ? "M8 2.5a5.5 5.5 0 0 1 0 11z" : "";
  const whole = theme === "dark" ? { class: "full" } : {};
  const circle = svg("circle", { cx: 8, cy: 8, r: 5.5, ...whole });
  setText(button, "");
  button.append(svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, circle, svg("path", { d: half })));
}

/** The colours that these CSS expressions are just now: a canvas knows no variables. */
export function colours(expressions) {
  const probe = document.createElement("span");
  document.body.append(probe);
  const found = expressions.map((expression) => {
    probe.style.color = expression;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return found;
}
