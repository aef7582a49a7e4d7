/** Shortcuts of a single key, for whoever wants them: never while something is typed, and they can be switched off. */

import { attempt, tell } from "./attempt.js";
import { isLocked } from "./lock.js";

const OFF = "exam-keys-off";
const TYPED = 'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable]';
const ARROWS = `${TYPED}, input, summary, [role="slider"], [data-arrows], .qmap__grid`; // where arrows have a use of their own
const LETTERS = "ABCDEFGH";
const choice = document.querySelector("[data-keys]");

function press(selector) {
  const control = document.querySelector(selector);
  if (control && !control.disabled) control.click();
}

function choose(which) {
  document.querySelectorAll(":is([data-answer=one], [data-answer=many]) [name=answer]")[which]?.click();
}

const ACTS = {
  n: () => press(".exam-foot [value=next]"),
  arrowright: () => press(".exam-foot [value=next]"),
  p: () => press(".exam-foot [value=previous]"),
  arrowleft: () => press(".exam-foot [value=previous]"),
  r: () => press(".exam-foot [value=review]"),
  f: () => press("[name=flag]"),
  t: () => tell("say-time"),
  "?": show,
};

function show() {
  const list = document.querySelector("[data-shortcuts]");
  list.open = true;
  list.querySelector("summary").focus();
}

function act(key) {
  if (ACTS[key]) return ACTS[key];
  const which = /^[1-9]$/.test(key) ? Number(key) - 1 : LETTERS.toLowerCase().indexOf(key);
  return which >= 0 ? () => choose(which) : null;
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
  if (key.length > 1 && !key.startsWith("Arrow")) return;
  if (localStorage.getItem(OFF) || target.matches(key.startsWith("Arrow") ? ARROWS : TYPED)) return;
  const found = act(key.toLowerCase());
  if (!found || (isLocked() && key.toLowerCase() !== "t")) return;
  event.preventDefault();
  found();
});

if (choice) {
  choice.checked = !localStorage.getItem(OFF);
  choice.addEventListener("change", () => {
    if (choice.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, attempt.id);
  });
}
for (const button of document.querySelectorAll("[data-say-time]")) button.addEventListener("click", () => tell("say-time"));
