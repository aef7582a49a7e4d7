/** The shapes of regions and what their numbers mean, as question_bank/items/regions.py has them. */

const SMALLEST = 4;

/** The outline as a path; nothing while the numbers make no shape. */
export function outline(shape, n) {
  if (n.some(Number.isNaN)) return "";
  if (shape === "poly") return n.length >= 4 && n.length % 2 === 0 ? `M${pairs(n).map(([x, y]) => `${x} ${y}`).join("L")}Z` : "";
  if (shape === "rect") return n.length === 4 ? `M${n[0]} ${n[1]}h${n[2]}v${n[3]}h${-n[2]}Z` : "";
  const [x, y, across, down = across] = n;
  if (n.length !== (shape === "circle" ? 3 : 4)) return "";
  const arc = `a${across} ${down} 0 0 1`;
  return `M${x - across} ${y}${arc} ${2 * across} 0${arc} ${-2 * across} 0Z`;
}

/** The middle, where its number stands. */
export function middle(shape, n) {
  if (shape === "rect") return [n[0] + n[2] / 2, n[1] + n[3] / 2];
  if (shape !== "poly") return [n[0], n[1]];
  const corners = pairs(n);
  return [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length);
}

/** The points by which it is resized. */
export function handles(shape, n) {
  if (shape === "poly") return pairs(n);
  if (shape === "rect") return [[n[0] + n[2], n[1] + n[3]]];
  return shape === "circle" ? [[n[0] + n[2], n[1]]] : [[n[0] + n[2], n[1]], [n[0], n[1] + n[3]]];
}

/** The numbers after the whole shape has moved. */
export function moved(shape, n, dx, dy) {
  const places = shape === "poly" ? n.length : 2;
  return n.map((each, at) => (at < places ? each + (at % 2 ? dy : dx) : each));
}

/** The numbers after one of its handles has moved. */
export function resized(shape, n, handle, dx, dy) {
  const after = [...n];
  const grow = (at, by) => {
    after[at] = Math.max(SMALLEST, after[at] + by);
  };
  if (shape === "poly") {
    after[2 * handle] += dx;
    after[2 * handle + 1] += dy;
  } else if (shape === "rect") {
    grow(2, dx);
    grow(3, dy);
  } else if (shape === "circle") grow(2, dx || -dy);
  else if (handle === 0) grow(2, dx);
  else grow(3, dy);
  return after;
}

/** The numbers of a shape drawn from one point to another. */
export function drawn(shape, from, to) {
  const [across, down] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  if (shape === "rect") {
    return [Math.min(from.x, to.x), Math.min(from.y, to.y), Math.max(SMALLEST, across), Math.max(SMALLEST, down)];
  }
  return [from.x, from.y, Math.max(SMALLEST, Math.round(Math.hypot(across, down)))];
}

/** The numbers of a shape of middling size around a point. */
export function ready(shape, { x, y }, size) {
  if (shape === "rect") return [x - size, y - size, 2 * size, 2 * size];
  return shape === "circle" ? [x, y, size] : [x, y - size, x + size, y + size, x - size, y + size];
}

function pairs(n) {
  return Array.from({ length: Math.floor(n.length / 2) }, (_none, at) => [n[2 * at], n[2 * at + 1]]);
}
