/**
 * Checks a credential here, in the browser: form, issuer, key, signature, dates and status.
 *
 * The signature is the proof over the
 * JSON (eddsa-jcs-2022); the one over the graph needs a JSON-LD processor and is left to the server.
 */

import { fromBase58 } from "./bytes.js";
import { canonical } from "./canonical.js";
import { written } from "./dates.js";
import { finding } from "./finding.js";
import { isSet } from "./status-list.js";

const CREDENTIALS = "https://www.w3.org/ns/credentials/v2";
const OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
const EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
const BADGE = {
  context: [CREDENTIALS, OPEN_BADGES, EXTENSIONS],
  type: ["VerifiableCredential", "OpenBadgeCredential"],
};
const LIST = { context: [CREDENTIALS], type: ["VerifiableCredential", "BitstringStatusListCredential"] };
const SUITES = ["eddsa-rdfc-2022", "eddsa-jcs-2022"];
const LATER = ["Key", "Signature", "Dates"];
const ED25519 = [0xed, 0x01];

/** The checks of a credential, given the issuer's document as the issuer publishes it and this moment. */
export function checkCredential(credential, issuer, now) {
  return check(credential, issuer, now, BADGE);
}

/**
 * What a status list says of the credential that has this entry. A list that cannot be relied on is no answer; one that
 * is out of date still tells of what is set in it.
 */
export async function checkStatus(entry, list, issuer, now) {
  const name = entry.statusPurpose === "suspension" ? "Suspension" : "Revocation";
  const checks = await check(list, issuer, now, LIST);
  const [dates, wrong] = [checks.pop(), checks.find((one) => one.ok !== true)];
  if (wrong) return finding(name, null, `The status list cannot be relied on: ${wrong.detail}`);
  const { encodedList, statusPurpose } = list.credentialSubject;
  if (list.id !== entry.statusListCredential || statusPurpose !== entry.statusPurpose) {
    return finding(name, null, "This is not the status list that the credential names");
  }
  const set = await isSet(encodedList, entry.statusListIndex);
  if (set === null) return finding(name, null, "The status list cannot be read");
  const made = Date.parse(list.validFrom);
  const asOf = Number.isNaN(made) ? "" : ` as of ${written(new Date(made))}`;
  if (set) return finding(name, false, `Set in the status list${asOf}`);
  if (!dates.ok) return finding(name, null, `Not set in the status list${asOf}; what happened since is not known`);
  return finding(name, true, "Not set in the status list");
}

async function check(document, issuer, now, kind) {
  const named = typeof document?.issuer === "object" ? document.issuer?.id : document?.issuer;
  const isTheirs = named === issuer.id;
  const by = finding("Issuer", isTheirs, isTheirs ? `Issued by ${issuer.id}` : "Issued by somebody else");
  if (!isOurForm(document, kind)) {
    const skip = (name) => finding(name, null, "Not looked at: the form is not ours");
    return [finding("Form", false, "It is not in the form that we issue"), by, ...LATER.map(skip)];
  }
  const key = keyOf(document.proof, issuer);
  const form = finding("Form", true, "In the form that we issue");
  return [form, by, keyFinding(document.proof, key, issuer), await signature(document, key), dates(document, now)];
}

function isOurForm(document, { context, type }) {
  const proofs = document?.proof;
  if (!same(document?.["@context"], context) || !same(document.type, type) || !Array.isArray(proofs)) return false;
  if (!same(proofs.map((proof) => proof?.cryptosuite), SUITES) || !same(proofs[1]["@context"], context)) return false;
  return proofs.every(({ type, proofPurpose }) => type === "DataIntegrityProof" && proofPurpose === "assertionMethod");
}

function same(found, wanted) {
  return Array.isArray(found) && found.length === wanted.length && found.every((one, place) => one === wanted[place]);
}

/** The 32 bytes of the key that all proofs name, if it was ever the issuer's; else null. */
function keyOf(proofs, issuer) {
  const method = proofs[0].verificationMethod;
  if (proofs.some(({ verificationMethod }) => verificationMethod !== method)) return null;
  const found = issuer.verificationMethod.find(({ id, controller }) => id === method && controller === issuer.id);
  const bytes = fromBase58(found?.publicKeyMultibase);
  if (bytes?.length !== 34 || bytes[0] !== ED25519[0] || bytes[1] !== ED25519[1]) return null;
  return bytes.slice(2);
}

/** A key for which the issuer vouches no more leaves it open: of what it signed counts what the log had before. */
function keyFinding([{ verificationMethod }], key, issuer) {
  if (key === null) return finding("Key", false, "The issuer does not vouch for this key");
  if (issuer.assertionMethod.includes(verificationMethod)) return finding("Key", true, "The issuer vouches for this key");
  const detail = "The issuer vouches for this key no more; the server can tell whether the log had this before";
  return { ...finding("Key", null, detail), isOpen: true };
}

async function signature(document, key) {
  const name = "Signature";
  if (key === null) return finding(name, null, "Not looked at: the key is not known");
  const { proof: [, { proofValue, ...options }], ...bare } = document;
  const signed = fromBase58(proofValue);
  let parts;
  try {
    parts = [options, bare].map(canonical);
  } catch {
    return finding(name, false, "It says something that cannot be signed");
  }
  let good;
  try {
    good = signed?.length === 64 && (await verified(key, signed, await digest(parts)));
  } catch {
    return finding(name, null, "Could not be checked here: this browser does not know Ed25519");
  }
  return finding(name, good, good ? "Not changed since it was signed" : "Changed since it was signed");
}

/** What is signed: the SHA-256 of the options, then that of the document. */
async function digest(parts) {
  const digests = parts.map((part) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(part)));
  return new Blob(await Promise.all(digests)).arrayBuffer();
}

async function verified(key, signed, data) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, signed, data);
}

/** A certificate is not signed before its term begins: one that seems to be tells of a clock, and decides nothing. */
function dates({ validFrom, validUntil }, now) {
  const name = "Dates";
  const [begins, ends] = [Date.parse(validFrom), Date.parse(validUntil)];
  if (Number.isNaN(begins) || Number.isNaN(ends)) return finding(name, false, "It does not say when it is valid");
  if (now < begins) {
    const detail = "By the clock of this device its term has not begun; where that is slow, the server can tell";
    return { ...finding(name, null, detail), isOpen: true };
  }
  return finding(name, now <= ends, now <= ends ? "Within its term" : "Expired");
}
