/** A PDF is checked here, and stays here: one that is dropped or chosen, or the file of the certificate on the page. */

import { fetched } from "./document.js";
import { judged, OPEN } from "./judge.js";
import { Host } from "./result.js";

class VerifyDocument extends Host {
  connectedCallback() {
    super.connectedCallback();
    this.input = this.querySelector("input[type=file]");
    this.form = this.querySelector("form");
    for (const part of this.querySelectorAll("[data-here]")) part.hidden = false;
    for (const part of this.querySelectorAll("[data-plain]")) part.hidden = true;
    this.input.addEventListener("change", () => this.chosen(this.input.files));
    this.form.addEventListener("submit", (event) => this.submitted(event));
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("drop", (event) => this.dropped(event));
  }

  dropped(event) {
    event.preventDefault();
    this.chosen(event.dataTransfer.files);
  }

  /** The button sends nothing, unless the person asks for the server's check by its own button. */
  submitted(event) {
    if (event.submitter?.hasAttribute("data-send")) return;
    event.preventDefault();
    this.chosen(this.input.files);
  }

  async chosen([file]) {
    if (!file) return;
    this.result.replaceChildren();
    this.said.textContent = `Checking ${file.name} on this device…`;
    const turn = (this.turn = Symbol(file.name));
    const found = await judged(file, this);
    if (turn !== this.turn) return;
    const canSayMore = found.word === OPEN || found.checks.some(({ isOpen }) => isOpen);
    this.querySelector("details").open ||= canSayMore; // with the button that sends the file
    this.show(found);
  }
}

/**
 * The file of the certificate on whose page this stands; `held.js` begins it. Throws where it is not to be had.
 *
 * How the answers are shown is read from the page of the door: no page of a certificate holds a verdict but its own.
 */
class VerifyHeld extends Host {
  async check() {
    const paths = [this.dataset.file, this.dataset.answers];
    const [file, door] = await Promise.all(paths.map((path) => fetched(path, { cache: "no-store" })));
    this.door = new DOMParser().parseFromString(await door.text(), "text/html");
    const found = await judged(await file.blob(), this);
    this.result.replaceChildren();
    this.show({ ...found, credential: null }); // what it says stands on the page already
  }

  answers() {
    return this.door;
  }

  card(found) {
    const card = super.card(found);
    card.querySelector(".verdict").classList.add("verdict--small");
    return card;
  }
}

customElements.define("verify-document", VerifyDocument);
customElements.define("verify-held", VerifyHeld);
