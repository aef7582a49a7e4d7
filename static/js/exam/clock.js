/** The time left, on screen. The server's clock closes the paper; this one only shows it, and asks before it acts. */

const ANNOUNCED = [1, 5, 15, 30]; // minutes left at which a screen reader hears it once
const LOW = 0.05; // share of the time in which the clock changes its look
const ASK_EVERY = 60_000;
const RETRY = 3_000;
const SECOND = 1_100;
const HIDDEN = "exam-clock-hidden";

class ExamClock extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector("details");
    this.face = this.querySelector(".clock__time");
    this.voice = this.querySelector("[data-announce]");
    this.limit = Number(this.getAttribute("limit"));
    this.left = Infinity;
    this.box.open = sessionStorage.getItem(HIDDEN) !== "yes";
    this.box.addEventListener("toggle", () => sessionStorage.setItem(HIDDEN, this.box.open ? "no" : "yes"));
    document.addEventListener("exam:time", (event) => this.set(event.detail));
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
    this.set(Number(this.getAttribute("seconds-left")));
    this.left = this.seconds();
    this.ticking = setInterval(() => this.show(), 1000);
    this.asking = setInterval(() => this.ask(), ASK_EVERY);
    this.show();
  }

  disconnectedCallback() {
    clearInterval(this.ticking);
    clearInterval(this.asking);
  }

  /** Take the seconds left from an answer of the server; only differences of a monotonic clock count from here. */
  set(seconds) {
    if (typeof seconds === "number") this.end = performance.now() + 1000 * seconds;
  }

  seconds() {
    return Math.max(0, Math.floor((this.end - performance.now()) / 1000));
  }

  show() {
    const before = this.left;
    this.left = this.seconds();
    this.face.textContent = words(this.left);
    this.box.classList.toggle("clock--low", this.left <= LOW * this.limit);
    const mark = ANNOUNCED.find((minutes) => before > 60 * minutes && this.left <= 60 * minutes);
    if (mark) this.announce(mark);
    if (this.left === 0) this.finish();
  }

  announce(minutes) {
    this.voice.textContent = minutes === 1 ? "1 minute left" : `${minutes} minutes left`;
    if (minutes <= 5) this.box.open = true;
  }

  /** The server's view of the clock, or null when it cannot be reached. */
  async ask() {
    try {
      const answer = await fetch(this.getAttribute("clock-url"), { headers: { Accept: "application/json" } });
      if (!answer.ok) return null;
      const said = await answer.json();
      document.querySelector('meta[name="csrf-token"]').content = said.csrf_token;
      this.set(said.seconds_left);
      return said;
    } catch {
      return null;
    }
  }

  /** At 0:00: ask first; when the server agrees, let what is unsent go out, hand in, and show the result. */
  async finish() {
    if (this.finishing) return;
    this.finishing = true;
    let said = await this.ask();
    while (!said) {
      this.voice.textContent = "The time is over by this clock. Waiting for the connection.";
      await new Promise((done) => setTimeout(done, RETRY));
      said = await this.ask();
    }
    if (said.state === "running" && said.seconds_left > 0) {
      this.finishing = false;
      return;
    }
    await new Promise((done) => setTimeout(done, SECOND)); // whole seconds are told: up to one may still be left
    const leaving = [];
    document.dispatchEvent(new CustomEvent("exam:closing", { detail: leaving }));
    await Promise.race([Promise.all(leaving), new Promise((done) => setTimeout(done, RETRY))]);
    await this.handIn();
    location.assign(this.getAttribute("result-url"));
  }

  async handIn() {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const headers = { "X-CSRFToken": token, Accept: "application/json" };
    try {
      await fetch(this.getAttribute("submit-url"), { method: "POST", headers, redirect: "manual" });
    } catch {
      this.voice.textContent = "The time is over. The server closes the exam by itself.";
    }
  }
}

/** 41:20, or 2:05:09 above an hour. */
function words(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

customElements.define("exam-clock", ExamClock);
