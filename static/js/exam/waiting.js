/** Waits for the mark, and shows the result as soon as it is there. */

const PAUSES = [1_000, 1_000, 2_000, 2_000, 3_000, 5_000];

class ExamWaiting extends HTMLElement {
  async connectedCallback() {
    const status = this.querySelector("[data-waiting]");
    status.textContent = "Looking again by itself";
    for (let tries = 0; ; tries += 1) {
      await new Promise((done) => setTimeout(done, PAUSES[Math.min(tries, PAUSES.length - 1)]));
      const answer = await fetch(this.getAttribute("clock-url")).catch(() => null);
      const said = answer?.ok ? await answer.json().catch(() => null) : null;
      if (said?.state === "graded" || said?.state === "void") return location.reload();
    }
  }
}

customElements.define("exam-waiting", ExamWaiting);
