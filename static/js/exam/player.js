/** What the player adds where there is JavaScript: striking options out, and a map that follows what is saved. */

const WORDS = { unseen: "not seen", open: "unanswered", half: "partly answered", done: "answered" };
const saver = document.querySelector("answer-saver");
const map = document.querySelector(".qmap__grid");

/* Striking out: a note to oneself, kept in this window, never sent. */

const struckKey = `exam-struck:${saver.getAttribute("save-url")}`;
const struck = new Set(JSON.parse(sessionStorage.getItem(struckKey) ?? "[]"));

function drawStrike(option, input, button) {
  const isStruck = struck.has(input.value);
  const letter = option.querySelector(".option__letter").textContent;
  option.classList.toggle("option--struck", isStruck);
  button.setAttribute("aria-pressed", String(isStruck));
  button.querySelector("use").setAttribute("href", `/static/img/icons.svg#${isStruck ? "undo" : "strike"}`);
  button.title = isStruck ? `Bring ${letter} back` : `Strike out ${letter}`;
}

for (const option of document.querySelectorAll(".option")) {
  const input = option.querySelector("input");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "option__strike";
  button.setAttribute("aria-label", `Strike out ${option.querySelector(".option__letter").textContent}`);
  button.append(sign("#strike"));
  button.addEventListener("click", () => {
    if (!struck.delete(input.value)) struck.add(input.value);
    sessionStorage.setItem(struckKey, JSON.stringify([...struck]));
    drawStrike(option, input, button);
  });
  input.addEventListener("change", () => {
    if (!input.checked || !struck.delete(input.value)) return; // what is chosen is not struck out any more
    sessionStorage.setItem(struckKey, JSON.stringify([...struck]));
    drawStrike(option, input, button);
  });
  option.append(button);
  drawStrike(option, input, button);
}

/* The map. */

function sign(name, kind = "icon") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", kind);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/static/img/icons.svg${name}`);
  svg.append(use);
  return svg;
}

function stateOf(button) {
  return Object.keys(WORDS).find((state) => button.classList.contains(`qmap__q--${state}`));
}

function isFlagged(button) {
  return button.querySelector(".qmap__flag") !== null;
}

document.addEventListener("exam:saved", ({ detail: { position, answer, flagged } }) => {
  const button = map.querySelector(`[value="${position}"]`);
  const given = [answer ?? []].flat().length;
  const asked = Number(saver.getAttribute("chooses")) || given;
  const state = given === 0 ? "open" : given < asked ? "half" : "done";
  button.className = `qmap__q qmap__q--${state}`;
  button.replaceChildren(String(position), sign(`#${state}`), ...(flagged ? [sign("#flag", "icon qmap__flag")] : []));
  button.setAttribute("aria-label", `Question ${position}, ${WORDS[state]}${flagged ? ", flagged" : ""}`);
  const all = [...map.querySelectorAll("button")];
  document.querySelector('[data-count="done"]').textContent = all.filter((each) => stateOf(each) === "done").length;
  document.querySelector('[data-count="flagged"]').textContent = all.filter(isFlagged).length;
});

const filters = document.querySelector("[data-filters]");
filters.hidden = false;
filters.addEventListener("click", ({ target }) => {
  const wanted = target.dataset.filter;
  if (!wanted) return;
  for (const each of filters.querySelectorAll("button")) each.setAttribute("aria-pressed", String(each === target));
  for (const button of map.querySelectorAll("button")) {
    const fits = wanted === "all" || (wanted === "flagged" ? isFlagged(button) : stateOf(button) !== "done");
    button.parentElement.hidden = !fits;
  }
  document.querySelector("[data-none]").hidden = map.querySelector("li:not([hidden])") !== null;
});

const current = map.querySelector("[aria-current]");
map.scrollTop = current.offsetTop - map.offsetTop - map.clientHeight / 2;

if (sessionStorage.getItem("exam-moved")) {
  sessionStorage.removeItem("exam-moved");
  document.querySelector("#q-h").focus({ preventScroll: true });
}
