/** The one word on a file that is checked here, its checks, and what the server says of the identifier inside. */

import { checkDocument, isFalse, standing } from "./document.js";
import { finding } from "./finding.js";
import { checkFile } from "./log.js";
import { bearsMarks } from "./marks.js";

export const OPEN = "Not decided";
const FOREIGN = "No certificate of ours";
const ENDED = { "Credential: dates": "Expired", Revocation: "Revoked", "Log’s past": "Not logged" };

/** A file or a Blob; `host` knows where pdf.js lies and which words are those of an active certificate. */
export async function judged(file, host) {
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const found = await checkDocument(bytes, host.dataset, Date.now());
    if (!isFalse(found.checks)) return await live(found, bytes, host);
    return { checks: found.checks, word: (await bearsMarks(bytes)) ? "Tampered" : FOREIGN };
  } catch {
    return { word: OPEN, checks: [finding("Public keys", null, "What the issuer publishes was not to be had")] };
  }
}

async function live(found, bytes, host) {
  const told = (word, ok, detail, more = {}) => {
    const checks = [...(more.checks ?? found.checks), finding("Standing now", ok, detail)];
    return { ...found, ...more, word, checks };
  };
  if (!found.identifier) return told(OPEN, null, "Not asked: no identifier could be read");
  try {
    const held = await standing(found.identifier);
    const checks = [...found.checks, await checkFile(bytes, found.salt, held.file_commitment)];
    const detail = `The server says of its identifier: ${held.says}`;
    return told(sober(held.says, checks, host), host.isMarked(held.says, "data-good"), detail, { checks, held });
  } catch {
    return told(OPEN, null, "The server did not answer; what was found here still holds");
  }
}

/** What the server says of the identifier, unless it is active and a check made here fails or leaves it open. */
function sober(word, checks, host) {
  if (!host.isMarked(word, "data-active")) return word;
  const failed = checks.find(({ ok }) => ok === false);
  if (failed) return ENDED[failed.name];
  return checks.some(({ isOpen }) => isOpen) ? OPEN : word;
}
