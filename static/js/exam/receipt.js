/** After the end: whatever still waits is sent once more, what was refused can be taken away, and the rest is forgotten. */

import { attempt, hear, many } from "./attempt.js";
import { save } from "./export.js";
import { forget } from "./leave.js";
import { drained } from "./outbox.js";

const banner = document.querySelector("[data-late]");

hear("queue", ({ late }) => {
  banner.hidden = late.length === 0;
  const words = `${many(late.length, "answer was", "answers were")} not stored`;
  banner.querySelector("[data-late-title]").textContent = words;
});
banner.querySelector("[data-late-save]").addEventListener("click", () => save(attempt));
await drained();
await forget(attempt.id);
