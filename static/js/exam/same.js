/** Whether two answers say the same, whatever order their parts are written in. A list keeps its order. */

function text(value) {
  if (Array.isArray(value)) return `[${value.map(text)}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  return `{${Object.keys(value).sort().map((key) => `${key}:${text(value[key])}`)}}`;
}

/** Whether two saves would store the same. */
export function same(one, other) {
  return one.flagged === other.flagged && text(one.answer) === text(other.answer);
}
