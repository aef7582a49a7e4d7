/** A layer over a drawing, in the drawing's own units, in step with the rows of the form: two views of one list. */

import { fieldOf, write } from "./telling.js";

const SVG = "http://www.w3.org/2000/svg";
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LARGE = 10;

/** A part of a drawing. */
export function part(name, attributes = {}, ...inside) {
  const element = document.createElementNS(SVG, name);
  dress(element, attributes);
  element.append(...inside);
  return element;
}

/** Give a part of a drawing these attributes. */
export function dress(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

/** The numbers in a field, as far as they are numbers. */
export function numbers(field) {
  return (field?.value ?? "").split(/[\s,;]+/).filter(Boolean).map(Number);
}

export class Board extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.drawn = new Map();
    for (const told of ["input", "change", "editor:changed", "editor:drawn"]) this.form.addEventListener(told, () => this.draw());
    this.form.addEventListener("focusin", ({ target }) => this.follow(target.closest("[data-row]")));
    this.tools = Object.assign(document.createElement("div"), { className: "row board__tools" });
    this.querySelector("#drawing").before(this.tools);
    this.equip();
    this.draw();
  }

  /** The rows of one list. */
  rows(name) {
    return this.form.querySelector(`row-list[name="${name}"]`)?.rows ?? [];
  }

  list(name) {
    return this.form.querySelector(`row-list[name="${name}"]`);
  }

  /** A button over the drawing. */
  tool(words, press) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--small", textContent: words });
    button.addEventListener("click", (event) => press(button, event));
    this.tools.append(button);
    return button;
  }

  /** The layer over the drawing, laid anew when there is another drawing; nothing without one. */
  layer() {
    const stack = this.querySelector("#drawing .picture__stack");
    this.tools.hidden = !stack;
    if (!stack) return null;
    if (!this.over || !stack.contains(this.over)) {
      this.drawn.clear();
      this.over = part("svg", { class: "fig picture__over board__over", role: "group", "aria-label": this.called });
      dress(this.over, { viewBox: stack.querySelector("svg").getAttribute("viewBox") });
      this.over.addEventListener("pointerdown", (event) => this.down(event));
      stack.append(this.over);
    }
    return this.over;
  }

  get view() {
    const [left, top, width, height] = this.over.getAttribute("viewBox").split(/[\s,]+/).map(Number);
    return { left, top, width, height };
  }

  /** What is drawn under a name: made once, so that it keeps focus and pointer, and dressed anew each time. */
  piece(name, make, isUnder = false) {
    if (!this.drawn.has(name)) {
      const made = make();
      this.drawn.set(name, made);
      if (isUnder) this.over.prepend(made);
      else this.over.append(made);
    }
    this.seen.add(name);
    return this.drawn.get(name);
  }

  draw() {
    if (!this.layer()) return;
    this.seen = new Set();
    this.drawAll();
    for (const [name, element] of this.drawn) {
      if (this.seen.has(name)) continue;
      element.remove();
      this.drawn.delete(name);
    }
  }

  /** Something that is moved by pointer or by arrow keys: `nudge(dx, dy, point)` in units of the drawing. */
  movable(element, nudge) {
    dress(element, { tabindex: "0", role: "button" });
    element.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      nudge(...step.map((by) => by * (event.shiftKey ? LARGE : 1)), null);
    });
    element.addEventListener("pointerdown", (event) => this.drag(event, element, nudge));
    return element;
  }

  drag(event, element, nudge) {
    if (event.button !== 0 || this.armed) return;
    event.preventDefault();
    event.stopPropagation();
    element.focus();
    this.pull(event, (point, last) => nudge(point.x - last.x, point.y - last.y, point));
  }

  /** Follow the pointer until it is let go. */
  pull(event, moved, done = () => {}) {
    const stop = new AbortController();
    let last = this.at(event);
    const follow = (next) => {
      const point = this.at(next);
      moved(point, last);
      last = point;
    };
    const drop = (end) => {
      stop.abort();
      done(this.at(end));
    };
    addEventListener("pointermove", follow, { signal: stop.signal });
    addEventListener("pointerup", drop, { signal: stop.signal });
    addEventListener("pointercancel", drop, { signal: stop.signal });
  }

  /** Where a pointer is, in units of the drawing. */
  at({ clientX, clientY }) {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(this.over.getScreenCTM().inverse());
    return { x: Math.round(x), y: Math.round(y) };
  }

  down() {}

  follow() {}

  /** The number in a field of a row. */
  number(row, name) {
    return Number(fieldOf(row, name)?.value);
  }

  put(row, name, value) {
    write(fieldOf(row, name), value);
  }
}
