/** The file for the worst day: every answer this browser knows of, sent or not, for the candidate to keep. */

import * as store from "./store.js";

/** Let the browser download everything kept here of an attempt. */
export async function save(attempt) {
  const [unsent, late, saved] = await Promise.all(["unsent", "late", "saved"].map((name) => store.all(name, attempt.id)));
  const plain = ({ position, answer, flagged, revision, at, saved_at }) => ({ position, answer, flagged, revision, at, saved_at });
  const file = {
    what: "Answers kept in this browser. The answers are ids as this paper shows them; the server can read them.",
    exam: attempt.title,
    attempt: attempt.id,
    candidate: attempt.person,
    made_at: new Date().toISOString(),
    not_sent: unsent.map(plain),
    too_late: late.map(plain),
    saved: saved.map(plain),
  };
  const url = URL.createObjectURL(new Blob([JSON.stringify(file, null, 2)], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: `answers-${attempt.id}.json` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
