/** What the clock says: seldom by itself, and whenever it is asked. Remembered from page to page of one attempt. */

import { attempt } from "./attempt.js";

const HOUR = 3_600_000;
const MOST = 6; // announcements an hour that nobody asked for
const SAID = `exam-said:${attempt.id}`;
const LEFT = `exam-left:${attempt.id}`;

export class Voice {
  constructor(root) {
    this.voice = root.querySelector("[data-announce]");
    this.reply = root.querySelector("[data-answer-time]");
    this.banner = root.querySelector("[data-alert]");
    this.banner.querySelector("button").addEventListener("click", () => (this.banner.hidden = true));
  }

  /** The time left when it was last looked at, on whichever page: a mark passed between two pages is not missed. */
  get lastLeft() {
    const kept = sessionStorage.getItem(LEFT);
    return kept === null ? null : Number(kept);
  }

  set lastLeft(seconds) {
    sessionStorage.setItem(LEFT, String(seconds));
  }

  /** Say something once, on screen too where it matters, unless enough was said in the last hour. */
  say(words, { isShown = true } = {}) {
    if (isShown) {
      this.banner.querySelector("[data-words]").textContent = words;
      this.banner.hidden = false;
    }
    const past = JSON.parse(sessionStorage.getItem(SAID) ?? "[]").filter((at) => at > Date.now() - HOUR);
    if (past.length >= MOST) return;
    sessionStorage.setItem(SAID, JSON.stringify([...past, Date.now()]));
    this.voice.textContent = words;
  }

  /** Say something because it was asked for, also when it is the same as last time. */
  answer(words) {
    this.reply.textContent = "";
    requestAnimationFrame(() => (this.reply.textContent = words));
  }
}
