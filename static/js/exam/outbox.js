/**
 * The queue between the candidate and the server. An answer stays in it until the server has acknowledged that very
 * revision; every page of the attempt sends what any page of it left behind, whichever question it shows.
 */

import { attempt, hear, tell } from "./attempt.js";
import { same } from "./same.js";
import * as store from "./store.js";
import { call } from "./wire.js";

const BACK_OFF = [1_000, 2_000, 4_000, 8_000];
const waits = new Map(); // position -> when, by this page's own clock, a typed answer may be sent
let writing = Promise.resolve();
let draining = null;
let asked = 0;
let adding = 0;
let failures = 0;
let wake = () => {};

/** Put an answer into the queue: `after` milliseconds it may still wait for more keystrokes. */
export function add(record, after = 0) {
  const key = [attempt.id, record.position];
  waits.set(record.position, performance.now() + after);
  adding += 1;
  writing = writing
    .then(() => store.change("unsent", key, (old) => ({ ...record, ...carried(old) }), "strict"))
    .then(() => {
      adding -= 1;
      return report();
    });
  if (after === 0) drain();
  else setTimeout(drain, after);
  return writing;
}

/** What a newer answer takes over: a conflict stays until it is settled, words about an unreadable one do not. */
function carried(old) {
  return { tried: old?.tried, held: old?.held?.kind === "conflict" ? old.held : undefined };
}

/** Whether an answer is on its way into the queue. */
export function isAdding() {
  return adding > 0;
}

/** What was typed at a position need not wait for more keystrokes. */
export function hurry(position) {
  waits.delete(position);
  drain();
}

/** When everything added so far is kept in this browser. */
export function kept() {
  return writing;
}

/** Send what waits, until nothing may be sent any more; one request at a time. */
export function drain() {
  asked += 1;
  wake();
  const answered = asked;
  draining ??= loop().finally(() => {
    draining = null;
    if (asked !== answered) drain(); // something was added while the last round ended
  });
  return draining;
}

async function loop() {
  await writing;
  await report();
  for (;;) {
    const next = await due();
    if (!next) break;
    if (!(await send(next))) await pause();
  }
  await report();
}

async function due() {
  const now = performance.now();
  const unsent = await store.all("unsent", attempt.id);
  return unsent.filter((record) => !record.held && (waits.get(record.position) ?? 0) <= now)[0];
}

/** Wait longer after each failure, not all pages of a room at once, and no longer than until something changes. */
function pause() {
  const most = BACK_OFF[Math.min(failures, BACK_OFF.length - 1)];
  failures += 1;
  return new Promise((done) => {
    wake = done;
    setTimeout(done, most * (0.5 + Math.random() / 2));
  });
}

/** Send one record; whether the server had its say on it. */
async function send(record) {
  const key = [attempt.id, record.position];
  const body = { answer: record.answer, flagged: record.flagged, revision: record.revision, writer: record.writer };
  await store.change("unsent", key, (old) => old && { ...old, tried: body });
  tell("sending", { position: record.position });
  const answer = await call("PUT", attempt.urls.saveAt(record.position), body, { keepalive: true });
  if (answer?.ok) await acknowledge(key, body, answer.said);
  else if (answer?.status === 409 && answer.said?.type === "stale-revision") await collide(key, answer.said);
  else if (answer?.status === 409) await tooLate(key, answer.said);
  else if (answer?.status === 422) await hold(key, body, { kind: "refused", words: answer.said?.detail ?? "" });
  else return refreshed(answer);
  failures = 0;
  await report();
  return true;
}

/** An old token is no answer: take the new one and ask again at once. */
async function refreshed(answer) {
  if (answer?.said?.type !== "csrf") return false;
  return ((await call("GET", attempt.urls.clock))?.ok ?? false) && failures++ < 3;
}

/** The server has this revision: forget it, or let what came meanwhile become the next one. */
async function acknowledge(key, sent, said) {
  const saved = { attempt: attempt.id, position: key[1], ...sent, revision: said.revision, saved_at: said.saved_at };
  await store.put("saved", saved);
  await store.change("unsent", key, (now) => (!now || same(now, sent) ? null : { ...now, revision: said.revision + 1 }));
  tell("time", said);
  tell("saved", saved);
}

/** Another revision is stored. Our own, come late? Then go on from it. Somebody else's? Then the candidate decides. */
async function collide(key, said) {
  const { stored } = said;
  const held = { kind: "conflict", stored, stored_says: said.stored_says, sent_says: said.sent_says };
  const after = await store.change("unsent", key, (now) => {
    if (!now || same(now, stored)) return null;
    return isOurs(now, stored) ? { ...now, revision: stored.revision + 1 } : { ...now, held };
  });
  if (stored.revision > 0) await store.put("saved", { attempt: attempt.id, position: key[1], ...stored });
  if (!after) tell("saved", { position: key[1], ...stored });
}

/** Whether what is stored is older than what we know, was written by this window, or is what this record tried before. */
function isOurs(now, stored) {
  const { tried } = now;
  const arrived = tried && tried.revision === stored.revision && same(tried, stored);
  return stored.revision < now.revision || stored.writer === now.writer || arrived;
}

function hold(key, sent, held) {
  return store.change("unsent", key, (now) => now && (same(now, sent) ? { ...now, held } : now));
}

/** The exam has closed and this was not stored: it is kept apart for the candidate to take away. */
async function tooLate(key, said) {
  const record = await store.get("unsent", ...key);
  if (record) await store.put("late", { ...record, words: said?.detail ?? "" });
  await store.change("unsent", key, () => null);
  tell("closed", said);
}

/** Settle a conflict: keep what was answered here, as the next revision, or let the stored answer stand. */
export async function settle(position, which) {
  const key = [attempt.id, position];
  const mine = (old) => old && { ...old, held: undefined, revision: old.held.stored.revision + 1 };
  await store.change("unsent", key, (old) => (which === "mine" ? mine(old) : null));
  await report();
  return drain();
}

/** Tell the page how many answers wait here, over all positions, and which of them need the candidate. */
export async function report() {
  const [unsent, late] = await Promise.all([store.all("unsent", attempt.id), store.all("late", attempt.id)]);
  tell("queue", { unsent, late });
  return unsent;
}

/** How many answers this browser still holds that the server does not have, sent too late or not at all. */
export async function drained() {
  await drain();
  const kept = await Promise.all(["unsent", "late"].map((name) => store.all(name, attempt.id)));
  return kept.flat().length;
}

/** Leaving the page: whatever waits for more keystrokes goes out now, without waiting for an answer. */
function flush() {
  waits.clear();
  drain();
}

addEventListener("online", () => drain());
addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", () => (document.hidden ? flush() : drain()));
hear("connection", ({ state }) => state === "online" && drain());
