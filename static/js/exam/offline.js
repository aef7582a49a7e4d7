/** Keeps the pages of the running attempt for when the network is gone; static/js/exam/worker.js serves them. */

import { attempt, hear } from "./attempt.js";

const PAGES = "exam-pages";
const PARTS = "exam-parts";

/** The first page came before the worker did: put it and its parts by. Later ones the worker keeps as they pass. */
async function keep() {
  const [pages, parts] = await Promise.all([caches.open(PAGES), caches.open(PARTS)]);
  const used = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const own = used.filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"));
  const names = [location.pathname, attempt.urls.at(attempt.position)];
  const page = await fetch(attempt.urls.at(attempt.position));
  if (page.ok && !page.redirected) await Promise.all(names.map((name) => pages.put(name, page.clone())));
  await Promise.all(own.map((url) => parts.add(url).catch(() => {})));
}

async function begin() {
  if (!("serviceWorker" in navigator)) return; // plain HTTP: the queue still keeps every answer
  const isNew = !navigator.serviceWorker.controller;
  await navigator.serviceWorker.register("/attempts/worker.js", { updateViaCache: "none" });
  await navigator.serviceWorker.ready;
  if (isNew && attempt.position) await keep();
  document.documentElement.dataset.offline = "ready";
}

begin().catch(() => {}); // a browser that refuses keeps working online
hear("clock", ({ state }) => state !== "running" && caches?.delete(PAGES));
