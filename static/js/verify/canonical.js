/** JSON in its one written form (RFC 8785). */

const LONE = /\p{Surrogate}/u; // half of a character, which no Unicode text holds

export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.keys(value).sort().map((name) => `${text(name)}:${canonical(value[name])}`);
    return `{${members.join(",")}}`;
  }
  if (typeof value === "string") return text(value);
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError("no number of JSON");
  return JSON.stringify(value);
}

function text(value) {
  if (LONE.test(value)) throw new TypeError("no Unicode");
  return JSON.stringify(value);
}
