/** A drawing with places: pointing at one chooses it in the list. The list, the marks and the form need no script. */

customElements.define(
  "spot-picture",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("click", ({ target }) => {
        const region = target.closest("[data-region]");
        if (region) this.querySelector(`input[value="${region.dataset.region}"]`).click(); // tells its form, too
      });
    }
  },
);
