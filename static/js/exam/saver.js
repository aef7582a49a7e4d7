/** Saves the answer on screen: at once on a choice, two seconds after typing, again until the server says it is stored. */

const PAUSE = 2_000;
const BACK_OFF = [1_000, 2_000, 4_000, 8_000, 15_000];
const PATIENCE = 4_000; // how long a move waits for an unsent answer
const WRITER = "exam-writer";

class AnswerSaver extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.status = this.querySelector("[data-saved]");
    this.conflict = this.querySelector("[data-conflict]");
    this.revision = Number(this.getAttribute("revision"));
    this.stored = this.form.querySelector('[role="alert"]') ? null : this.read();
    this.failures = 0;
    this.form.addEventListener("change", () => this.drain());
    this.form.addEventListener("input", (event) => this.typed(event.target));
    this.form.addEventListener("keydown", (event) => this.pressed(event));
    this.form.addEventListener("submit", (event) => this.move(event));
    this.querySelector('[value="clear"]').addEventListener("click", (event) => this.clear(event));
    for (const button of this.querySelectorAll("[data-keep]")) {
      button.addEventListener("click", () => this.settle(button.dataset.keep));
    }
    addEventListener("online", () => this.wake?.());
    addEventListener("pagehide", () => this.isDirty() && !this.leaving && this.put(this.read(), true).catch(() => {}));
    addEventListener("beforeunload", (event) => this.isDirty() && !this.leaving && event.preventDefault());
    document.addEventListener("exam:closing", (event) => {
      this.leaving = true;
      event.detail.push(this.drain());
    });
  }

  /** What the form says now. */
  read() {
    const inputs = [...this.form.querySelectorAll('[name="answer"]')];
    const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
    const isList = inputs.some((input) => input.type === "checkbox");
    const answer = chosen.length === 0 ? null : isList ? chosen : chosen[0];
    return { answer, flagged: this.form.elements.flag.checked };
  }

  isDirty() {
    return !this.isClosed && (this.stored === null || !same(this.read(), this.stored));
  }

  typed(input) {
    if (input.matches('[type="radio"], [type="checkbox"]')) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.drain(), PAUSE);
  }

  pressed(event) {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
  }

  clear(event) {
    event.preventDefault();
    for (const input of this.form.querySelectorAll('[name="answer"]')) input.checked = false;
    this.drain();
  }

  /** Send what is unsent until nothing is; one request at a time. */
  drain() {
    this.sending ??= this.loop().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  async loop() {
    while (this.isDirty() && this.conflict.hidden) {
      const sent = this.read();
      const answer = await this.put(sent).catch(() => null);
      const said = await answer?.json().catch(() => null);
      if (answer?.ok && said) this.acknowledge(sent, said);
      else if (answer?.status === 409 && said?.type === "stale-revision") this.collide(sent, said.stored);
      else if (answer?.status === 409) return this.close(said);
      else if (answer?.status === 422) return this.say("bad", `Could not save: ${said?.detail ?? "it cannot be read"}`);
      else await this.retry(answer, said);
    }
  }

  put(sent, keepalive = false) {
    const body = JSON.stringify({ ...sent, revision: this.revision + 1, writer: writer() });
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    return fetch(this.getAttribute("save-url"), { method: "PUT", headers, body, keepalive });
  }

  acknowledge(sent, said) {
    this.revision = said.revision;
    this.stored = sent;
    this.failures = 0;
    this.say("tick", `Answer saved ${this.time(said.saved_at)}`);
    document.dispatchEvent(new CustomEvent("exam:time", { detail: said.seconds_left }));
    document.dispatchEvent(new CustomEvent("exam:saved", { detail: { position: said.position, ...sent } }));
  }

  /** Nothing was stored: say so, look for a fresh token when that was the reason, and wait longer each time. */
  async retry(answer, said) {
    if (answer?.status === 401) this.say("warn", "You are signed out: 1 answer waits here. Sign in again in another tab.");
    else this.say("warn", "Connection lost: 1 answer waits here");
    if (said?.type === "csrf" || answer?.status === 401) await this.refresh();
    const pause = BACK_OFF[Math.min(this.failures, BACK_OFF.length - 1)];
    this.failures += 1;
    await new Promise((done) => {
      this.wake = done;
      setTimeout(done, pause);
    });
  }

  async refresh() {
    const answer = await fetch(this.getAttribute("clock-url")).catch(() => null);
    const said = answer?.ok ? await answer.json().catch(() => null) : null;
    if (said) document.querySelector('meta[name="csrf-token"]').content = said.csrf_token;
  }

  /** Another window saved a newer answer: keep both, and let the candidate choose. */
  collide(sent, stored) {
    this.revision = stored.revision;
    this.stored = { answer: stored.answer, flagged: stored.flagged };
    if (same(sent, this.stored)) return;
    this.theirs = this.stored;
    const words = this.querySelector("[data-conflict-words]");
    words.textContent = `Stored there: ${this.letters(stored.answer)}. Chosen here: ${this.letters(sent.answer)}. Nothing was overwritten.`;
    this.conflict.hidden = false;
    this.say("warn", "Not saved: choose which answer to keep");
    this.conflict.querySelector("button").focus();
  }

  settle(which) {
    this.conflict.hidden = true;
    if (which === "theirs") {
      const given = [this.theirs.answer ?? []].flat();
      for (const input of this.form.querySelectorAll('[name="answer"]')) input.checked = given.includes(input.value);
      this.form.elements.flag.checked = this.theirs.flagged;
      this.say("tick", "The stored answer is kept");
      const detail = { position: Number(this.getAttribute("position")), ...this.theirs };
      document.dispatchEvent(new CustomEvent("exam:saved", { detail }));
    }
    this.drain();
  }

  letters(answer) {
    const given = [answer ?? []].flat();
    const found = [...this.form.querySelectorAll('[name="answer"]')].filter((input) => given.includes(input.value));
    const letters = found.map((input) => input.parentElement.querySelector(".option__letter").textContent);
    return letters.join(", ") || "no answer";
  }

  close(said) {
    this.isClosed = true;
    this.say("bad", said?.detail ?? "The exam has closed. This answer was not stored.");
    if (!this.leaving) setTimeout(() => location.assign(this.getAttribute("result-url")), PAUSE);
  }

  /** A move: wait for an unsent answer, then go; without a connection stay, so that nothing is lost. */
  async move(event) {
    const revision = this.form.elements.revision;
    if (!this.isDirty() || this.leaving) {
      this.leaving = true;
      revision.value = this.revision === 0 ? 1 : this.revision + Number(this.isDirty());
      sessionStorage.setItem("exam-moved", "yes");
      return;
    }
    event.preventDefault();
    await Promise.race([this.drain(), new Promise((done) => setTimeout(done, PATIENCE))]);
    if (!this.isDirty() && this.conflict.hidden) this.form.requestSubmit(event.submitter);
  }

  say(icon, words) {
    const sign = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    sign.setAttribute("class", "icon");
    sign.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `/static/img/icons.svg#${icon}`);
    sign.append(use);
    if (this.status.textContent.trim() === words) return;
    this.status.classList.toggle("saved--not", icon !== "tick");
    this.status.replaceChildren(sign, words);
  }

  time(moment) {
    const shape = { hour: "2-digit", minute: "2-digit", timeZone: this.getAttribute("zone"), timeZoneName: "short" };
    return new Intl.DateTimeFormat("en-GB", shape).format(new Date(moment));
  }
}

function same(one, other) {
  return one.flagged === other.flagged && [one.answer ?? []].flat().sort().join() === [other.answer ?? []].flat().sort().join();
}

/** One name for each window, so that the server can say which one wrote. */
function writer() {
  let name = sessionStorage.getItem(WRITER);
  if (!name) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    name = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    name = name.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    sessionStorage.setItem(WRITER, name);
  }
  return name;
}

customElements.define("answer-saver", AnswerSaver);
