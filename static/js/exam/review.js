/** The review tells what is stored: what still waits is named first, and handing in waits for it. */

import { attempt, hear, many, sign } from "./attempt.js";
import { isLocked } from "./lock.js";
import * as outbox from "./outbox.js";
import { seen } from "./seen.js";

const PATIENCE = 5_000;
const banner = document.querySelector("[data-waits]");
let waited = false;

function watch() {
  hear("queue", ({ unsent }) => {
    if (waited && unsent.length === 0) return location.reload(); // the table says it now
    waited ||= unsent.length > 0;
    banner.hidden = unsent.length === 0;
    if (banner.hidden) return;
    const numbers = unsent.map((record) => record.position).join(", ");
    banner.querySelector("[data-waits-title]").textContent = `${many(unsent.length, "answer waits", "answers wait")} here`;
    banner.querySelector("[data-waits-more]").textContent =
      `Not stored yet, so not in this list: ${unsent.length === 1 ? "question" : "questions"} ${numbers}. ` +
      "You can hand in as soon as the server has them.";
  });

  /** Hand in only what is complete: nothing given may wait here while the exam closes. */
  document.querySelector("[data-hand-in]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isLocked()) return;
    const form = event.target;
    await Promise.race([outbox.drain(), new Promise((done) => setTimeout(done, PATIENCE))]);
    if ((await outbox.report()).length > 0) return banner.focus();
    sessionStorage.setItem(`exam-left:${attempt.id}`, "0");
    form.submit();
  });
}

for (const cell of document.querySelectorAll("[data-unseen]")) {
  if (seen().has(Number(cell.dataset.unseen))) cell.querySelector(".state").replaceChildren(sign("open"), "Unanswered");
}
if (banner) watch(); // only the review has it
