/** One window writes: the newest. An older one turns read-only, says so, and can be taken into use again. */

import { attempt, hear } from "./attempt.js";
import { lock } from "./lock.js";
import * as outbox from "./outbox.js";
import { call } from "./wire.js";
import { me, renamed, windows } from "./writer.js";

const page = Math.random(); // this page, whatever it is called
let isMine = false;
let isClaiming = false;

/** Make this window the one that writes; offline it waits until somebody answers. */
async function claim() {
  isClaiming = true;
  windows.postMessage({ says: "here", page, writer: me.name });
  const answer = await call("POST", attempt.urls.window, { writer: me.name });
  isClaiming = !answer;
  isMine = Boolean(answer?.ok);
  return isMine;
}

/** Another window writes now. What this one left unsent still goes out. */
function giveWay() {
  isMine = false;
  lock("window");
  outbox.drain();
}

windows.addEventListener("message", ({ data }) => {
  if (data.says === "twin" && data.to === page) {
    renamed(); // our tab was duplicated, and its name with it
    claim();
  } else if (data.says === "here") {
    if (data.writer === me.name) windows.postMessage({ says: "twin", to: data.page });
    giveWay();
  } else if (data.says === "signed in") {
    outbox.drain();
  }
});

hear("clock", ({ window: writes }) => isMine && !isClaiming && writes && writes !== me.name && giveWay());
hear("connection", ({ state }) => state === "online" && isClaiming && claim());

document.querySelector("[data-use-window]")?.addEventListener("click", async () => {
  if (await claim()) location.reload(); // the newest answers, from the server
});

if (attempt.window === me.name) {
  isMine = true;
  windows.postMessage({ says: "here", page, writer: me.name });
} else {
  claim();
}

