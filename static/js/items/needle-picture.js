/** A drawing that follows four lists: the chosen entry, and the needle for entry, direction and depth. */

const SVG = "http://www.w3.org/2000/svg";
const STUB = 26; // as much shaft stays outside at the greatest depth (question_bank/items/needle_shown.py)
const HANDLE = 44;

/** The points of a needle along its line: where the handle begins, where it ends, and the tip. */
export function needle(entry, angle, inside, longest) {
  const outside = longest + STUB - inside;
  const along = (way) => [entry.x + way * Math.cos(angle), entry.y + way * Math.sin(angle)].map((n) => n.toFixed(1));
  return { handle: along(-outside - HANDLE), collar: along(-outside), tip: along(inside) };
}

customElements.define(
  "needle-picture",
  class extends HTMLElement {
    connectedCallback() {
      this.line = document.createElementNS(SVG, "g");
      this.line.setAttribute("class", "needle-line");
      this.querySelector(".needles").append(this.line);
      this.addEventListener("click", ({ target }) => {
        const entry = target.closest("[data-entry]");
        if (entry) this.querySelector(`input[value="${entry.dataset.entry}"]`).click(); // tells its form, too
      });
      for (const told of ["change", "exam:written"]) this.addEventListener(told, () => this.draw());
      this.draw();
    }

    chosen(part) {
      return this.querySelector(`input[name$=".${part}"]:checked`)?.dataset;
    }

    draw() {
      const [entry, direction, depth] = ["entry", "direction", "depth"].map((part) => this.chosen(part));
      this.line.replaceChildren();
      if (!entry || !direction) return;
      const point = { x: Number(entry.x), y: Number(entry.y) };
      const angle = (Number(direction.angle) * Math.PI) / 180;
      const { handle, collar, tip } = needle(point, angle, Number(depth?.length ?? 0), Number(this.getAttribute("longest")));
      this.line.append(path("shaft", collar, tip), path("needle", handle, collar));
    }
  },
);

function path(kind, from, to) {
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("class", kind);
  line.setAttribute("d", `M${from.join(" ")}L${to.join(" ")}`);
  return line;
}
