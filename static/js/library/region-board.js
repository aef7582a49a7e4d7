/** Places drawn on a picture: drawn, moved and resized by pointer or by keys; the rows below hold the numbers. */

import { Board, dress, numbers, part } from "./board.js";
import { drawn, handles, middle, moved, outline, ready, resized } from "./shapes.js";
import { fieldOf, say } from "./telling.js";

const WORDS = { circle: "circle", rect: "rectangle", poly: "polygon" };
const NEAR = 12;

class RegionBoard extends Board {
  get called() {
    return "Places in the drawing";
  }

  equip() {
    this.buttons = Object.entries(WORDS).map(([shape, words]) => {
      const button = this.tool(`Draw a ${words}`, (_button, event) => (event.detail ? this.arm(shape) : this.place(shape)));
      button.dataset.shape = shape;
      button.setAttribute("aria-pressed", "false");
      return button;
    });
    this.hint = Object.assign(document.createElement("p"), { className: "field__hint" });
    this.tools.after(this.hint);
    this.addEventListener("keydown", ({ key }) => key === "Escape" && this.arm(null));
    this.arm(null);
  }

  /** Choose what the next pull of the pointer draws; the same again, or nothing, puts it away. */
  arm(shape) {
    this.armed = this.armed === shape ? null : shape;
    this.corners = [];
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.shape === this.armed));
    this.classList.toggle("board--armed", Boolean(this.armed));
    this.hint.textContent = {
      circle: "Pull from the middle outwards.",
      rect: "Pull from one corner to the other.",
      poly: "Press for each corner, and on the first one again to close.",
    }[this.armed] ?? "Drag a place, or choose it with Tab and move it with arrow keys, with Shift in larger steps; Delete takes it out.";
    this.draw();
  }

  /** Without a pointer: a shape in the middle, to be moved from there. */
  place(shape) {
    const { left, top, width, height } = this.view;
    const centre = { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };
    const row = this.fill(this.free(), shape, ready(shape, centre, Math.round(Math.min(width, height) / 10)));
    if (row) this.drawn.get(`shape-${row.dataset.row}`)?.focus();
  }

  /** A row in which no place stands yet, or a new one. */
  free() {
    return this.rows("regions").find((row) => !fieldOf(row, "coords").value.trim()) ?? this.list("regions").add();
  }

  fill(row, shape, coordinates) {
    if (!row) {
      say(this, "This item can have no more places.");
      return null;
    }
    this.chosen = row;
    this.put(row, "shape", shape);
    this.put(row, "coords", coordinates.join(", "));
    this.draw();
    return row;
  }

  down(event) {
    if (!this.armed || event.button !== 0) return;
    event.preventDefault();
    const from = this.at(event);
    if (this.armed === "poly") {
      this.corner(from);
      return;
    }
    const shape = this.armed;
    const row = this.free();
    this.pull(event, (to) => this.fill(row, shape, drawn(shape, from, to)), (to) => {
      this.fill(row, shape, drawn(shape, from, to));
      this.finish(row);
    });
  }

  corner(point) {
    const [first] = this.corners;
    const isClosed = first && this.corners.length > 2 && Math.hypot(point.x - first.x, point.y - first.y) < NEAR;
    if (!isClosed) {
      this.corners.push(point);
      this.draw();
      return;
    }
    const row = this.fill(this.free(), "poly", this.corners.flatMap(({ x, y }) => [x, y]));
    this.finish(row);
  }

  finish(row) {
    this.arm(null);
    if (row) fieldOf(row, "text").focus();
  }

  follow(row) {
    if (!row || row.closest("row-list").getAttribute("name") !== "regions") return;
    this.chosen = row;
    this.draw();
  }

  drawAll() {
    this.rows("regions").forEach((row, place) => this.drawRegion(row, place));
    if (!this.corners.length) return;
    const line = this.piece("corners", () => part("path", { class: "board__corners" }));
    dress(line, { d: `M${this.corners.map(({ x, y }) => `${x} ${y}`).join("L")}` });
    const [{ x, y }] = this.corners;
    dress(this.piece("first", () => part("circle", { class: "board__handle", r: 7 })), { cx: x, cy: y });
  }

  drawRegion(row, place) {
    const [shape, n] = [fieldOf(row, "shape").value, numbers(fieldOf(row, "coords"))];
    const path = outline(shape, n);
    if (!path) return;
    const key = row.dataset.row;
    const own = this.piece(`shape-${key}`, () => this.make(row));
    const isKey = fieldOf(row, "key").checked;
    own.setAttribute("class", `board__shape${isKey ? " board__shape--key" : ""}${row === this.chosen ? " board__shape--on" : ""}`);
    const name = fieldOf(row, "text").value.trim();
    own.setAttribute("aria-label", `Place ${place + 1}${name ? `, ${name}` : ""}${isKey ? ", right" : ""}: move with arrow keys`);
    const [x, y] = middle(shape, n);
    dress(own.children[0], { d: path });
    dress(own.children[1], { x, y: y + 7 });
    own.children[1].textContent = place + 1;
    if (row !== this.chosen) return;
    handles(shape, n).forEach(([left, top], at) => {
      const handle = this.piece(`handle-${key}-${at}`, () => this.grip(row, at));
      dress(handle, { cx: left, cy: top });
      dress(handle, { "aria-label": `Size of place ${place + 1}, handle ${at + 1}: arrow keys` });
    });
  }

  make(row) {
    const own = part("g", {}, part("path", { class: "board__edge" }), part("text", { class: "mid" }));
    own.addEventListener("focus", () => this.follow(row));
    own.addEventListener("keydown", (event) => {
      if (event.key === "Delete") this.list("regions").remove(row);
    });
    return this.movable(own, (dx, dy) => this.change(row, (shape, n) => moved(shape, n, dx, dy)));
  }

  grip(row, at) {
    const handle = part("circle", { class: "board__handle", r: 9 });
    return this.movable(handle, (dx, dy) => this.change(row, (shape, n) => resized(shape, n, at, dx, dy)));
  }

  change(row, how) {
    this.put(row, "coords", how(fieldOf(row, "shape").value, numbers(fieldOf(row, "coords"))).join(", "));
  }
}

customElements.define("region-board", RegionBoard);
