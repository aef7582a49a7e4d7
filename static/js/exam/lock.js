/** Taking the page out of the candidate's hands and giving it back: each reason has its own banner. */

const reasons = new Set();

export function isLocked() {
  return reasons.size > 0;
}

/** Lock for a reason (window, over), or take that reason back; whatever is left keeps the page locked. */
export function lock(reason, isOn = true) {
  if (isOn) reasons.add(reason);
  else reasons.delete(reason);
  for (const banner of document.querySelectorAll("[data-locked]")) banner.hidden = !reasons.has(banner.dataset.locked);
  for (const field of document.querySelectorAll("fieldset[data-locks]")) field.disabled = isLocked();
}
