/** X.509 certificates (RFC 5280): read, and followed from a signer up to the root. ECDSA over P-256 alone. */

import { hex, moment, parts, read, same } from "./der.js";

const ECDSA_SHA256 = "2a8648ce3d040302";
const BASIC_CONSTRAINTS = "551d13";
const P256 = { name: "ECDSA", namedCurve: "P-256" };
const DEPTH = 4;
const LISTED_AT = /https?:\/\/[^/\s]+(\/pki\/[\w.-]+\.crl)/;

/** A certificate in DER. */
export function certificate(der) {
  const [signed, algorithm, signature] = parts(read(der));
  const fields = parts(signed);
  if (fields[0].tag !== 0xa0) throw new RangeError("this is no certificate of version 3");
  const [, serial, , issuer, validity, subject, key] = fields;
  const [begins, ends] = parts(validity).map(moment);
  return {
    listedAt: LISTED_AT.exec(new TextDecoder("latin1").decode(der))?.[1] ?? null,
    der,
    signed: signed.whole,
    algorithm: algorithmOf(algorithm),
    signature: bits(signature),
    serial: serial.body,
    issuer: issuer.whole,
    subject: subject.whole,
    key: key.whole,
    begins,
    ends,
    mayIssue: mayIssue(fields),
  };
}

/** The certificates in PEM. */
export function fromPem(text) {
  const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g);
  return Array.from(blocks, ([, block]) =>
    certificate(Uint8Array.from(atob(block.replace(/\s/g, "")), (c) => c.charCodeAt(0)))
  );
}

/** The way from a signer through the others to one of the roots, each in its term at that moment; null if none does. */
export async function wayUp(roots, signer, others, at) {
  const way = [signer];
  let here = signer;
  for (let step = 0; step < DEPTH; step += 1) {
    if (at < here.begins || at > here.ends) return null;
    const above = [...roots, ...others].find((one) => one.mayIssue && same(one.subject, here.issuer));
    if (!above || !(await verified(above.key, here.algorithm, here.signature, here.signed))) return null;
    way.push(above);
    if (roots.includes(above)) return at >= above.begins && at <= above.ends ? way : null;
    here = above;
  }
  return null;
}

/**
 * Whether a list of revoked certificates (RFC 5280, 5) names this one; null when it is old, or not of that very issuer,
 * whose name others may bear.
 */
export async function isRevoked(one, by, list, now) {
  const [signed, algorithm, signature] = parts(read(list));
  const fields = parts(signed);
  const [, , issuer, begins, ends, ...more] = fields;
  if (!same(issuer.whole, one.issuer) || now < moment(begins) || now > moment(ends)) return null;
  if (!(await verified(by.key, algorithmOf(algorithm), bits(signature), signed.whole))) return null;
  const entries = more[0]?.tag === 0x30 ? parts(more[0]) : [];
  return entries.some((entry) => same(parts(entry)[0].body, one.serial));
}

/** Whether a signature in DER over `data` is of this key. */
export async function verified(key, algorithm, signature, data) {
  if (algorithm !== ECDSA_SHA256) return false;
  const known = await crypto.subtle.importKey("spki", key, P256, false, ["verify"]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, known, plain(signature), data);
}

/** The identifier of an AlgorithmIdentifier. */
export function algorithmOf(value) {
  return hex(parts(value)[0].body);
}

function bits(value) {
  if (value.tag !== 0x03 || value.body[0] !== 0) throw new RangeError("these are no whole bytes");
  return value.body.subarray(1);
}

function mayIssue(fields) {
  const extensions = fields.find(({ tag }) => tag === 0xa3);
  if (!extensions) return false;
  for (const extension of parts(parts(extensions)[0])) {
    const [name, ...rest] = parts(extension);
    if (hex(name.body) !== BASIC_CONSTRAINTS) continue;
    const [first] = parts(read(rest.at(-1).body));
    return first?.tag === 0x01 && first.body[0] === 0xff;
  }
  return false;
}

/** The two numbers of a signature as WebCrypto takes them: 32 bytes each. */
function plain(der) {
  const found = new Uint8Array(64);
  parts(read(der)).forEach(({ tag, body }, place) => {
    const number = body[0] === 0 ? body.subarray(1) : body;
    if (tag !== 0x02 || place > 1 || number.length > 32) throw new RangeError("this is no signature");
    found.set(number, 32 * place + 32 - number.length);
  });
  return found;
}
