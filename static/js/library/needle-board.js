/** Entries, directions and depths drawn on a picture, and moved by pointer or by keys; the rows hold the numbers. */

import { Board, dress, part } from "./board.js";
import { fieldOf, say } from "./telling.js";

const ARROW = 150;

class NeedleBoard extends Board {
  get called() {
    return "Entries, directions and depths in the drawing";
  }

  equip() {
    this.shown = {};
    this.adder = this.tool("Place an entry", (_button, event) => (event.detail ? this.arm(!this.armed) : this.place()));
    this.hint = Object.assign(document.createElement("p"), { className: "field__hint" });
    this.tools.after(this.hint);
    this.addEventListener("keydown", ({ key }) => key === "Escape" && this.arm(false));
    this.arm(false);
  }

  arm(isArmed) {
    this.armed = isArmed;
    this.adder.setAttribute("aria-pressed", String(isArmed));
    this.classList.toggle("board--armed", isArmed);
    this.hint.textContent = isArmed
      ? "Press where the needle enters."
      : "Drag entries, arrows and marks of depth, or choose them with Tab and use arrow keys, with Shift in larger steps.";
  }

  place() {
    const { left, top, width, height } = this.view;
    this.enter({ x: Math.round(left + width / 2), y: Math.round(top + height / 2) });
  }

  down(event) {
    if (!this.armed || event.button !== 0) return;
    event.preventDefault();
    this.enter(this.at(event));
    this.arm(false);
  }

  /** The entry of a row that has no place yet, or of a new one. */
  enter({ x, y }) {
    const free = this.rows("entries").find((row) => !fieldOf(row, "x").value.trim() && !fieldOf(row, "y").value.trim());
    const row = free ?? this.list("entries").add();
    if (!row) {
      say(this, "This item can have no more entries.");
      return;
    }
    this.put(row, "x", x);
    this.put(row, "y", y);
    this.drawn.get(`entries-${row.dataset.row}`)?.focus();
  }

  follow(row) {
    const name = row?.closest("row-list").getAttribute("name");
    if (!["entries", "directions", "depths"].includes(name)) return;
    this.shown[name] = row;
    this.draw();
  }

  /** The row last worked on, or the first one that can be drawn. */
  current(name, ...fields) {
    const able = this.rows(name).filter((row) => fields.every((field) => isNumber(fieldOf(row, field).value)));
    return able.includes(this.shown[name]) ? this.shown[name] : able[0];
  }

  drawAll() {
    const entry = this.current("entries", "x", "y");
    if (entry) this.drawNeedle({ x: this.number(entry, "x"), y: this.number(entry, "y") });
    this.rows("entries").forEach((row, place) => this.drawEntry(row, place, row === entry));
  }

  drawEntry(row, place, isShown) {
    const [x, y] = ["x", "y"].map((name) => this.number(row, name));
    if (!isNumber(fieldOf(row, "x").value) || !isNumber(fieldOf(row, "y").value)) return;
    const own = this.piece(`entries-${row.dataset.row}`, () => {
      const made = part("g", {}, part("circle", { class: "site", r: 17 }), part("text", { class: "mid" }));
      made.addEventListener("focus", () => this.follow(row));
      return this.movable(made, (dx, dy) => {
        this.put(row, "x", this.number(row, "x") + dx);
        this.put(row, "y", this.number(row, "y") + dy);
      });
    });
    own.setAttribute("class", `board__entry${isShown ? " board__entry--on" : ""}`);
    dress(own.children[0], { cx: x, cy: y });
    dress(own.children[1], { x, y: y + 7 });
    own.children[1].textContent = place + 1;
    dress(own, { "aria-label": `Entry ${place + 1}: move with arrow keys` });
  }

  drawNeedle(entry) {
    const direction = this.current("directions", "angle");
    this.rows("directions").forEach((row, place) => {
      if (isNumber(fieldOf(row, "angle").value)) this.drawArrow(entry, row, place, row === direction);
    });
    if (!direction) return;
    const angle = (this.number(direction, "angle") * Math.PI) / 180;
    this.rows("depths").forEach((row, place) => {
      if (isNumber(fieldOf(row, "length").value)) this.drawDepth(entry, angle, row, place);
    });
  }

  drawArrow(entry, row, place, isShown) {
    const angle = (this.number(row, "angle") * Math.PI) / 180;
    const [x, y] = [entry.x + ARROW * Math.cos(angle), entry.y + ARROW * Math.sin(angle)];
    const line = this.piece(`line-${row.dataset.row}`, () => part("path"), true);
    dress(line, { class: `board__ray${isShown ? " board__ray--on" : ""}`, d: `M${entry.x} ${entry.y}L${x} ${y}` });
    const head = this.piece(`directions-${row.dataset.row}`, () => {
      const made = part("g", { class: "board__tag" }, part("path", { class: "board__head", d: "M16 0L-10 -13V13Z" }), part("text", { class: "mid" }));
      made.addEventListener("focus", () => this.follow(row));
      return this.movable(made, (dx, dy, point) => this.turn(row, dx || dy, point));
    });
    dress(head.children[0], { transform: `translate(${x} ${y}) rotate(${this.number(row, "angle")})` });
    const [left, top] = [entry.x + (ARROW + 30) * Math.cos(angle), entry.y + (ARROW + 30) * Math.sin(angle)];
    dress(head.children[1], { x: left, y: top + 7 });
    head.children[1].textContent = place + 1;
    dress(head, { "aria-label": `Direction ${place + 1}, ${fieldOf(row, "angle").value} degrees: turn with arrow keys` });
  }

  turn(row, by, point) {
    const entry = this.current("entries", "x", "y");
    const [x, y] = ["x", "y"].map((name) => this.number(entry, name));
    const turned = point ? Math.round((Math.atan2(point.y - y, point.x - x) * 180) / Math.PI) : this.number(row, "angle") + by;
    this.put(row, "angle", ((turned % 360) + 360) % 360);
  }

  drawDepth(entry, angle, row, place) {
    const length = this.number(row, "length");
    const [x, y] = [entry.x + length * Math.cos(angle), entry.y + length * Math.sin(angle)];
    const own = this.piece(`depths-${row.dataset.row}`, () => {
      const made = part("g", { class: "board__tag" }, part("circle", { class: "board__handle", r: 8 }), part("text", { class: "mid" }));
      return this.movable(made, (dx, dy, point) => this.deepen(row, dx || -dy, point));
    });
    dress(own.children[0], { cx: x, cy: y });
    dress(own.children[1], { x: x - 20 * Math.sin(angle), y: y + 20 * Math.cos(angle) + 6 });
    own.children[1].textContent = "abcdefgh"[place] ?? "";
    dress(own, { "aria-label": `Depth ${place + 1}, ${length} units: change with arrow keys` });
  }

  deepen(row, by, point) {
    const [entry, direction] = [this.current("entries", "x", "y"), this.current("directions", "angle")];
    const angle = (this.number(direction, "angle") * Math.PI) / 180;
    const along = point
      ? (point.x - this.number(entry, "x")) * Math.cos(angle) + (point.y - this.number(entry, "y")) * Math.sin(angle)
      : this.number(row, "length") + by;
    this.put(row, "length", Math.max(1, Math.round(along)));
  }
}

function isNumber(text) {
  return text.trim() !== "" && Number.isFinite(Number(text));
}

customElements.define("needle-board", NeedleBoard);
