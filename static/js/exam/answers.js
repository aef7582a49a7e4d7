/** What the fields of a question say, as JSON for the server, and the way back: one shape for each `data-answer`. */

const WHOLE = "answer";
const PART = "answer.";

/** The fields that hold one part each, by the part's id. */
function parts(root) {
  const found = new Map();
  for (const field of root.querySelectorAll(`[name^="${PART}"]`)) {
    const id = field.name.slice(PART.length);
    found.set(id, [...(found.get(id) ?? []), field]);
  }
  return found;
}

/** What some fields of one name say together: the checked one, or what was typed or selected. */
function valueOf(fields) {
  const said = fields.find((field) => field.type !== "radio" || field.checked);
  return said?.value.trim() ?? "";
}

function setValue(fields, value) {
  for (const field of fields) {
    if (field.type === "radio") field.checked = field.value === value;
    else field.value = value;
  }
}

function whole(root) {
  return [...root.querySelectorAll(`[name="${WHOLE}"]`)];
}

/** The parts that say something, as pairs in the order of the page. */
function pairs(root) {
  return [...parts(root)].map(([id, fields]) => [id, valueOf(fields)]).filter(([, value]) => value !== "");
}

/** The same as an object, or null when no part says anything. */
function given(root, read = (value) => value) {
  const said = pairs(root);
  return said.length === 0 ? null : Object.fromEntries(said.map(([id, value]) => [id, read(value)]));
}

function writeParts(root, answer, say = (value) => value) {
  for (const [id, fields] of parts(root)) setValue(fields, answer?.[id] === undefined ? "" : say(answer[id]));
}

function check(root, values) {
  for (const field of whole(root)) field.checked = values.includes(field.value);
}

const SHAPES = {
  one: {
    read: (root) => whole(root).find((field) => field.checked)?.value ?? null,
    write: (root, answer) => check(root, [answer]),
  },
  many: {
    read(root) {
      const chosen = whole(root).filter((field) => field.checked);
      return chosen.length === 0 ? null : chosen.map((field) => field.value);
    },
    write: (root, answer) => check(root, answer ?? []),
  },
  truths: {
    read: (root) => given(root, (value) => value === "true"),
    write: (root, answer) => writeParts(root, answer, String),
  },
  parts: { read: (root) => given(root), write: (root, answer) => writeParts(root, answer, String) },
  order: {
    read(root) {
      const placed = pairs(root).sort(([, a], [, b]) => Number(a) - Number(b));
      return placed.length === 0 ? null : placed.map(([id]) => id);
    },
    write(root, answer) {
      const places = Object.fromEntries((answer ?? []).map((id, place) => [id, place + 1]));
      writeParts(root, places, String);
    },
  },
  text: {
    read: (root) => valueOf(whole(root)) || null,
    write: (root, answer) => setValue(whole(root), answer ?? ""),
  },
  number: {
    read(root) {
      const said = given(root);
      if (!said?.value) return null;
      return said.unit ? said : said.value;
    },
    write(root, answer) {
      const said = typeof answer === "string" ? { value: answer } : (answer ?? {});
      const fields = parts(root);
      setValue(fields.get("value"), said.value ?? "");
      if (said.unit) setValue(fields.get("unit") ?? [], said.unit);
    },
  },
};

/** What the form answers, as the server takes it; null when nothing is answered. */
export function read(form) {
  const root = form.querySelector("[data-answer]");
  return SHAPES[root.dataset.answer].read(root);
}

/** Let the form say this answer (null clears it), and tell pictures and lists to draw themselves anew. */
export function write(form, answer) {
  const root = form.querySelector("[data-answer]");
  SHAPES[root.dataset.answer].write(root, answer);
  root.dispatchEvent(new CustomEvent("exam:written", { bubbles: true }));
}

/** How many parts an answer gives, counted as the server counts them; 0 is no answer. */
export function partsGiven(answer) {
  if (Array.isArray(answer)) return answer.length;
  if (answer !== null && typeof answer === "object") {
    return Object.values(answer).filter((value) => value !== null && value !== "").length;
  }
  return Number(answer !== null && answer !== undefined && answer !== "");
}
