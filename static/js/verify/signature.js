/**
 * The signature of a PDF (PAdES): it covers the whole file, it holds, and it is ours.
 *
 * Every byte but the signature itself is signed, so nothing of the file's build has to be understood for that.
 */

import { algorithmOf, certificate, isRevoked, verified, wayUp } from "./certificates.js";
import { hex, lengthOf, parts, read, same } from "./der.js";
import { finding } from "./finding.js";

const SIGNED_DATA = "2a864886f70d010702";
const DATA = "2a864886f70d010701";
const SHA256 = "608648016503040201";
const CONTENT_TYPE = "2a864886f70d010903";
const MESSAGE_DIGEST = "2a864886f70d010904";
const SIGNING_CERTIFICATE = "2a864886f70d010910022f";
const RANGE = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g;
const MADE = /\/M\s*\(D(?::|\\072)(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z\)/g;
const MILLION = 1_000_000;
const LARGEST = 5 * MILLION;

/** The checks of a file in order, up to the first after which nothing can be believed; `listAt` fetches a CRL. */
export async function checkSignature(bytes, roots, listAt) {
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, LARGEST + 1));
  if (bytes.length > LARGEST)
    return [finding("Readable", false, "A certificate has far fewer than five million bytes")];
  if (!text.startsWith("%PDF-")) return [finding("Readable", false, "The file is not a PDF")];
  const found = [finding("Readable", true, "The file is a PDF")];
  const ranges = [...text.matchAll(RANGE)];
  if (ranges.length === 0) return [...found, finding("Signed", false, "The file bears no signature")];
  found.push(finding("Signed", true, "The file bears a signature"));
  const range = ranges.length === 1 ? ranges[0].slice(1).map(Number) : null;
  const signature = range && alone(bytes, range);
  if (!signature)
    return [...found, finding("Whole file", false, "Something was added to the file after it was signed")];
  found.push(finding("Whole file", true, "The signature covers the whole file"));
  return [...found, ...(await provenance(bytes, range, signature, roots, madeAt(text), listAt))];
}

/** The signature, if everything else in the file is signed: it stands alone in the gap, filled up with zeros. */
function alone(bytes, [start, before, after, length]) {
  if (start !== 0 || before <= 0 || before >= after || after + length !== bytes.length) return null;
  const gap = new TextDecoder("latin1").decode(bytes.subarray(before, after));
  if (!/^<(?:[0-9a-fA-F]{2})+>$/.test(gap)) return null;
  const content = Uint8Array.from(gap.slice(1, -1).match(/../g), (digits) => Number.parseInt(digits, 16));
  try {
    const end = lengthOf(content);
    return content.subarray(end).every((byte) => byte === 0) ? content.subarray(0, end) : null;
  } catch {
    return null;
  }
}

async function provenance(bytes, [, before, after], der, roots, at, listAt) {
  const changed = finding("Unchanged", false, "The file was changed after it was signed");
  const [mark, own] = [bytes.subarray(0, before), bytes.subarray(after)];
  let signed;
  try {
    signed = signedData(der);
    const digest = await sha256(await new Blob([mark, own]).arrayBuffer());
    if (!same(signed.digest, digest) || !(await holds(signed))) return [changed];
  } catch {
    return [changed];
  }
  const unchanged = finding("Unchanged", true, "Nothing was changed since it was signed");
  const way = at !== null ? await wayUp(roots, signed.signer, signed.others, at).catch(() => null) : null;
  const isOurs = way !== null;
  const says = isOurs ? "Its signer goes back to the issuer’s root" : "Its signer is not the issuer";
  const seal = finding("Issuer’s seal", isOurs, says);
  return isOurs ? [unchanged, seal, await inForce(way, listAt)] : [unchanged, seal];
}

/**
 * No key on the way from the signer to the root was revoked; each is looked for in the list of whom the way found above.
 *
 * A revoked key leaves the file open, as only the server can tell whether the log had this very file before; so does a
 * list that is not to be had, or a thief would have to do no more than keep it away.
 */
async function inForce(way, listAt) {
  const name = "Key in force";
  const isListed = (one, step) =>
    Promise.resolve(listAt(one.listedAt))
      .then((list) => isRevoked(one, way[step + 1], list, Date.now()))
      .catch(() => null);
  const told = await Promise.all(way.slice(0, -1).map(isListed));
  if (told.includes(true)) {
    const detail = "The key that sealed it was revoked; the server can tell whether the log had this very file before";
    return { ...finding(name, null, detail), isOpen: true };
  }
  if (told.includes(null)) {
    const detail = "No list of revoked keys that can be relied on was to be had; the server has its own";
    return { ...finding(name, null, detail), isOpen: true };
  }
  return finding(name, true, "The key has not been revoked");
}

/** What a CMS signature (RFC 5652) of one signer holds, as far as PAdES needs it. */
function signedData(der) {
  const [type, wrapped] = parts(read(der));
  if (hex(type.body) !== SIGNED_DATA) throw new RangeError("this is no signature");
  const fields = parts(parts(wrapped)[0]);
  const certificates = parts(fields.find(({ tag }) => tag === 0xa0)).map(({ whole }) => certificate(whole));
  const signers = parts(fields.at(-1));
  if (signers.length !== 1) throw new RangeError("one signer signs a certificate");
  const [, who, digestName, attributes, signatureName, signature] = parts(signers[0]);
  const [issuer, serial] = parts(who);
  const signer = certificates.find((one) => same(one.issuer, issuer.whole) && same(one.serial, serial.body));
  if (!signer || algorithmOf(digestName) !== SHA256 || attributes.tag !== 0xa0) throw new RangeError("not as we sign");
  const said = saidIn(attributes);
  return {
    signer,
    others: certificates.filter((one) => one !== signer),
    algorithm: algorithmOf(signatureName),
    signature: signature.body,
    attributes: asSet(attributes.whole),
    type: hex(said[CONTENT_TYPE].body),
    digest: said[MESSAGE_DIGEST].body,
    names: namedIn(said[SIGNING_CERTIFICATE]),
  };
}

/** Each signed attribute by its name; one that stands there twice is none. */
function saidIn(attributes) {
  const said = {};
  for (const attribute of parts(attributes)) {
    const [name, values] = parts(attribute);
    const [value, ...more] = parts(values);
    if (hex(name.body) in said || more.length > 0) throw new RangeError("an attribute is said twice");
    said[hex(name.body)] = value;
  }
  return said;
}

/** The hash of the signer's certificate that the signature names (RFC 5035), SHA-256 being the silent default. */
function namedIn(value) {
  const [first] = parts(parts(parts(value)[0])[0]);
  return first.tag === 0x04 ? first.body : new Uint8Array();
}

/** The attributes as they are signed: as a set, not under the mark they bear inside the signature. */
function asSet(whole) {
  const found = whole.slice();
  found[0] = 0x31;
  return found;
}

async function holds(signed) {
  const named = same(signed.names, await sha256(signed.signer.der));
  const { signer, algorithm, signature, attributes, type } = signed;
  return named && type === DATA && verified(signer.key, algorithm, signature, attributes);
}

async function sha256(data) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

/** When the file says it was signed; the signature covers these words too. */
function madeAt(text) {
  const found = [...text.matchAll(MADE)];
  if (found.length !== 1) return null;
  const [year, month, ...rest] = found[0].slice(1).map(Number);
  return Date.UTC(year, month - 1, ...rest);
}
