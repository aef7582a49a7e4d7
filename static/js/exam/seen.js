/** Which questions were on screen in this browser: the server learns of one only when something is saved. */

import { attempt } from "./attempt.js";

const KEY = `exam-seen:${attempt.id}`;

/** The positions looked at so far. */
export function seen() {
  return new Set(JSON.parse(localStorage.getItem(KEY) ?? "[]"));
}

/** Note that a question is on screen. */
export function see(position) {
  localStorage.setItem(KEY, JSON.stringify([...seen().add(position)]));
}
