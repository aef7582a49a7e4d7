/** One name for each window, so that the server can say which one wrote; and news between the windows of a browser. */

import { attempt } from "./attempt.js";

const KEY = "exam-writer";

/** A random UUID, also where the page came over plain HTTP and crypto.randomUUID is missing. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** This window, by the name it writes under. */
export const me = { name: sessionStorage.getItem(KEY) };

/** Take a new name: the first one, or another when a duplicated tab brought ours with it. */
export function renamed() {
  me.name = uuid();
  sessionStorage.setItem(KEY, me.name);
}

if (!me.name) renamed();

/** Talk to the other windows of this browser that show this attempt. */
export const windows = new BroadcastChannel(`exam-${attempt.id}`);
