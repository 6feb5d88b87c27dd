// Who looks at the page, and what they may do.

import { getJson, send } from "./http.js";

const URL = "/api/v1/session";
const NOBODY = { name: "", scopes: [], keysNeeded: false, known: false };

let session = NOBODY;

/** Ask who it is. An API without sessions lets everybody read, and knows no buttons. */
export async function loadSession() {
  try {
    session = { ...(await getJson(URL)), known: true };
  } catch (problem) {
    session = problem.status === 401 ? { ...NOBODY, keysNeeded: true, known: true } : NOBODY;
  }
}

export const signedIn = () => session.keysNeeded && session.scopes.length > 0;
export const mayRead = () => !session.keysNeeded || session.scopes.includes("read");
export const mayWrite = () =>
  session.scopes.includes("write") ||
  (session.known && !session.keysNeeded && !session.scopes.length); // it does not say
export const whoAmI = () => session.name;

/** Sign in with a key. @throws {Problem} */
export async function signIn(key) {
  await send("POST", URL, { key });
  await loadSession();
}

/** Forget the key. @throws {Problem} */
export async function signOut() {
  await send("DELETE", URL);
  await loadSession();
}
