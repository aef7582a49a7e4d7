/** On the page "Check a certificate": a PDF that is dropped or chosen is checked here, and stays here. */

import { checkDocument, isFalse, standing } from "./document.js";
import { checkFile } from "./log.js";
import { bearsMarks } from "./marks.js";

const MARKS = {
  true: ["ok", "passed", ""],
  false: ["bad", "not passed", "is-bad"],
  null: ["none", "not done", "is-none"],
};

const OPEN = "Not decided";
const FOREIGN = "No certificate of ours";
const ENDED = { "Credential: dates": "Expired", Revocation: "Revoked", "Log’s past": "Not logged" };

class VerifyDocument extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.said = this.querySelector("[data-said]");
    this.result = this.querySelector("[data-result]");
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
    const found = await this.checked(file);
    if (turn !== this.turn) return;
    this.show(found);
    this.said.textContent = `${found.word}. ${summary(found.checks)}`;
  }

  async checked(file) {
    const sources = { reader: this.dataset.reader, worker: this.dataset.worker };
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const found = await checkDocument(bytes, sources, Date.now());
      if (!isFalse(found.checks)) return await this.live(found, bytes);
      return { ...found, word: (await bearsMarks(bytes)) ? "Tampered" : FOREIGN };
    } catch {
      const detail = "What the issuer publishes was not to be had";
      return { word: OPEN, checks: [{ name: "Public keys", ok: null, detail }] };
    }
  }

  async live(found, bytes) {
    const told = (word, ok, detail, checks = found.checks) => {
      return { ...found, word, checks: [...checks, { name: "Standing now", ok, detail }] };
    };
    if (!found.identifier) return told(OPEN, null, "Not asked: no identifier could be read");
    try {
      const { says, file_commitment: commitment } = await standing(found.identifier);
      const checks = [...found.checks, await checkFile(bytes, found.salt, commitment)];
      return told(this.sober(says, checks), this.isGood(says), `The server says of its identifier: ${says}`, checks);
    } catch {
      return told(OPEN, null, "The server did not answer; what was found here still holds");
    }
  }

  /** What the server says of the identifier, unless it is active and a check made here fails or leaves it open. */
  sober(word, checks) {
    if (!this.template(word)?.hasAttribute("data-active")) return word;
    const failed = checks.find(({ ok }) => ok === false);
    if (failed) return ENDED[failed.name];
    return checks.some(({ isOpen }) => isOpen) ? OPEN : word;
  }

  isGood(word) {
    return this.template(word)?.hasAttribute("data-good") ?? false;
  }

  template(word) {
    return [...this.querySelectorAll("template[data-word]")].find((one) => one.dataset.word === word);
  }

  show({ word, checks, credential, identifier }) {
    const verdict = this.template(word) ?? this.template(OPEN);
    const list = document.createElement("ul");
    list.className = "checks";
    list.append(...checks.map(line));
    const canSayMore = word === OPEN || checks.some(({ isOpen }) => isOpen);
    this.querySelector("details").open ||= canSayMore; // with the button that sends the file
    const heading = Object.assign(document.createElement("h2"), { textContent: "Checks made on this device" });
    this.result.append(
      verdict.content.cloneNode(true),
      ...(isFalse(checks) ? [] : paper(credential, identifier)),
      heading,
      list
    );
  }
}

function summary(checks) {
  const count = (wanted) => checks.filter(({ ok }) => ok === wanted).length;
  const failed = checks.filter(({ ok }) => ok === false).map(({ name }) => name);
  const more = failed.length ? ` Not passed: ${failed.join(", ")}.` : "";
  return `${count(true)} checks passed, ${count(false)} not passed, ${count(null)} not done.${more}`;
}

/** What the file says, and the way to the page that says it all. */
function paper(credential, identifier) {
  if (!credential || !identifier) return [];
  const name = credential.credentialSubject?.identifier?.[0]?.identityHash;
  const said = document.createElement("p");
  const link = Object.assign(document.createElement("a"), {
    href: `/v/${identifier}`,
    textContent: "See all that we hold",
  });
  said.append(`The file says: ${name}, ${credential.name}. `, link);
  return [said];
}

function line({ name, ok, detail }) {
  const [shape, word, kind] = MARKS[ok];
  const item = document.createElement("li");
  item.className = kind;
  item.innerHTML = `<svg class="icon" aria-hidden="true"><use href="/static/img/icons.svg#${shape}"></use></svg>`;
  const [box, title, hidden, says] = ["div", "b", "span", "span"].map((tag) => document.createElement(tag));
  Object.assign(hidden, { className: "sr", textContent: `: ${word}` });
  Object.assign(says, { className: "muted", textContent: detail });
  title.append(name, hidden);
  box.append(title, says);
  item.append(box);
  return item;
}

customElements.define("verify-document", VerifyDocument);
