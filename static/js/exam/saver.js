/** The question on screen and the queue: every change goes into the queue first, every move waits until it is there. */

import { partsGiven, read, write } from "./answers.js";
import { attempt, hear, tell, timeOf } from "./attempt.js";
import { isLocked } from "./lock.js";
import * as outbox from "./outbox.js";
import { same } from "./same.js";
import * as store from "./store.js";
import { connection } from "./wire.js";
import { me } from "./writer.js";

const PAUSE = 2_000; // after the last keystroke
const AT_MOST = 5_000; // after the first unsent change
const A_MOMENT = 800; // that a move waits for an answer on its way
const CHOOSES = '[type="radio"], [type="checkbox"], select';

class AnswerSaver extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.conflict = this.querySelector("[data-conflict]");
    this.revision = Number(this.getAttribute("revision"));
    this.wanted = this.now(); // what is stored, or on its way
    if (this.hasAttribute("unsaved")) this.wanted = { answer: undefined };
    this.form.addEventListener("input", ({ target }) => this.changed(target.matches(CHOOSES) ? 0 : PAUSE));
    this.form.addEventListener("change", () => this.changed(0));
    this.form.addEventListener("keydown", (event) => this.pressed(event));
    this.form.addEventListener("submit", (event) => this.move(event));
    for (const button of this.querySelectorAll("[data-keep]")) {
      button.addEventListener("click", () => this.settle(button.dataset.keep));
    }
    hear("saved", (saved) => saved.position === attempt.position && (this.revision = saved.revision));
    hear("queue", ({ unsent }) => this.look(unsent.find((record) => record.position === attempt.position)));
    this.resume();
  }

  /** What the form says now. */
  now() {
    return { answer: read(this.form), flagged: this.form.elements.flag.checked };
  }

  /** Show what this browser knows better than the page: an answer that is still unsent, or a page from before. */
  async resume() {
    const key = [attempt.id, attempt.position];
    const [saved, unsent] = await Promise.all([store.get("saved", ...key), store.get("unsent", ...key)]);
    const isNewer = saved && saved.revision > this.revision;
    if (isNewer) this.revision = saved.revision;
    const better = unsent ?? (isNewer ? saved : null);
    if (better && same(this.now(), this.wanted)) this.show(better);
    outbox.drain();
  }

  show({ answer, flagged }) {
    write(this.form, answer ?? null);
    this.form.elements.flag.checked = flagged;
    this.wanted = this.now();
  }

  /** Put the answer into the queue, if it is another one. */
  changed(pause) {
    const now = this.now();
    if (same(now, this.wanted)) {
      if (pause === 0 && this.firstAt) this.send();
      return;
    }
    this.wanted = now;
    this.firstAt ??= performance.now();
    const left = Math.max(0, this.firstAt + AT_MOST - performance.now());
    const at = new Date().toISOString();
    const record = { attempt: attempt.id, position: attempt.position, ...now, revision: this.revision + 1, writer: me.name, at };
    outbox.add(record, Math.min(pause, left));
    if (pause === 0 || left === 0) this.firstAt = undefined;
    tell("answered", { position: attempt.position, parts: partsGiven(now.answer), flagged: now.flagged });
  }

  /** A field was left: what was typed into it need not wait any longer. */
  send() {
    this.firstAt = undefined;
    outbox.hurry(attempt.position);
  }

  pressed(event) {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault(); // Enter moves nowhere
  }

  /** Show what the queue says of this question: nothing, a conflict, or words of the server. */
  look(record) {
    if (!record) this.firstAt = undefined;
    const held = record?.held;
    const refused = this.querySelector("[data-refused]");
    refused.hidden = held?.kind !== "refused";
    refused.querySelector("[data-words]").textContent = held?.words ?? "";
    const isNew = held?.kind === "conflict" && this.conflict.hidden;
    this.conflict.hidden = held?.kind !== "conflict";
    if (!isNew) return;
    const { stored } = held;
    this.theirs = stored;
    const at = stored.saved_at ? ` ${timeOf(stored.saved_at)}` : "";
    this.conflict.querySelector("[data-theirs]").textContent = held.stored_says || "no answer";
    this.conflict.querySelector("[data-theirs-at]").textContent = at;
    this.conflict.querySelector("[data-mine]").textContent = held.sent_says || "no answer";
    this.conflict.querySelector("button").focus();
  }

  async settle(which) {
    this.conflict.hidden = true;
    if (which === "theirs") {
      this.show(this.theirs);
      tell("saved", { position: attempt.position, ...this.theirs });
    }
    this.revision = this.theirs.revision;
    this.form.querySelector("#q-h").focus();
    await outbox.settle(attempt.position, which);
  }

  /** A move: once the answer is in the queue, go. A connection that answers at once spares sending it twice. */
  async move(event) {
    event.preventDefault();
    if (isLocked()) return;
    const go = event.submitter?.value ?? "next";
    if (go === "clear") return this.clear();
    this.changed(0);
    await outbox.kept();
    const moment = new Promise((done) => setTimeout(done, A_MOMENT));
    if (connection() === "online") await Promise.race([outbox.drain(), moment]);
    sessionStorage.setItem("exam-moved", "yes");
    location.assign(goal(go));
  }

  clear() {
    write(this.form, null);
    this.changed(0);
  }
}

/** Where a move leads: the last question's Next is the review. */
function goal(go) {
  const wanted = Number(go) || attempt.position + { next: 1, previous: -1 }[go];
  return wanted >= 1 && wanted <= attempt.of ? attempt.urls.at(wanted) : attempt.urls.review;
}

customElements.define("answer-saver", AnswerSaver);
