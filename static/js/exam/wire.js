/** Talking to the server: one way to ask, and one view of the connection that every part of the page shares. */

import { tell } from "./attempt.js";

const SLOW = 4_000; // after so long without a word the page says that the connection is lost
const PATIENCE = 10_000; // after so long a question is given up, to be asked again
const meta = document.querySelector('meta[name="csrf-token"]');
let state = navigator.onLine ? "online" : "lost";

/** online, lost (nobody answers), out (signed out), other (signed in as somebody else). */
export function connection() {
  return state;
}

function note(next) {
  if (next === state) return;
  const before = state;
  state = next;
  tell("connection", { state, before });
}

/** Ask the server: {status, ok, said}, or null when nobody answered or it could not help just now. */
export async function call(method, url, body, { keepalive = false } = {}) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = meta.content;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const slow = setTimeout(() => note("lost"), SLOW);
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const options = { method, headers, body: body && JSON.stringify(body), keepalive, redirect: "manual", signal };
    const answer = await fetch(url, options);
    const said = await answer.json().catch(() => null);
    return heard(answer, said);
  } catch {
    note("lost");
    return null;
  } finally {
    clearTimeout(slow);
  }
}

function heard(answer, said) {
  if (said?.csrf_token) meta.content = said.csrf_token;
  if (answer.type === "opaqueredirect") return { status: 303, ok: true, said: null };
  if (answer.status >= 500 || answer.status === 429) {
    note("lost");
    return null;
  }
  note(answer.status === 401 ? "out" : answer.status === 404 ? "other" : "online");
  return { status: answer.status, ok: answer.ok, said };
}

addEventListener("offline", () => note("lost"));
