/** Whether an entry stands in the public log: C2SP tlog-proof, signed-note and tlog-checkpoint over an RFC 6962 tree. */

import { fromHex, toHex } from "./bytes.js";
import { written } from "./dates.js";
import { finding } from "./finding.js";
import { hash, includes } from "./tree.js";

const NAME = "Public log";
const FILE = "File in the public log";
const PROOF = /^c2sp\.org\/tlog-proof@v1\nextra (\S+)\nindex (0|[1-9]\d{0,14})\n((?:\S+\n){0,64})\n([\s\S]+)$/;
const HEAD = /^(\S+)\n(0|[1-9]\d{0,14})\n(\S+)\n/;
const LINE = /^— (\S+) (\S+)$/;
const SALT = /^[0-9a-f]{64}$/;
const PLAIN = 1;

/**
 * The check of a proof, given the log's keys as it publishes them, the bytes of the credential it is to be of, and what
 * that says: its identifier, when it was issued, and when it was signed, which is another moment where that was done again.
 */
export async function checkProof(text, keys, bytes, says) {
  const found = PROOF.exec(text);
  if (!found) return finding(NAME, false, "The proof inside is not one of this log");
  const [, extra, index, lines, note] = found;
  const [entry, salt] = new TextDecoder().decode(bytesOf(extra)).split("\n");
  const [leaf, path] = [new TextEncoder().encode(entry), lines.split("\n").slice(0, -1).map(bytesOf)];
  const head = await checkpoint(note, keys);
  if (head === null) return finding(NAME, false, "The log has not signed the checkpoint inside");
  if (head === undefined) return finding(NAME, null, "Could not be checked here: this browser does not know Ed25519");
  if (head.isAnothers) {
    const detail = "It is signed with a key that the log publishes no more";
    return { ...finding(NAME, null, detail), isOpen: true, isOld: true };
  }
  if (!(await includes(head, Number(index), leaf, path))) return finding(NAME, false, "The entry is not in the log");
  const { kind, at, subject, commitment } = JSON.parse(entry);
  const claimed = { issued: says.issuedAt, credential: says.signedAt }[kind];
  if (at !== claimed) return finding(NAME, false, "The entry is about something else");
  if (salt === undefined) {
    const detail = `Entry ${index} of ${head.size} is of that moment; whose it is this file does not show`;
    return { ...finding(NAME, null, detail), isOpen: true };
  }
  const identifier = new TextEncoder().encode(says.identifier);
  if (subject !== (await hidden(salt, identifier)) || commitment !== (await hidden(salt, bytes))) {
    return finding(NAME, false, "The entry is about something else");
  }
  return { ...finding(NAME, true, `Entry ${index} of ${head.size} in ${head.origin}, entered for ${written(new Date(at))}`), head };
}

/** The salt in the proof that a file carries; undefined where there is none. */
export function saltIn(text) {
  const [, extra] = PROOF.exec(text) ?? [];
  return new TextDecoder().decode(bytesOf(extra ?? "")).split("\n")[1];
}

/**
 * The check that a file is, to the byte, the one of which the log was told last. Both a page that our key signed and
 * that was never entered and a file that another has replaced bear a good signature: only this tells them apart.
 *
 * The salt may be whatever the file says, as no other makes the same hash with other bytes.
 */
export async function checkFile(bytes, salt, commitment) {
  const told = (ok, detail) => ({ ...finding(FILE, ok, detail), isOpen: !ok });
  if (!commitment) return told(null, "The server names no file of it that the log holds now");
  if (salt === undefined) return told(null, "Could not be compared: the file does not carry its salt");
  if ((await hidden(salt, bytes)) === commitment) return told(true, "It is the file the log was told of, to the byte");
  return told(null, "It is not the file that the log was told of last; the server can tell whether it was before");
}

/** What the log holds instead of something said: the hash of a salt and it, null where the salt is none. */
async function hidden(salt, said) {
  return SALT.test(salt) ? toHex(await hash(fromHex(salt), said)) : null;
}

/**
 * The head of the tree in a note: null when the log did not sign it, undefined where that cannot be told, and marked
 * where the key that is to have signed it is not among those the log publishes: they may be lost, every one of them.
 */
export async function checkpoint(note, keys) {
  const end = note.lastIndexOf("\n\n") + 1;
  const [text, signatures] = [
    note.slice(0, end),
    note
      .slice(end + 1)
      .split("\n")
      .slice(0, -1),
  ];
  const head = HEAD.exec(text);
  if (!head) return null;
  const [, origin, size, root] = head;
  const known = keysOf(keys);
  if (!known.length) return { isAnothers: true };
  const own = known.filter(({ name }) => name === origin);
  let key;
  try {
    key = await signedBy(own, origin, signatures, new TextEncoder().encode(text));
  } catch {
    return undefined;
  }
  if (key === undefined) return { isAnothers: true };
  return key && { origin, size: Number(size), root: bytesOf(root), key };
}

/** The keys that are published, each with the name of its log and the four bytes by which signatures call it. */
function keysOf(published) {
  return published
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [name, id, ...rest] = line.split("+");
      const key = bytesOf(rest.join("+"));
      return key[0] === PLAIN && key.length === 33 ? [{ name, id, key: key.subarray(1) }] : [];
    });
}

/** The id of a key that signed it, null when none of these did; undefined when it names another key of this log. */
async function signedBy(keys, origin, lines, text) {
  let isAnothers = false;
  for (const line of lines) {
    const [, name, value] = LINE.exec(line) ?? [];
    const signature = bytesOf(value ?? "");
    const id = toHex(signature.subarray(0, 4));
    if (name !== origin || signature.length !== 68) continue;
    const known = keys.find((one) => one.id === id);
    isAnothers ||= !known && keys.length > 0;
    if (!known) continue;
    const key = await crypto.subtle.importKey("raw", known.key, { name: "Ed25519" }, false, ["verify"]);
    if (await crypto.subtle.verify("Ed25519", key, signature.subarray(4), text)) return id;
  }
  return isAnothers ? undefined : null;
}

/** The bytes of standard base64; none where it is something else. */
function bytesOf(text) {
  try {
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
