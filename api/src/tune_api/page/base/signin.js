// Where a key is given.

import { html, setText } from "./dom.js";
import { signIn } from "./session.js";

/** The form; `onDone` is called when somebody is signed in. */
export function signInForm(onDone) {
  const key = html("input", {
    id: "key", type: "password", autocomplete: "current-password", required: "", spellcheck: "false",
  });
  const trouble = html("p", { id: "key-trouble", class: "trouble", role: "alert" });
  const button = html("button", { class: "primary", type: "submit" }, "Sign in");
  const form = html(
    "form",
    { class: "panel signin", "aria-labelledby": "signin-title" },
    html("h1", { id: "signin-title" }, "Sign in"),
    html("p", { class: "muted" }, "This API needs a key. It stays in a cookie that scripts cannot read."),
    html("label", { for: "key" }, "Key"),
    key,
    trouble,
    button,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await signIn(key.value);
      onDone();
    } catch (problem) {
      setText(trouble, problem.text ?? String(problem));
      key.select();
    } finally {
      button.disabled = false;
    }
  });
  return form;
}
