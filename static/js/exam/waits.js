/** Without a connection, on a question that was never opened: what waits, what can be opened, and going on by itself. */

import * as store from "./store.js";

const EVERY = 5_000;
let isLeaving = false;
const attempt = location.pathname.split("/")[2];

async function show() {
  const unsent = await store.all("unsent", attempt);
  const title = document.querySelector("[data-waiting]");
  if (unsent.length) title.textContent = unsent.length === 1 ? "1 answer waits here" : `${unsent.length} answers wait here`;

  const pages = await caches.open("exam-pages");
  const kept = (await pages.keys()).map((request) => new URL(request.url));
  const asked = kept.filter((url) => url.pathname.endsWith(attempt) && url.searchParams.has("q"));
  const places = [...new Set(asked.map((url) => Number(url.searchParams.get("q"))))].sort((a, b) => a - b);
  document.querySelector("[data-list]").append(
    ...places.map((place) => {
      const link = Object.assign(document.createElement("a"), { href: `/attempts/${attempt}?q=${place}` });
      Object.assign(link, { className: "button button--small", textContent: `Question ${place}` });
      const line = document.createElement("li");
      line.append(link);
      return line;
    }),
  );
  document.querySelector("[data-kept]").hidden = places.length === 0;
}

/** Look again, unless a question was chosen meanwhile: that one is on its way. */
function again() {
  if (!isLeaving) location.reload();
}

show();
document.querySelector("[data-list]").addEventListener("click", () => {
  isLeaving = true;
  setTimeout(() => (isLeaving = false), EVERY);
});
document.querySelector("[data-again]").addEventListener("click", () => location.reload());
addEventListener("online", again);
setInterval(async () => {
  const answer = await fetch(`/attempts/${attempt}/clock`).catch(() => null);
  if (answer) again();
}, EVERY);
