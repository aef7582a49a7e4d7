/** What the parts of the editor tell each other, and how they write into the form. */

/** Tell the editor that something was changed by other means than typing. */
export function changed(element) {
  element.dispatchEvent(new Event("editor:changed", { bubbles: true }));
}

/** Let the editor say something to people who cannot see it. */
export function say(element, words) {
  element.dispatchEvent(new CustomEvent("editor:told", { bubbles: true, detail: words }));
}

/** Write a value into a field, and tell its form. */
export function write(field, value) {
  if (!field || field.value === String(value)) return;
  field.value = String(value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The field of a row that has this name in it. */
export function fieldOf(row, name) {
  const list = row.closest("row-list").getAttribute("name");
  return row.querySelector(`[name="${list}-${row.dataset.row}-${name}"]`);
}
