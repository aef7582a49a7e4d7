/** Reads DER, as signatures and certificates are written in it. Anything it cannot read throws. */

/** The one value at the beginning of `bytes`: its tag, what it holds, and all of it. */
export function read(bytes) {
  const found = next(bytes, 0);
  if (found.end !== bytes.length) throw new RangeError("something follows the value");
  return found;
}

/** The values inside one that is put together of others. */
export function parts(value) {
  if (!(value.tag & 0x20)) throw new RangeError("there is nothing inside");
  const found = [];
  for (let at = 0; at < value.body.length; at = found.at(-1).end) found.push(next(value.body, at));
  return found;
}

/** The length of the first value in `bytes`, its head included. */
export function lengthOf(bytes) {
  return next(bytes, 0).end;
}

/** An object identifier as hexadecimal digits: enough to tell one from another. */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether two byte strings are the same. */
export function same(one, other) {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

/** A moment of a certificate: UTCTime (until 2049) or GeneralizedTime, in seconds and in UTC. */
export function moment({ tag, body }) {
  const text = new TextDecoder().decode(body);
  const found = /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!found || (tag === 0x17) !== (found[1].length === 2)) throw new RangeError("this is no moment");
  const [year, month, ...rest] = found.slice(1).map(Number);
  const century = tag === 0x17 ? (year < 50 ? 2000 : 1900) : 0;
  return Date.UTC(century + year, month - 1, ...rest);
}

function next(bytes, start) {
  const [tag, first] = bytes.subarray(start, start + 2);
  if (first === undefined || (tag & 0x1f) === 0x1f) throw new RangeError("a value begins that does not end");
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || more > 3) throw new RangeError("the length is not written as DER writes it");
  let length = more ? 0 : first;
  for (const byte of bytes.subarray(start + 2, start + 2 + more)) length = length * 256 + byte;
  const body = start + 2 + more;
  if (body + length > bytes.length) throw new RangeError("a value is longer than what holds it");
  return {
    tag,
    body: bytes.subarray(body, body + length),
    whole: bytes.subarray(start, body + length),
    end: body + length,
  };
}
