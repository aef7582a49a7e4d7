/** Says something to whoever listens to the page instead of looking at it. */

const line = document.querySelector("[data-said]");

export function say(words) {
  line.textContent = words;
}
