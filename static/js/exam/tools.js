/** The candidate's own tools: the size and colours of the page, notes, and whether the count shows. */

import { attempt, hear } from "./attempt.js";

const ROOT = document.documentElement.dataset;

/** Sizes and colours are remembered for every exam in this browser. */
for (const field of document.querySelectorAll("[data-look]")) {
  const name = field.dataset.look;
  const isBox = field.type === "checkbox";
  if (isBox) field.checked = ROOT[name] === field.value;
  else field.value = ROOT[name] ?? field.value;
  field.addEventListener("change", () => {
    const chosen = isBox && !field.checked ? "" : field.value;
    if (chosen) ROOT[name] = chosen;
    else delete ROOT[name];
    if (chosen) localStorage.setItem(`exam-${name}`, chosen);
    else localStorage.removeItem(`exam-${name}`);
  });
}

/** Notes: in this browser only, until the exam is handed in. */
const notes = document.querySelector("[data-notes]");
if (notes) {
  const key = () => `exam-note:${attempt.id}:${attempt.position}`;
  const mark = document.querySelector("[data-has-notes]");
  const draw = () => (mark.hidden = !notes.value);
  const open = () => {
    notes.value = localStorage.getItem(key()) ?? "";
    draw();
  };
  notes.addEventListener("input", () => {
    if (notes.value) localStorage.setItem(key(), notes.value);
    else localStorage.removeItem(key());
    draw();
  });
  hear("moved", open);
  open();
}

/** A report is of the question on screen; what was written about another one does not go with it. */
const report = document.querySelector("[data-report]");
hear("moved", (position) => {
  report.action = report.action.replace(/\d+$/, position);
  report.reset();
  for (const tool of document.querySelectorAll(".tool[open]")) tool.open = false;
});

/** The count of questions can be hidden, as the clock can. */
const count = document.querySelector("details.count");
if (count) {
  count.open = sessionStorage.getItem("exam-count-hidden") !== "yes";
  count.addEventListener("toggle", () => sessionStorage.setItem("exam-count-hidden", count.open ? "no" : "yes"));
}

for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;

/** A tool that is opened is seen, not left under the foot. */
for (const tool of document.querySelectorAll(".tool")) {
  tool.addEventListener("toggle", () => tool.open && tool.scrollIntoView({ block: "nearest" }));
}

/** Bars that stick never cover what has the focus, however tall they have become. */
const head = document.querySelector(".exam-head");
new ResizeObserver(() => document.documentElement.style.setProperty("--head", `${head.offsetHeight}px`)).observe(head);

if (sessionStorage.getItem("exam-moved")) {
  sessionStorage.removeItem("exam-moved");
  document.querySelector("#q-h")?.focus({ preventScroll: true });
}
