/**
 * Whether a file bears marks of a certificate of ours, true or false: without any, nobody can have tampered with one.
 *
 * It is only read, within bounds, and never believed. The server looks in the same way (`certificates/marks.py`).
 */

const LARGEST = 5_000_000;
const MOST_STREAMS = 16;
const LARGEST_STREAM = 1024 * 1024;
const HEAD = 400; // how many bytes after its name the dictionary of a stream may go on
const MARKS = [
  /\(credential\.(?:json|tlog-proof)\)/, // the files inside
  /[(>\xff]Certificate (?:[0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{2}: /, // the title
  /2f706b692f6361(?:2d(?:3\d)+)?2e63726c/i, // in the digits of a signature, the address of our list of revoked keys
];
const OBJECTS = /\/(?:ObjStm|Metadata)\b/g;
const DIGITS = /<feff([0-9a-f]*)>/gi;

/** Whether a file has our files inside, our title or a signature below our authority. */
export async function bearsMarks(bytes) {
  const file = bytes.subarray(0, LARGEST);
  const text = textOf(file);
  if (isMarked(text)) return true;
  for (const packed of streams(file, text)) {
    if (isMarked(textOf(await inflated(packed)))) return true;
  }
  return false;
}

function isMarked(part) {
  const wide = Array.from(part.matchAll(DIGITS), ([, digits]) => `(${lettersOf(digits)})`).join("");
  return [part, part.replaceAll("\0", ""), wide].some((text) => MARKS.some((mark) => mark.test(text)));
}

/** One letter for each byte. */
function textOf(bytes) {
  return new TextDecoder("latin1").decode(bytes);
}

function lettersOf(digits) {
  const letters = (digits.match(/../g) ?? []).map((pair) => String.fromCharCode(Number.parseInt(pair, 16)));
  return letters.join("").replaceAll("\0", "");
}

/** The streams of objects and of metadata, still packed. */
function* streams(file, text) {
  let [found, left] = [0, 0];
  for (const name of text.matchAll(OBJECTS)) {
    const after = name.index + name[0].length;
    if (after < left || found >= MOST_STREAMS) continue;
    const begins = text.slice(after, after + HEAD).indexOf("stream");
    if (begins < 0) continue;
    found += 1;
    left = after + begins + "stream".length;
    const ends = text.indexOf("endstream", left);
    const line = /^\r?\n?/.exec(text.slice(left, left + 2))[0].length;
    yield file.subarray(left + line, ends < 0 ? file.length : ends);
  }
}

/** What was packed, up to a bound and as far as it can be unpacked. */
async function inflated(packed) {
  const [parts, format] = [[], new DecompressionStream("deflate")];
  let length = 0;
  try {
    const reader = new Blob([packed]).stream().pipeThrough(format).getReader();
    for (let next = await reader.read(); !next.done && length < LARGEST_STREAM; next = await reader.read()) {
      parts.push(next.value);
      length += next.value.length;
    }
    await reader.cancel();
  } catch {
    // what follows the packed bytes is no part of them, and damage ends them early
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
