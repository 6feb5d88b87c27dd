// Asks the API. What it refuses is a Problem, with what to do about it.

const PATIENCE = 10_000; // milliseconds

/** An answer that is none: what is wrong, and what to do. */
export class Problem extends Error {
  constructor(status, detail, hint = "") {
    super(detail);
    this.status = status;
    this.hint = hint;
  }

  /** Both, for people. */
  get text() {
    const sentence = (part) => `${part[0].toUpperCase()}${part.slice(1)}${part.endsWith(".") ? "" : "."}`;
    return [this.message, this.hint].filter(Boolean).map(sentence).join(" ");
  }
}

/** Called with each 401: somebody has to sign in. */
export const onRefused = new EventTarget();

async function ask(url, options) {
  let answer;
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE), ...options });
  } catch {
    throw new Problem(0, "the API does not answer", "it is tried again by itself");
  }
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  if (answer.status === 401) onRefused.dispatchEvent(new Event("refused"));
  throw new Problem(answer.status, said.detail ?? `the API answered ${answer.status}`, said.hint);
}

/** The JSON document at `url`. @throws {Problem} */
export const getJson = async (url) => (await ask(url)).json();

/** The text at `url`. @throws {Problem} */
export const getText = async (url) => (await ask(url)).text();

/** The same, but null when there is no such thing. @throws {Problem} */
export const unlessMissing = (asking) =>
  asking.catch((problem) => {
    if (problem.status === 404) return null;
    throw problem;
  });

/** Have something done, or made or removed. @throws {Problem} */
export function send(method, url, document) {
  const headers = document ? { "Content-Type": "application/json" } : {};
  return ask(url, { method, headers, body: document && JSON.stringify(document) });
}
