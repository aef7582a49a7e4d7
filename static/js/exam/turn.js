/** Going from question to question: within the page where the paper is here, else by loading the other one. */

import { attempt } from "./attempt.js";
import * as outbox from "./outbox.js";
import { connection } from "./wire.js";

const A_MOMENT = 800; // that leaving the page waits for an answer on its way
const MOVES = { next: 1, previous: -1 };

/** The question the address asks for, or null. */
export function asked() {
  return Number(new URLSearchParams(location.search).get("q")) || null;
}

/** Where a button leads: a position, or null for the review, which is the last question's Next. */
export function goal(go) {
  const wanted = Number(go) || attempt.position + MOVES[go];
  return wanted >= 1 && wanted <= attempt.of ? wanted : null;
}

/** Load another page of the attempt. A connection that answers at once spares sending an answer twice. */
export async function leave(position) {
  const moment = new Promise((done) => setTimeout(done, A_MOMENT));
  if (connection() === "online") await Promise.race([outbox.drain(), moment]);
  sessionStorage.setItem("exam-moved", "yes");
  location.assign(position === null ? attempt.urls.review : attempt.urls.at(position));
}

/** Put a question into the page in the place of the one that stands there. */
export function turn(position, { content, task }) {
  const form = document.querySelector("form.item");
  form.querySelector("[data-asked]").replaceChildren(content);
  form.querySelector("[data-task]").textContent = task;
  form.action = form.action.replace(/\d+$/, position);
  for (const banner of form.querySelectorAll("[data-once]")) banner.remove();
  for (const number of document.querySelectorAll("[data-number]")) number.textContent = position;
  document.title = document.title.replace(/^Question \d+/, `Question ${position}`);
  document.querySelector(".exam-foot [value=previous]").disabled = position === 1;
  document.querySelector("[data-next]").textContent = position < attempt.of ? "Next" : "To the review";
  attempt.position = position;
}

/** As a page that was just opened: from its top, with the question's heading in focus. */
export function arrive() {
  scrollTo({ top: 0, behavior: "instant" });
  document.querySelector("#q-h").focus({ preventScroll: true });
}
