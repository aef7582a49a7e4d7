/**
 * What this browser remembers of the public log: the largest checkpoint it saw under each key of the log.
 *
 * Whoever shows one list to some and another to others is found out here: the log as it is now has to begin with what a
 * file rests on, and with what was remembered. What does not fit is kept, for it is the proof.
 */

import { finding } from "./finding.js";
import { checkpoint } from "./log.js";
import { begins } from "./tree.js";

export const PAST = "Log’s past";
const KEPT = "public-log ";

/** The check that the log as it is now, a note, continues the head in a file and all that is remembered. */
export async function checkPast(inside, note, keys, read) {
  const now = await checkpoint(note, keys);
  if (!now?.root) return finding(PAST, null, "Could not be compared: the log’s present checkpoint cannot be relied on");
  if (!(await begins(inside, now, read))) {
    return finding(PAST, false, `The log of ${now.size} entries does not begin with the ${inside.size} that this file rests on`);
  }
  const kept = await remembered(now.origin, keys);
  for (const one of kept) {
    if (!(await begins(one, now, read))) {
      const says = `The log of ${now.size} entries does not begin with the ${one.size} that this browser saw before`;
      return finding(PAST, false, `${says}. Keep this browser’s data: they prove it`);
    }
  }
  remember(now, note);
  const before = kept.length ? ", and with those that this browser saw before" : "";
  return finding(PAST, true, `Its ${now.size} entries begin with the ${inside.size} that this file rests on${before}`);
}

/** The heads seen before, but for those under a key that the log publishes no more. */
async function remembered(origin, keys) {
  try {
    const places = Object.keys(localStorage).filter((place) => place.startsWith(`${KEPT}${origin}+`));
    const heads = await Promise.all(places.map((place) => checkpoint(localStorage[place], keys)));
    return heads.filter((one) => one?.root);
  } catch {
    return []; // a browser that remembers nothing
  }
}

function remember(head, note) {
  try {
    localStorage[`${KEPT}${head.origin}+${head.key}`] = note;
  } catch {
    // a browser that remembers nothing
  }
}
