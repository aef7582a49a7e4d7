/** Serves the pages of the running attempt when the network is gone. Served as /attempts/worker.js. */

const PAGES = "exam-pages";
const PARTS = "exam-parts";
const FALLBACK = "/attempts/offline";
const PICTURES = "/media/";
const PATIENCE = 8_000;
const PAGE = /^\/attempts\/[0-9a-f-]{36}(\/review)?$/;
const POSITION = /data-position="(\d+)"/;
const LINKED = /(?:href|src)="(\/static\/[^"#]+)"/g;

self.addEventListener("install", (event) => event.waitUntil(prepare().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/** The page for what was never opened, with all it needs. */
async function prepare() {
  const [pages, parts] = await Promise.all([caches.open(PARTS), caches.open(PARTS)]);
  const page = await fetch(FALLBACK, { cache: "reload" });
  const linked = [...(await page.clone().text()).matchAll(LINKED)].map((found) => found[1]);
  await Promise.all([pages.put(FALLBACK, page), parts.addAll(linked), parts.add("/static/img/icons.svg")]);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && PAGE.test(url.pathname)) event.respondWith(page(event, url));
  else if (url.pathname.startsWith(PICTURES)) event.respondWith(picture(event));
  else if (url.pathname.startsWith("/static/")) event.respondWith(part(event, url));
});

/** The network first; without it what was kept of this question, else of this attempt, else words that say so. */
async function page(event, url) {
  try {
    const answer = await soon(fetch(event.request));
    if (answer.status >= 500) return (await kept(url)) ?? answer;
    event.waitUntil(keep(url, answer.clone()));
    return answer;
  } catch {
    return (await kept(url)) ?? (await caches.match(FALLBACK, { cacheName: PARTS })) ?? Response.error();
  }
}

/** A picture never changes under its address: what was kept with the questions is right. */
async function picture(event) {
  return (await caches.match(event.request, { cacheName: PAGES, ignoreVary: true })) ?? fetch(event.request);
}

function soon(answer) {
  return Promise.race([answer, new Promise((_, fail) => setTimeout(() => fail(new Error("too slow")), PATIENCE))]);
}

/** The page itself, or the last one of its attempt where that has all questions by it and can turn to the right one. */
async function kept(url) {
  const found = await caches.match(url.pathname + url.search, { cacheName: PAGES });
  if (found || !url.searchParams.has("q")) return found;
  const paper = await caches.match(`${url.pathname}/questions`, { cacheName: PAGES, ignoreSearch: true });
  return paper && caches.match(url.pathname, { cacheName: PAGES });
}

/** Keep a page under its address and as the last one of its attempt; forget other attempts, and one that has ended. */
async function keep(url, answer) {
  const pages = await caches.open(PAGES);
  const own = url.pathname.replace(/\/review$/, "");
  const isRunning = answer.ok && !answer.redirected && answer.type === "basic";
  for (const request of await pages.keys()) {
    const { pathname } = new URL(request.url);
    const stays = pathname.startsWith(own) || pathname.startsWith(PICTURES);
    if (!isRunning || !stays) await pages.delete(request);
  }
  if (!isRunning) return;
  await pages.put(url.pathname + url.search, answer.clone());
  if (url.pathname !== own) return;
  const position = POSITION.exec(await answer.clone().text())?.[1];
  if (position) await pages.put(`${own}?q=${position}`, answer.clone());
  await pages.put(own, answer);
}

/** An address with a mark never changes: once kept it is right. Any other is asked for again while there is a network. */
async function part(event, url) {
  const found = await caches.match(event.request, { cacheName: PARTS });
  const isMarked = url.pathname.startsWith("/static/v-");
  if (found && isMarked) return found;
  try {
    const answer = await fetch(event.request);
    if (answer.ok) {
      const copy = answer.clone();
      event.waitUntil(caches.open(PARTS).then((parts) => parts.put(event.request, copy)));
    }
    return answer;
  } catch (error) {
    if (found) return found;
    throw error;
  }
}
