/** Moves through the list by single keys: never while something is typed, and they can be switched off. */

const OFF = "list-keys-off";
const TYPED = 'input:not([type="checkbox"]), textarea, select, [contenteditable]';
const dialog = document.querySelector("[data-keys-dialog]");
const on = document.querySelector("[data-keys-on]");
const opener = document.querySelector("[data-show-keys]");

const rows = () => [...document.querySelectorAll("[data-row]")];
const at = () => rows().findIndex((link) => link.closest("tr").contains(document.activeElement));

function move(step) {
  const all = rows();
  const here = at();
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1);
  all[next]?.focus();
}

function tick() {
  rows()[at()]?.closest("tr").querySelector("[name=item]")?.click();
}

function search() {
  const field = document.querySelector("[data-filters] [name=q]");
  field.focus();
  field.select();
}

const ACTS = { "/": search, j: () => move(1), k: () => move(-1), x: tick, "?": () => dialog.showModal() };
const ARROWS = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || dialog.open) return;
  if (localStorage.getItem(OFF) || target.matches(TYPED)) return;
  const act = ARROWS[key] && at() >= 0 ? () => move(ARROWS[key]) : ACTS[key];
  if (!act) return;
  event.preventDefault();
  act();
});

opener.hidden = false;
opener.addEventListener("click", () => dialog.showModal());
on.checked = !localStorage.getItem(OFF);
on.addEventListener("change", () => (on.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "y")));
