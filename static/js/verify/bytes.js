/** Bytes from the texts that proofs, keys and status lists are written in. A text that is none gives null. */

const DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const LONGEST = 200; // base58 takes time by the square of its length; a signature has 88 digits

/** Multibase base58btc: `z` and the digits. */
export function fromBase58(text) {
  if (typeof text !== "string" || !text.startsWith("z") || text.length > LONGEST) return null;
  const bytes = [];
  for (const digit of text.slice(1)) {
    let carry = DIGITS.indexOf(digit);
    if (carry < 0) return null;
    for (let place = 0; place < bytes.length; place += 1) {
      carry += bytes[place] * 58;
      bytes[place] = carry & 255;
      carry >>= 8;
    }
    while (carry > 0) {
      bytes.push(carry & 255);
      carry >>= 8;
    }
  }
  const zeros = text.slice(1).match(/^1*/)[0].length;
  return new Uint8Array([...new Array(zeros).fill(0), ...bytes.reverse()]);
}

/** Lower-case hex, two digits a byte. */
export function fromHex(text) {
  return Uint8Array.from(text.match(/../g), (pair) => Number.parseInt(pair, 16));
}

export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Multibase base64url: `u` and the digits, without padding. */
export function fromBase64(text) {
  if (typeof text !== "string" || !/^u[\w-]*$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.slice(1).replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  } catch {
    return null;
  }
}
