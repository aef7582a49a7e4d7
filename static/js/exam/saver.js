/** The question on screen and the queue: every change goes into the queue first, every move waits until it is there. */

import { partsGiven, read, write } from "./answers.js";
import { attempt, hear, tell, timeOf } from "./attempt.js";
import * as known from "./known.js";
import { isLocked } from "./lock.js";
import * as outbox from "./outbox.js";
import * as paper from "./paper.js";
import { same } from "./same.js";
import { arrive, asked, goal, leave, turn } from "./turn.js";
import { me } from "./writer.js";

const PAUSE = 2_000; // after the last keystroke
const AT_MOST = 5_000; // after the first unsent change
const TICKED = '[type="radio"], [type="checkbox"]';
const CHOOSES = `${TICKED}, select`;
const NOTHING = { answer: null, flagged: false, revision: 0 };

/** Whether somebody answered or flagged before this script came: the fields no longer say what the page brought. */
function touched(form) {
  return [...form.querySelectorAll('[name^="answer"], [name="flag"]')].some((field) => {
    if (field.matches("select")) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
    return field.matches(TICKED) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  });
}

class AnswerSaver extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.conflict = this.querySelector("[data-conflict]");
    this.unsent = [];
    this.revision = Number(this.getAttribute("revision"));
    this.wanted = this.now(); // what is stored, or on its way
    this.isEarly = touched(this.form);
    if (this.isEarly || this.hasAttribute("unsaved")) this.wanted = { answer: undefined };
    this.form.addEventListener("input", ({ target }) => this.changed(target.matches(CHOOSES) ? 0 : PAUSE));
    this.form.addEventListener("change", () => this.changed(0));
    this.form.addEventListener("keydown", (event) => this.pressed(event));
    this.form.addEventListener("submit", (event) => this.submitted(event));
    for (const button of this.querySelectorAll("[data-keep]")) {
      button.addEventListener("click", () => this.settle(button.dataset.keep));
    }
    hear("saved", (saved) => saved.position === attempt.position && (this.revision = saved.revision));
    hear("sending", ({ position }) => position === attempt.position && (this.firstAt = undefined));
    hear("queue", ({ unsent }) => this.look(unsent));
    hear("go", (position) => this.go(position));
    history.replaceState({ position: attempt.position }, "");
    addEventListener("popstate", ({ state }) => this.go(state?.position ?? asked() ?? attempt.position, { isBack: true }));
    this.resume();
  }

  /** What the form says now. */
  now() {
    return { answer: read(this.form), flagged: this.form.elements.flag.checked };
  }

  /** Begin with what this browser knows better than the page: unsent answers, or a page from before or of elsewhere. */
  async resume() {
    await Promise.all([known.recall(), outbox.report()]);
    const stored = known.at(attempt.position);
    const isNewer = stored && stored.revision > this.revision;
    if (isNewer) this.revision = stored.revision;
    const better = this.waiting() ?? (isNewer ? stored : null);
    if (better && same(this.now(), this.wanted)) this.show(better);
    if (this.isEarly) this.changed(0);
    outbox.drain();
    const wanted = asked();
    if (wanted === null || wanted === attempt.position) return;
    await paper.here; // a kept page was shown for another question's address
    await this.go(wanted, { isBack: true });
  }

  /** What waits here for the question on screen. */
  waiting() {
    return this.unsent.find((record) => record.position === attempt.position);
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
  look(unsent) {
    this.unsent = unsent;
    const record = this.waiting();
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

  submitted(event) {
    event.preventDefault();
    if (isLocked()) return;
    const go = event.submitter?.value ?? "next";
    if (go === "clear") this.clear();
    else this.go(goal(go));
  }

  clear() {
    write(this.form, null);
    this.changed(0);
  }

  /** Move to a question, or to the review (null): first the answer goes into the queue. */
  async go(position, { isBack = false } = {}) {
    if (!isLocked()) this.changed(0);
    await outbox.kept();
    if (position === attempt.position) return isBack || arrive();
    const question = position === null ? null : paper.at(position);
    if (!question) return leave(position);
    if (!isBack) history.pushState({ position }, "", attempt.urls.at(position));
    this.conflict.hidden = true;
    turn(position, question);
    const stored = known.at(position) ?? NOTHING;
    this.revision = stored.revision;
    this.show(this.waiting() ?? stored);
    tell("moved", position);
    arrive();
    this.look(this.unsent);
  }
}

customElements.define("answer-saver", AnswerSaver);
