/** Narrows the list while the filters are being changed; the address follows, so that it can be kept and sent. */

import { say } from "./say.js";

const PAUSE = 250; // milliseconds after the last key
const form = document.querySelector("[data-filters]");
const results = document.querySelector("[data-results]");
const save = document.querySelector("[data-save-view]");
let waiting = 0;
let asked = null;

function wish() {
  const said = [...new FormData(form)].filter(([name, value]) => value.trim() && !(name === "order" && value === "code"));
  return new URLSearchParams(said).toString();
}

async function narrow() {
  clearTimeout(waiting);
  asked?.abort();
  const query = wish();
  const own = (asked = new AbortController());
  const address = query ? `${form.action}?${query}` : form.action;
  try {
    const answer = await fetch(address, { headers: { "X-Part": "results" }, signal: own.signal, redirect: "error" });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (own.signal.aborted) return;
    results.replaceChildren(...page.body.childNodes);
  } catch {
    if (!own.signal.aborted) say("The list could not be narrowed just now. Press Filter to try again.");
    return;
  }
  history.replaceState(null, "", address);
  if (save) save.href = `${save.pathname}?${query}`;
  say(results.querySelector("[data-count]").dataset.count);
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(narrow, PAUSE);
}

form.addEventListener("input", soon);
form.addEventListener("submit", (event) => {
  if (!asked && !waiting) return; // nothing was changed here: the browser's own way will do
  event.preventDefault();
  narrow();
});
