// Makes elements. Text is always set as text: a genre named <script> stays a name.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** An HTML element with attributes and children (elements or text; null is left out). */
export const html = (name, attributes = {}, ...children) =>
  fill(document.createElement(name), attributes, children);

/** An SVG element, likewise. */
export const svg = (name, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, name), attributes, children);

export const byId = (id) => document.getElementById(id);

/** Change text only when it differs, so that selections live on. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Put these children into an element in this order, moving as few as can be. */
export function arrange(parent, children) {
  const wanted = new Set(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  children.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}

/** New children, with the focus where it was: on what has the same text. */
export function redraw(parent, children) {
  const focused = parent.contains(document.activeElement) ? document.activeElement.textContent : null;
  parent.replaceChildren(...children);
  if (focused !== null) focusOn(parent, focused);
}

/** Focus the button or link in an element that has this text. */
export function focusOn(parent, text) {
  const all = [...parent.querySelectorAll("button, a")];
  all.find((each) => each.textContent === text)?.focus({ preventScroll: true });
}

/** Text for those who hear the page. */
export const spoken = (text) => html("span", { class: "spoken" }, text);

/** A choice of a few, as buttons side by side. */
export function segmented(legend, options, chosen, onChoose) {
  const name = `choice-${Math.random().toString(36).slice(2)}`;
  const choices = options.map((option) => {
    const input = html("input", { type: "radio", name, value: option });
    input.checked = option === chosen;
    input.addEventListener("change", () => onChoose(option));
    return html("label", {}, input, html("span", {}, option));
  });
  return html("fieldset", { class: "segmented" }, html("legend", { class: "spoken" }, legend), ...choices);
}
