/** Counts the ticked items where they are changed. */

import { say } from "./say.js";

export function chosen() {
  return document.querySelectorAll("[data-choosing] [name=item]:checked").length;
}

function told(number) {
  return `${number} ${number === 1 ? "item" : "items"} ticked`;
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-choosing] [name=item]")) return;
  const line = document.querySelector("[data-chosen]");
  line.textContent = `${told(chosen())}.`;
  say(`${event.target.value} ${event.target.checked ? "ticked" : "not ticked"}, ${told(chosen())}`);
});
