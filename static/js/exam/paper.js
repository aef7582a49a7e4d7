/** The questions of the paper as the server drew them, fetched once and kept: from then on a move needs no server. */

import { attempt, hear } from "./attempt.js";

const KEPT = "exam-pages"; // forgotten with the pages, once the exam is handed in
const PICTURE = /\/media\/[0-9a-f]{64}/g;
const PATIENCE = 60_000; // it is long, and the line may be bad: meanwhile a move loads its page
const BUILD = new URL(import.meta.url).pathname.split("/")[2]; // a newer player wants its own questions
const URL_HERE = `${attempt.urls.questions}?${BUILD}`;
let questions = new Map();
let fetching = false;
let whole = false; // the questions are here, and the pictures they show

async function cached() {
  return globalThis.caches ? caches.match(URL_HERE, { cacheName: KEPT }) : undefined;
}

/** Keep the pictures the questions show; one that cannot be had is asked for again with the rest. */
async function keepPictures(text) {
  if (!globalThis.caches) return;
  const kept = await caches.open(KEPT);
  for (const address of new Set(text.match(PICTURE))) {
    if (!(await kept.match(address, { ignoreVary: true }))) await kept.add(address);
  }
}

async function fetched() {
  const answer = await fetch(URL_HERE, { signal: AbortSignal.timeout(PATIENCE), redirect: "error" });
  if (!answer.ok) throw new Error(`the questions were answered ${answer.status}`);
  if (globalThis.caches) await (await caches.open(KEPT)).put(URL_HERE, answer.clone());
  return answer;
}

function parsed(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const found = [...page.querySelectorAll("template[data-position]")];
  return new Map(found.map((each) => [Number(each.dataset.position), each]));
}

/** Have the questions, if they can be had now; a failure is tried again when the connection is back. */
async function have() {
  if (fetching || whole || !attempt.position) return;
  fetching = true;
  try {
    const text = await ((await cached()) ?? (await fetched())).text();
    questions = parsed(text);
    await keepPictures(text);
    whole = true;
    document.documentElement.dataset.paper = "here";
  } catch {
    setTimeout(have, PATIENCE);
  } finally {
    fetching = false;
  }
}

/** The question at a position, ready to be put into the page, and what it asks to do; null while it is not here. */
export function at(position) {
  const found = questions.get(position);
  return found ? { content: document.importNode(found.content, true), task: found.dataset.task } : null;
}

/** When the questions are here, or cannot be had just now. */
export const here = loaded().then(have);

/** When the page itself needs nothing more: its own parts go first. */
function loaded() {
  if (document.readyState === "complete") return Promise.resolve();
  return new Promise((done) => addEventListener("load", done, { once: true }));
}

hear("connection", ({ state }) => state === "online" && have());
