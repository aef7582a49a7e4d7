/** The map of questions follows what is answered here, says what still waits, and can be narrowed. */

import { partsGiven } from "./answers.js";
import { attempt, hear, sign } from "./attempt.js";
import { see, seen } from "./seen.js";

const WORDS = { unseen: "not seen", open: "unanswered", half: "partly answered", done: "answered" };
const map = document.querySelector(".qmap__grid");
const filters = document.querySelector("[data-filters]");
const buttons = [...(map?.querySelectorAll("button") ?? [])];
let waiting = new Set();
let wanted = "all";

function stateOf(button) {
  return Object.keys(WORDS).find((state) => button.classList.contains(`qmap__q--${state}`));
}

const isFlagged = (button) => button.querySelector(".qmap__flag") !== null;
const isOpen = (button) => stateOf(button) !== "done";

function draw(position, state, flagged) {
  const button = buttons[position - 1];
  const waits = waiting.has(position);
  button.className = `qmap__q qmap__q--${state}`;
  button.replaceChildren(
    String(position),
    sign(waits ? "clock" : state),
    ...(flagged ? [sign("flag", "icon qmap__flag")] : []),
  );
  const words = [WORDS[state], flagged && "flagged", waits && "not sent yet"].filter(Boolean).join(", ");
  button.setAttribute("aria-label", `Question ${position}, ${words}`);
}

function tell({ position, answer, flagged }) {
  const given = partsGiven(answer);
  const asked = Number(buttons[position - 1].dataset.chooses) || given;
  draw(position, given === 0 ? "open" : given < asked ? "half" : "done", flagged);
}

/** A question that was on screen is no longer unseen, though nothing is saved of it. */
function uncover(position) {
  if (stateOf(buttons[position - 1]) === "unseen") draw(position, "open", false);
}

function count() {
  const show = (name, number) => (document.querySelector(`[data-count="${name}"]`).textContent = number);
  show("open", buttons.filter(isOpen).length);
  show("flagged", buttons.filter(isFlagged).length);
}

function narrow() {
  const fits = { all: () => true, open: isOpen, flagged: isFlagged }[wanted];
  for (const button of buttons) button.parentElement.hidden = !fits(button);
  for (const each of filters.querySelectorAll("button")) {
    each.setAttribute("aria-pressed", String(each.dataset.filter === wanted));
  }
  document.querySelector("[data-none]").hidden = buttons.some(fits);
}

function follow() {
  hear("saved", (saved) => {
    waiting.delete(saved.position);
    tell(saved);
    count();
  });
  hear("queue", ({ unsent }) => {
    const before = waiting;
    waiting = new Set(unsent.map((record) => record.position));
    for (const record of unsent) tell(record);
    for (const position of before) {
      if (!waiting.has(position)) draw(position, stateOf(buttons[position - 1]), isFlagged(buttons[position - 1]));
    }
    document.querySelector("[data-legend-waits]").hidden = waiting.size === 0;
    count();
  });
  filters.hidden = false;
  filters.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    wanted = button.dataset.filter;
    narrow();
  });

  hear("moved", (position) => {
    map.querySelector("[aria-current]").removeAttribute("aria-current");
    buttons[position - 1].setAttribute("aria-current", "true");
    look(position);
  });
  for (const position of seen()) uncover(position);
  look(attempt.position);
}

/** Note what is on screen, and let the map show where that is. */
function look(position) {
  see(position);
  uncover(position);
  const current = map.querySelector("[aria-current]");
  map.scrollTop = current.offsetTop - map.offsetTop - map.clientHeight / 2;
}

if (map) follow(); // the review has none
