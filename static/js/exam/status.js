/** What the page says about saving: one line beside the question, and a strip in the head when something is wrong. */

import { attempt, hear, many, sign, tell, timeOf } from "./attempt.js";
import { save } from "./export.js";
import * as known from "./known.js";
import * as outbox from "./outbox.js";
import { lasts } from "./store.js";
import { connection } from "./wire.js";

const QUICK = 400; // a save that takes no longer is not announced as under way
const GLAD = 8_000; // how long the page says that the connection is back
const line = document.querySelector("[data-saved]");
const saving = document.querySelector("[data-saving]");
const strip = document.querySelector("[data-strip]");
const voice = document.querySelector("[data-said]"); // apart from the strip, which comes and goes
const ICONS = { bad: "bad", warn: "warn", ok: "ok" };
let queue = { unsent: [], late: [] };
let saved = line?.dataset.savedAt ? { saved_at: line.dataset.savedAt, answer: true } : null;
let isBack = false;
let isKept = true;
let slow;

const HERE = () => many(queue.unsent.length, "answer waits here", "answers wait here");

/** The line beside the question. */
function lineWords() {
  const own = queue.unsent.find((record) => record.position === attempt.position);
  if (own?.held?.kind === "conflict") return ["warn", "Not saved: choose which answer to keep"];
  if (own?.held) return ["bad", "Not saved: see what is said below"];
  if (queue.unsent.length && connection() !== "online") return ["warn", HERE()];
  if (queue.unsent.length || outbox.isAdding()) return ["", ""];
  if (saved?.saved_at) return ["tick", `${saved.answer === null ? "All" : "Answer"} saved ${timeOf(saved.saved_at)}`];
  return ["", "Not answered yet"];
}

/** Turn to a question on this page, if it shows questions; else the link is followed. */
function go(event, position) {
  if (!attempt.position) return;
  event.preventDefault();
  tell("go", position);
}

function drawLine() {
  if (!line) return;
  const [icon, words] = lineWords();
  line.closest(".saved").classList.toggle("saved--not", icon === "warn" || icon === "bad");
  if (line.textContent !== words) line.replaceChildren(...(icon ? [sign(icon)] : []), words);
  clearTimeout(slow);
  if (words) saving.hidden = true;
  else slow = setTimeout(() => (saving.hidden = false), QUICK);
}

const SIGN_IN = { words: "Sign in again", href: () => strip.dataset.signInUrl };
const EXPORT = { words: "Download my answers", press: () => save(attempt, queue) };
const TRY = { words: "Try now", press: () => outbox.drain() };

/** What is wrong, the first that fits: kind, headline, what to do, and controls. */
function trouble() {
  const { unsent, late } = queue;
  const held = unsent.filter((record) => record.held && record.position !== attempt.position);
  const wait = unsent.length ? ` ${HERE()}.` : "";
  const then = unsent.length === 1 ? "and is sent by itself" : "and are sent by themselves";
  const kept = unsent.length ? `${HERE()} ${then}` : "What you answer is kept here and sent";
  if (late.length) return ["bad", `${many(late.length, "answer", "answers")} could not be sent in time.`, "The exam had closed. Download what was not stored and show it to whoever runs the exam.", [EXPORT, { words: "See what was handed in", href: () => attempt.urls.result, isHere: true }]];
  if (connection() === "out") return ["warn", "You are signed out.", `Nothing is lost.${wait} Sign in again in a new tab, then come back here.`, [SIGN_IN, EXPORT]];
  if (connection() === "other") return ["warn", "Somebody else is signed in.", `This exam is ${attempt.person}’s.${wait} Sign in as ${attempt.person} in a new tab, then come back here.`, [SIGN_IN, EXPORT]];
  if (connection() === "lost") return ["warn", "Connection lost. Go on answering.", `${kept} when it is back. The time runs on.`, [TRY, EXPORT]];
  if (!isKept && unsent.length) return ["warn", "This browser keeps nothing when it is closed.", "Stay on this page until everything is saved.", [EXPORT]];
  if (held.length) return ["warn", `Question ${held[0].position} is not saved.`, held[0].held.kind === "conflict" ? "It was answered in another window: look at both answers." : "What was typed there could not be read.", [{ words: `Go to question ${held[0].position}`, href: () => attempt.urls.at(held[0].position), isHere: true, press: (event) => go(event, held[0].position) }]];
  if (isBack && !unsent.length) return ["ok", "Connection is back.", "Everything is saved.", []];
  return null;
}

function control({ words, href, press, isHere }) {
  const made = document.createElement(href ? "a" : "button");
  made.className = "button button--small";
  made.textContent = words;
  if (press) made.onclick = press;
  if (href) made.href = href();
  else made.type = "button";
  if (href && !isHere) {
    made.target = "_blank";
    made.rel = "opener"; // so that the new tab can close itself when its work is done
    made.append(Object.assign(document.createElement("span"), { className: "sr", textContent: " (opens a new tab)" }));
  }
  return made;
}

function drawStrip() {
  const found = trouble();
  strip.hidden = !found;
  const [kind, headline, more, controls] = found ?? ["", "", "", []];
  if (voice.textContent !== headline) voice.textContent = headline; // said once, however often it is drawn
  if (!found) return;
  strip.className = `strip strip--${kind}`;
  strip.querySelector("use").setAttribute("href", `/static/img/icons.svg#${ICONS[kind]}`);
  strip.querySelector("[data-headline]").textContent = headline;
  strip.querySelector("[data-more]").textContent = more;
  const names = controls.map((each) => each.words).join();
  if (strip.dataset.controls === names) return;
  strip.dataset.controls = names;
  strip.querySelector("[data-controls]").replaceChildren(...controls.map(control));
}

function draw() {
  drawLine();
  drawStrip();
}

hear("queue", (now) => {
  queue = now;
  draw();
});
hear("answered", draw);
hear("moved", (position) => {
  const stored = known.at(position);
  saved = stored?.answer === null ? null : stored;
  draw();
});
hear("saved", (now) => {
  if (now.position === attempt.position) saved = now;
});
hear("connection", ({ state, before }) => {
  isBack = state === "online" && before !== "online";
  if (isBack) setTimeout(() => ((isBack = false), draw()), GLAD);
  draw();
});
addEventListener("beforeunload", (event) => !isKept && queue.unsent.length && event.preventDefault());
lasts().then((answer) => (isKept = answer));
for (const button of document.querySelectorAll("[data-export]")) button.addEventListener("click", () => save(attempt, queue));
outbox.drain();
