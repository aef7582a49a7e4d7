/** What is stored at each position, as far as this browser knows: told by the page, by answers of the server, by the store. */

import { attempt, hear } from "./attempt.js";
import * as store from "./store.js";

const page = document.querySelector("[data-known]");
const known = new Map();

function learn(position, entry) {
  if (entry.revision >= (known.get(position)?.revision ?? 0)) known.set(position, entry);
}

/** What is stored at a position: {answer, flagged, revision, saved_at}, or undefined when nothing is. */
export function at(position) {
  return known.get(position);
}

/** Learn what earlier pages of this browser were told. */
export async function recall() {
  for (const { position, ...entry } of await store.all("saved", attempt.id)) learn(position, entry);
}

for (const [position, entry] of Object.entries(JSON.parse(page?.dataset.known ?? "{}"))) learn(Number(position), entry);
hear("saved", ({ position, ...entry }) => learn(position, entry));
