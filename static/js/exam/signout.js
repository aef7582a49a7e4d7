/** Signing out: the pages and notes of exams go from this browser; what is still unsent is named first. */

import { forget } from "./leave.js";
import * as store from "./store.js";

const form = document.querySelector("main form");
const words = document.querySelector("[data-unsent]");
const unsent = await store.count("unsent");

if (words && unsent) {
  const what = unsent === 1 ? "1 answer waits" : `${unsent} answers wait`;
  words.textContent = `${what} in this browser and could not be sent yet. Go back to the exam to send what waits.`;
  words.hidden = false;
}
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  await forget().catch(() => {});
  form.submit();
});
