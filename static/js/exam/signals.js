/** What the rules say is noted: the page without the focus, and pasting. Evidence for a person; never in the way. */

import { attempt } from "./attempt.js";
import { call, connection } from "./wire.js";

const SHORTEST = 2; // seconds
const SOON = 2_000;
const EVERY = 15_000;
const MOST = 20; // as many the server takes at once
const KEY = `exam-signals:${attempt.id}`;
let awaySince = null;

const kept = () => JSON.parse(sessionStorage.getItem(KEY) ?? "[]");

function note(kind, seconds) {
  const all = [...kept(), { kind, seconds, position: attempt.position }];
  sessionStorage.setItem(KEY, JSON.stringify(all.slice(-MOST)));
}

function left() {
  awaySince ??= performance.now();
}

function back() {
  if (awaySince === null) return;
  const seconds = Math.round((performance.now() - awaySince) / 1000);
  awaySince = null;
  if (seconds >= SHORTEST) note("focus-lost", seconds);
}

/** Tell what was noted; it is forgotten only when the server has answered, so a page that is left loses none. */
async function send() {
  const batch = kept();
  if (batch.length === 0 || connection() !== "online") return;
  const answer = await call("POST", attempt.urls.signals, batch);
  if (answer) sessionStorage.setItem(KEY, JSON.stringify(kept().slice(batch.length)));
}

document.addEventListener("visibilitychange", () => (document.hidden ? left() : back()));
addEventListener("blur", left);
addEventListener("focus", back);
addEventListener("pagehide", back);
document.addEventListener("paste", ({ target }) => target.closest("form.item") && note("paste", 0));
setTimeout(send, SOON);
setInterval(send, EVERY);
