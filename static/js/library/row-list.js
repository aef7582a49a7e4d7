/** Rows that are added, taken out and put in order in place; without this, the same buttons ask the server. */

import { changed, fieldOf, say } from "./telling.js";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

class RowList extends HTMLElement {
  connectedCallback() {
    this.name = this.getAttribute("name");
    this.place = this.querySelector("[data-rows]");
    this.addEventListener("click", (event) => this.act(event));
    this.addEventListener("input", () => this.offer());
    this.mark();
  }

  get rows() {
    return [...this.place.children];
  }

  get adder() {
    return this.querySelector(`[value="add-${this.name}"]`);
  }

  act(event) {
    const button = event.target.closest("button[name=act]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-row]");
    if (!row) this.add()?.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    else if (button.dataset.act === "remove") this.remove(row);
    else this.move(row, button.dataset.act);
  }

  /** The neighbour moves, so that the button keeps the focus. */
  move(row, way) {
    const other = way === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (way === "up") row.after(other);
    else row.before(other);
    row.scrollIntoView({ block: "nearest" });
    this.mark();
    this.tell(`${this.called(row)} of ${this.rows.length}`);
  }

  /** One more row at the end; nothing when an item can have no more. */
  add() {
    if (this.rows.length >= Number(this.getAttribute("most"))) return null;
    const number = Math.max(-1, ...this.rows.map((row) => Number(row.dataset.row))) + 1;
    const holder = document.createElement("div");
    holder.append(this.querySelector(":scope > template").content.cloneNode(true));
    holder.innerHTML = holder.innerHTML.replaceAll(`${this.name}-new`, `${this.name}-${number}`);
    const row = holder.querySelector("[data-row]");
    row.dataset.row = number;
    const own = row.querySelector("[data-own]");
    if (own) own.value = this.freeId();
    this.place.append(row);
    for (const each of row.closest("form").querySelectorAll("row-list")) each.offer();
    this.mark();
    this.tell(`${this.called(row)} is added`);
    return row;
  }

  remove(row) {
    const said = this.called(row);
    const near = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (near?.querySelector('[data-act="remove"]') ?? this.adder).focus();
    this.mark();
    this.tell(`${said} is taken out`);
  }

  freeId() {
    const taken = new Set([...this.closest("form").querySelectorAll("[data-own]")].map((own) => own.value));
    const begins = this.getAttribute("ids");
    const names = begins === "letters" ? [...LETTERS] : [...Array(99).keys()].map((at) => `${begins}${at + 1}`);
    return names.find((name) => !taken.has(name)) ?? `x${taken.size}`;
  }

  called(row) {
    return row.querySelector(".line__name").textContent.trim().replace(/\s+/g, " ");
  }

  tell(words) {
    say(this, words);
    changed(this);
  }

  /** Count the rows anew; an end is said, but its button keeps the focus. */
  mark() {
    const rows = this.rows;
    rows.forEach((row, place) => {
      row.querySelector("[data-count]").textContent = place + 1;
      row.querySelector('[data-act="up"]').setAttribute("aria-disabled", String(place === 0));
      row.querySelector('[data-act="down"]').setAttribute("aria-disabled", String(place === rows.length - 1));
    });
    this.adder.setAttribute("aria-disabled", String(rows.length >= Number(this.getAttribute("most"))));
    this.offer();
  }

  /** Let the fields that choose among these rows offer them as they are now. */
  offer() {
    const offered = this.rows
      .map((row, place) => [row.querySelector("[data-own]")?.value, fieldOf(row, "text")?.value.trim() || `${this.name} ${place + 1}`])
      .filter(([own]) => own);
    for (const target of this.closest("form").querySelectorAll(`[data-picks="${this.name}"]`)) refill(target, offered);
  }
}

function refill(target, offered) {
  if (target.matches("select")) {
    const { value } = target;
    target.replaceChildren(new Option("Choose", ""), ...offered.map(([own, text]) => new Option(short(text), own)));
    target.value = offered.some(([own]) => own === value) ? value : "";
    return;
  }
  const chosen = [...target.querySelectorAll(":checked")].map((box) => box.value);
  for (const label of target.querySelectorAll("label")) label.remove();
  target.append(...offered.map(([own, text]) => tick(target.dataset.name, own, text, chosen.includes(own))));
}

function tick(name, value, text, isChosen) {
  const label = document.createElement("label");
  label.className = "check";
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name, value, checked: isChosen });
  const words = document.createElement("span");
  words.textContent = short(text);
  label.append(box, words);
  return label;
}

function short(text) {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

customElements.define("row-list", RowList);
