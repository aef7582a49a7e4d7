/** Forgets what this browser kept of exams, once they are handed in or their candidate signs out. */

import * as store from "./store.js";

const PREFIXES = ["exam-note:", "exam-seen:", "exam-struck:", "exam-said:", "exam-left:", "exam-signals:"];

function sweep(storage, mark) {
  for (const key of Object.keys(storage)) {
    if (PREFIXES.some((prefix) => key.startsWith(prefix + mark))) storage.removeItem(key);
  }
}

/** Forget pages, notes and confirmed answers: of one attempt, or of all. What was never stored stays: it is nowhere else. */
export async function forget(attempt = "") {
  sweep(localStorage, attempt);
  sweep(sessionStorage, attempt);
  await store.forget("saved", attempt);
  if (globalThis.caches) await caches.delete("exam-pages");
}
