/** The Merkle tree of RFC 6962: what a path from a leaf leads to, and whether one tree is the beginning of another. */

const WIDTH = 256; // hashes in a full tile (C2SP tlog-tiles)
const HEIGHT = 8;
const HASH = 32;

/** Whether a path leads from the leaf at `index` up to the root (RFC 9162, 2.1.3.2). */
export async function includes({ size, root }, index, leaf, path) {
  if (index >= size) return false;
  let [place, last, above] = [index, size - 1, await hash([0], leaf)];
  for (const beside of path) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      above = await hash([1], beside, above);
      while (place % 2 === 0 && place > 0) [place, last] = [place / 2, half(last)];
    } else {
      above = await hash([1], above, beside);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && same(above, root);
}

/** Whether the tree of one head is the beginning of that of another, by tiles read from the log: `read(path)`. */
export async function begins(old, later, read) {
  if (old.size > later.size) return false;
  if (old.size === later.size) return same(old.root, later.root);
  const steps = await consistency(old.size, later.size, hashesOf(later.size, read));
  if (powerUpTo(old.size) === old.size) steps.unshift(old.root);
  return climb(old, later, steps);
}

/** The hashes that show the tree of `old` leaves to be the beginning of that of `size` (RFC 6962, 2.1.2). */
async function consistency(old, size, hashOf) {
  let [start, end] = [0, size];
  const path = [];
  while (old !== end) {
    const middle = start + powerUpTo(end - start - 1);
    if (old <= middle) {
      path.unshift(await rangeHash(middle, end, hashOf));
      end = middle;
    } else {
      path.unshift(await rangeHash(start, middle, hashOf));
      start = middle;
    }
  }
  if (start > 0) path.unshift(await rangeHash(start, end, hashOf));
  return path;
}

/** Whether the hashes lead to both roots (RFC 9162, 2.1.4.2). */
async function climb(old, later, steps) {
  let [place, last] = [old.size - 1, later.size - 1];
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  let [before, after] = [steps[0], steps[0]];
  for (const beside of steps.slice(1)) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      [before, after] = [await hash([1], beside, before), await hash([1], beside, after)];
      while (place % 2 === 0 && place > 0) [place, last] = [place / 2, half(last)];
    } else {
      after = await hash([1], after, beside);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && same(before, old.root) && same(after, later.root);
}

/** The hash of the leaves from `start`, where a complete subtree may begin, to before `end`. */
async function rangeHash(start, end, hashOf) {
  const parts = [];
  for (let from = start; from < end; ) {
    const width = powerUpTo(end - from);
    parts.push(await hashOf(Math.round(Math.log2(width)), from / width));
    from += width;
  }
  let above = parts.pop();
  while (parts.length) above = await hash([1], parts.pop(), above);
  return above;
}

/** The hashes of complete subtrees of a tree, by level and number, from its tiles. */
function hashesOf(size, read) {
  return async (level, number) => {
    const [tile, height] = [Math.floor(level / HEIGHT), level % HEIGHT];
    const first = number * 2 ** height;
    const place = Math.floor(first / WIDTH);
    const width = Math.min(WIDTH, Math.floor(size / WIDTH ** tile) - place * WIDTH);
    const data = await read(`${tile}/${pathOf(place)}${width < WIDTH ? `.p/${width}` : ""}`);
    if (data.length !== width * HASH) throw new Error("a tile of the log has another length");
    const from = (first % WIDTH) * HASH;
    return topOf(data.subarray(from, from + 2 ** height * HASH));
  };
}

/** The hash above a power of two of hashes. */
async function topOf(data) {
  if (data.length === HASH) return data;
  const middle = data.length / 2;
  return hash([1], await topOf(data.subarray(0, middle)), await topOf(data.subarray(middle)));
}

/** A tile's number as paths write it: 1234 is `x001/234`. */
function pathOf(number) {
  const digits = (part) => String(part).padStart(3, "0");
  let [path, rest] = [digits(number % 1000), Math.floor(number / 1000)];
  for (; rest > 0; rest = Math.floor(rest / 1000)) path = `x${digits(rest % 1000)}/${path}`;
  return path;
}

/** The largest power of two that is not larger. */
function powerUpTo(limit) {
  let power = 1;
  while (power * 2 <= limit) power *= 2;
  return power;
}

function half(number) {
  return Math.floor(number / 2);
}

function same(one, other) {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

/** The SHA-256 of some bytes that begin with a mark. */
export async function hash(mark, ...data) {
  const whole = await new Blob([Uint8Array.from(mark), ...data]).arrayBuffer();
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}
