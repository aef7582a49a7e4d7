/**
 * Checks a certificate's file here, in the browser: the signature, what is inside, the log and the status list.
 *
 * The file never leaves. What is asked for over the network is public: the issuer's keys and lists, and those hashes of
 * the log that lie between the file's checkpoint and today's; and at the very end, by its identifier alone, how the
 * certificate stands now and what the log holds of its present file. Where a key of the log was lost since, its present
 * proof of that identifier is asked for too.
 */

import { fromPem } from "./certificates.js";
import { finding } from "./finding.js";
import { attachments } from "./inside.js";
import { checkProof, saltIn } from "./log.js";
import { PAST, checkPast } from "./memory.js";
import { checkCredential, checkStatus } from "./proof.js";
import { checkSignature } from "./signature.js";

const IDENTIFIER = /\/v\/([0-9A-HJKMNP-TV-Z]{27})$/;
const INSIDE = "Files inside";
const LIST = /^\/status\/\d+$/;
const ENDS = new Set(["Credential: dates", "Revocation", PAST]); // what does not make its file a false one

/** Every check of a file, and the credential it carries if it is to be believed. */
export async function checkDocument(bytes, sources, now) {
  const checks = await checkSignature(bytes, fromPem(await published("/pki/root.pem")), bytesAt);
  if (isFalse(checks)) return { checks };
  const files = await attachments(bytes, sources).catch(() => null);
  if (files === null) {
    return { checks: [...checks, finding(INSIDE, null, "This browser could not read what is inside the file")] };
  }
  const credential = parsed(files["credential.json"]);
  if (!credential || !files["credential.tlog-proof"]) {
    return { checks: [...checks, finding(INSIDE, false, "It carries no credential, or no proof from the log")] };
  }
  checks.push(finding(INSIDE, true, "It carries its credential and a proof from the log"));
  checks.push(...(await checkInside(files, credential, now)));
  return { checks, credential, identifier: identifierOf(credential), salt: saltIn(proofIn(files)) };
}

function proofIn(files) {
  return new TextDecoder().decode(files["credential.tlog-proof"]);
}

function identifierOf(credential) {
  return IDENTIFIER.exec(credential.id)?.[1];
}

/** The checks of the credential and of the proof that a file carries, with what the issuer publishes. */
async function checkInside(files, credential, now) {
  const [issuer, keys] = [JSON.parse(await published("/.well-known/did.json")), await published("/log/key")];
  const made = await checkCredential(credential, issuer, now);
  const [issuedAt, signedAt] = [credential.validFrom, credential.proof?.[0]?.created];
  const says = { identifier: identifierOf(credential), issuedAt, signedAt };
  return [
    ...made.map((check) => ({ ...check, name: `Credential: ${check.name.toLowerCase()}` })),
    ...(await checkLog(files, keys, says)),
    await statusOf(credential, issuer, now),
  ];
}

/** The check of the proof, and, once it holds, of what became of the log since. */
async function checkLog(files, keys, says) {
  const found = await logged(files, keys, says);
  if (!found.head) return [found];
  try {
    const note = await (await fetched("/log/checkpoint", { cache: "no-store" })).text();
    return [found, await checkPast(found.head, note, keys, (path) => bytesAt(`/log/tile/${path}`))];
  } catch {
    return [found, finding(PAST, null, "The log as it is now was not to be had")];
  }
}

/** The check of the proof inside; or of the log's present one, where that inside bears a key of which the log lets go. */
async function logged(files, keys, says) {
  const check = (proof) => checkProof(proof, keys, files["credential.json"], says);
  const inside = await check(proofIn(files));
  if (!inside.isOld || !says.identifier) return inside;
  const present = await published(`/log/proof/${says.identifier}`).then(check).catch(() => inside);
  return present.ok ? { ...present, detail: `${present.detail}, by a proof fetched just now` } : inside;
}

/** Whether a check says that the file is not what the issuer made. */
export function isFalse(checks) {
  return checks.some(({ name, ok }) => ok === false && !ENDS.has(name));
}

/** How the certificate stands now, as the server says of its identifier; the same check for every file. */
export async function standing(identifier) {
  const answer = await fetch(`/api/v1/verify/${identifier}`, { headers: { Accept: "application/json" } });
  if (answer.status === 404) return { says: "Unknown" };
  if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
  return answer.json();
}

async function statusOf(credential, issuer, now) {
  const entry = credential.credentialStatus;
  const path = URL.canParse(entry?.statusListCredential) ? new URL(entry.statusListCredential).pathname : "";
  if (!LIST.test(path)) return finding("Revocation", null, "It names no status list of ours");
  try {
    return await checkStatus(entry, JSON.parse(await published(path)), issuer, now);
  } catch {
    return finding("Revocation", null, "The status list was not to be had");
  }
}

function parsed(bytes) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

/** Something the issuer publishes at this very site. */
async function published(path) {
  return (await fetched(path)).text();
}

async function bytesAt(path) {
  return new Uint8Array(await (await fetched(path)).arrayBuffer());
}

/** The answer of this very site; throws where there is none. */
export async function fetched(path, options) {
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(`${path} was not to be had`);
  return answer;
}
