/** The time left, on screen. The server's clock closes the paper; this one only shows it, and asks before it acts. */

import { attempt, hear, many, tell } from "./attempt.js";
import { lock } from "./lock.js";
import * as outbox from "./outbox.js";
import { call } from "./wire.js";
import { Voice } from "./voice.js";

const ALERTS = [30, 15, 5, 1]; // minutes left at which it is said once; the last one only to screen readers
const LOW = 0.05; // share of the time in which the clock changes its look
const ASK_EVERY = 10_000;
const RETRY = 3_000;
const SECOND = 1_100;
const ASLEEP = 3_000; // a gap between two ticks that means the machine slept, or its own clocks part
const HIDDEN = "exam-clock-hidden";

class ExamClock extends HTMLElement {
  connectedCallback() {
    this.voice = new Voice(this);
    this.box = this.querySelector("details");
    this.face = this.querySelector(".clock__time");
    this.paused = this.hasAttribute("paused");
    hear("time", ({ seconds_left }) => this.set(seconds_left));
    hear("say-time", () => this.voice.answer(this.words()));
    hear("closed", () => this.ask());
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
    setInterval(() => this.ask(), ASK_EVERY);
    if (!this.box) return; // no time limit
    this.limit = Number(this.getAttribute("limit"));
    this.box.open = sessionStorage.getItem(HIDDEN) !== "yes";
    this.box.addEventListener("toggle", () => sessionStorage.setItem(HIDDEN, this.box.open ? "no" : "yes"));
    this.set(Number(this.getAttribute("seconds-left")));
    this.left = this.voice.lastLeft ?? this.seconds();
    this.ticked = [performance.now(), Date.now()];
    setInterval(() => this.tick(), 1000);
    this.tick();
  }

  /** Take the seconds left from an answer of the server; only differences of a monotonic clock count from here. */
  set(seconds) {
    if (typeof seconds === "number") this.end = performance.now() + 1000 * seconds;
  }

  seconds() {
    return Math.max(0, Math.floor((this.end - performance.now()) / 1000));
  }

  words() {
    if (!this.box) return "No time limit";
    const minutes = Math.floor(this.seconds() / 60);
    const left = minutes ? many(minutes, "minute", "minutes") : many(this.seconds(), "second", "seconds");
    return this.paused ? `Paused with ${left} left` : `${left} left`;
  }

  /** Show the time. After a sleep neither of the machine's clocks is believed: the server is asked. */
  tick() {
    const now = [performance.now(), Date.now()];
    const slept = now.some((reading, which) => Math.abs(reading - this.ticked[which]) > ASLEEP);
    this.ticked = now;
    if (slept) this.ask();
    if (this.paused) return;
    const before = this.left;
    this.left = this.voice.lastLeft = this.seconds();
    this.face.textContent = digits(this.left);
    this.box.classList.toggle("clock--low", this.left <= LOW * this.limit);
    const mark = ALERTS.filter((minutes) => before > 60 * minutes && this.left <= 60 * minutes && this.left > 0).pop();
    if (mark) this.alert(mark);
    if (this.left === 0) this.finish();
  }

  alert(minutes) {
    this.voice.say(`${many(minutes, "minute", "minutes")} left`, { isShown: minutes > 1 });
    if (minutes <= 5) this.box.open = true;
  }

  /** The server's view of the clock, or null when it cannot be had; whatever changed is shown without a reload. */
  async ask() {
    const answer = await call("GET", attempt.urls.clock);
    if (!answer?.ok) return null;
    const { said } = answer;
    tell("clock", said);
    if (said.paused !== this.paused && said.state === "running") location.reload();
    if (this.box) this.set(said.seconds_left);
    if (said.limit_seconds) this.limit = said.limit_seconds;
    this.show(said);
    if (said.state !== "running") this.finish("closed");
    return said;
  }

  /** What was added to the time, and why, and until when it now lasts. */
  show({ credits = [], deadline }) {
    const list = this.querySelector("[data-credits]");
    const given = credits.filter((credit) => credit.kind !== "break" && credit.seconds > 0);
    const told = given.map(({ seconds, minutes, why }) => `${span(seconds, minutes)} added: ${why}`);
    const before = [...list.children].map((line) => line.textContent);
    const end = this.querySelector("[data-end]");
    if (end && deadline) end.textContent = clockTime(deadline);
    if (told.join() === before.join()) return;
    list.replaceChildren(...told.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
    for (const words of told.slice(before.length)) this.voice.say(words);
  }

  /** At 0:00: lock, ask, and when the server agrees let what is unsent go out, hand in, and show what came of it. */
  async finish(reason = "over") {
    if (this.finishing) return;
    this.finishing = true;
    lock(reason);
    let said = await this.ask();
    while (!said) {
      await new Promise((done) => setTimeout(done, RETRY));
      said = await this.ask();
    }
    if (said.state === "running" && (said.seconds_left === null || said.seconds_left > 0)) {
      lock(reason, false);
      this.finishing = false;
      return;
    }
    await new Promise((done) => setTimeout(done, SECOND)); // whole seconds are told: up to one may still be left
    await this.leave(said.state === "running");
  }

  /** Go to the result, unless something could not be sent: then the page stays, so that it can be taken away. */
  async leave(isOpen) {
    await Promise.race([outbox.drain(), new Promise((done) => setTimeout(done, RETRY))]);
    if (isOpen) await call("POST", attempt.urls.submit);
    const left = await outbox.drained();
    if (left === 0) location.assign(attempt.urls.result);
  }
}

/** 41:20, or 2:05:09 above an hour. */
function digits(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function span(seconds, minutes) {
  return seconds < 60 ? many(seconds, "second", "seconds") : many(minutes, "minute", "minutes");
}

function clockTime(moment) {
  const shape = { hour: "2-digit", minute: "2-digit", timeZone: attempt.zone, timeZoneName: "short" };
  return new Intl.DateTimeFormat("en-GB", shape).format(new Date(moment));
}

customElements.define("exam-clock", ExamClock);
