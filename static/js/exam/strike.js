/** Striking options out: a note to oneself, kept in this window, never sent. */

import { attempt, hear, sign } from "./attempt.js";

const key = () => `exam-struck:${attempt.id}:${attempt.position}`;
let struck;

function keep() {
  sessionStorage.setItem(key(), JSON.stringify([...struck]));
}

function button(letter) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "option__strike";
  made.setAttribute("aria-label", `Strike out ${letter}`);
  made.append(sign("strike"));
  return made;
}

/** Give each option of the question on screen its button. */
function equip() {
  struck = new Set(JSON.parse(sessionStorage.getItem(key()) ?? "[]"));
  for (const option of document.querySelectorAll(":is([data-answer=one], [data-answer=many]) .option")) add(option);
}

function add(option) {
  const input = option.querySelector("input");
  const letter = option.querySelector(".option__letter").textContent;
  const strike = button(letter);
  const draw = () => {
    const isStruck = struck.has(input.value);
    option.classList.toggle("option--struck", isStruck);
    strike.setAttribute("aria-pressed", String(isStruck));
    strike.querySelector("use").setAttribute("href", `/static/img/icons.svg#${isStruck ? "undo" : "strike"}`);
    strike.title = isStruck ? `Bring ${letter} back` : `Strike out ${letter}`;
  };
  strike.addEventListener("click", () => {
    if (!struck.delete(input.value)) struck.add(input.value);
    keep();
    draw();
  });
  input.addEventListener("change", () => {
    if (!input.checked || !struck.delete(input.value)) return; // what is chosen is not struck out any more
    keep();
    draw();
  });
  option.append(strike);
  draw();
}

equip();
hear("moved", equip);
