/** Whether a place in a Bitstring status list is set. */

import { fromBase64 } from "./bytes.js";

const ENTRIES = 131_072;

/** true or false, or null when this is no list of ours or the place is not in it. */
export async function isSet(encodedList, index) {
  const packed = fromBase64(encodedList);
  if (packed === null || !/^\d{1,6}$/.test(index) || Number(index) >= ENTRIES) return null;
  const bits = await unpacked(packed, ENTRIES / 8);
  if (bits === null) return null;
  return (bits[Number(index) >> 3] & (0x80 >> Number(index) % 8)) !== 0;
}

/** What was packed with GZIP, if it has exactly this length; it is never unpacked further. */
async function unpacked(packed, length) {
  const found = new Uint8Array(length);
  let filled = 0;
  try {
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (filled + next.value.length > length) return null;
      found.set(next.value, filled);
      filled += next.value.length;
    }
  } catch {
    return null;
  }
  return filled === length ? found : null;
}
