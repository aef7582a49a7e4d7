/** Steps in a list that is put in order with buttons or by dragging; the selects under it hold the answer. */

class OrderList extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol");
    this.note = this.querySelector("[data-note]");
    this.voice = this.querySelector("[data-moved]");
    this.shown = [...this.list.children];
    for (const step of this.shown) this.equip(step);
    this.addEventListener("exam:written", () => this.draw());
    this.draw();
  }

  equip(step) {
    for (const part of step.querySelectorAll("[hidden]")) part.hidden = false;
    step.querySelector(".step__pick").hidden = true;
    step.classList.add("step--moves");
    for (const button of step.querySelectorAll("[data-move]")) {
      button.addEventListener("click", () => this.move(step, button));
    }
    step.addEventListener("pointerdown", (event) => this.drag(step, event));
  }

  field(step) {
    return step.querySelector("select");
  }

  /** Put the steps as the selects say: those with a place first, the others as they were shown. */
  draw() {
    const place = (step) => Number(this.field(step).value) || Infinity;
    const order = [...this.shown].sort((one, other) => (place(one) === place(other) ? 0 : place(one) - place(other)));
    this.list.append(...order);
    this.voice.textContent = "";
    this.mark();
  }

  /** Say of each step where it stands, and whether that is an answer yet. */
  mark() {
    const steps = [...this.list.children];
    const placed = steps.filter((step) => this.field(step).value !== "").length;
    const isAnswered = placed === steps.length;
    this.classList.toggle("steps--answered", isAnswered);
    this.note.textContent = isAnswered
      ? "This order is your answer. You can still change it."
      : `${placed ? "Not all steps have a place yet." : "Not answered yet."} Move steps with their buttons, or drag them.`;
    steps.forEach((step, place) => {
      step.querySelector(".step__place").textContent = place + 1;
      this.allow(step, "up", place > 0);
      this.allow(step, "down", place < steps.length - 1);
    });
  }

  /** An end of the list is said, but its button keeps the focus. */
  allow(step, way, isPossible) {
    step.querySelector(`[data-move="${way}"]`).setAttribute("aria-disabled", String(!isPossible));
  }

  move(step, button) {
    const other = button.dataset.move === "up" ? step.previousElementSibling : step.nextElementSibling;
    if (!other) return;
    if (button.dataset.move === "up") step.after(other);
    else step.before(other);
    this.answer(step);
    step.scrollIntoView({ block: "nearest" });
  }

  /** The order on screen becomes the answer. */
  answer(step) {
    const steps = [...this.list.children];
    steps.forEach((each, place) => {
      this.field(each).value = String(place + 1);
    });
    this.mark();
    const words = step.querySelector(".step__text").textContent.trim();
    this.voice.textContent = `${words} is now ${steps.indexOf(step) + 1} of ${steps.length}`;
    for (const kind of ["input", "change"]) this.field(step).dispatchEvent(new Event(kind, { bubbles: true }));
  }

  /** Follow a pointer; the others make way, so that the step under it is never taken out of the page. */
  drag(step, down) {
    if (down.button !== 0 || down.target.closest("button, select") || this.isOff()) return;
    if (down.pointerType === "touch" && !down.target.closest(".step__place")) return;
    down.preventDefault();
    const before = [...this.list.children];
    const stop = new AbortController();
    step.classList.add("step--held");
    const follow = (event) => this.follow(step, event.clientY);
    const drop = () => {
      stop.abort();
      step.classList.remove("step--held");
      if (before.some((each, place) => each !== this.list.children[place])) this.answer(step);
    };
    addEventListener("pointermove", follow, { signal: stop.signal });
    addEventListener("pointerup", drop, { signal: stop.signal });
    addEventListener("pointercancel", drop, { signal: stop.signal });
  }

  follow(step, y) {
    const above = step.previousElementSibling;
    const below = step.nextElementSibling;
    if (above && y < middle(above)) step.after(above);
    else if (below && y > middle(below)) step.before(below);
  }

  isOff() {
    return this.closest("[inert]") !== null || this.field(this).matches(":disabled");
  }
}

function middle(element) {
  const box = element.getBoundingClientRect();
  return box.top + box.height / 2;
}

customElements.define("order-list", OrderList);
