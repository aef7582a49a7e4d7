/** A drawing read from a file into the field that holds it as text. */

import { write } from "./telling.js";

customElements.define(
  "drawing-source",
  class extends HTMLElement {
    connectedCallback() {
      const part = this.querySelector("[data-file]");
      part.hidden = false;
      part.querySelector("input").addEventListener("change", async (event) => {
        event.stopPropagation();
        const [file] = event.target.files;
        if (file) write(this.querySelector("[name=picture-svg]"), await file.text());
      });
    }
  },
);
