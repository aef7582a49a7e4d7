/** The editor of an item: shows it as one types, keeps what is typed in this tab, and asks before it is left. */

import { Drafts } from "./drafts.js";

const PAUSE = 400;

class ItemEditor extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.looked = this.querySelector("[data-looked]");
    this.voice = this.querySelector("[data-voice]");
    this.drafts = new Drafts(this.getAttribute("draft"));
    this.isChanged = this.hasAttribute("typed");
    for (const [target, part] of this.told(this.looked)) target.told = part.innerHTML;
    for (const kind of ["input", "change", "editor:changed"]) this.form.addEventListener(kind, () => this.change());
    this.addEventListener("editor:told", ({ detail }) => this.say(detail));
    this.form.addEventListener("submit", ({ submitter }) => this.leave(submitter?.value === "save"));
    this.looked.addEventListener("focusout", () => setTimeout(() => this.late && this.put(this.late)));
    addEventListener("beforeunload", (event) => {
      if (this.isChanged && !this.isLeaving) event.preventDefault();
    });
    addEventListener("pageshow", () => {
      this.isLeaving = false; // somebody went back to this page
    });
    this.offer();
  }

  get mark() {
    return this.getAttribute("mark");
  }

  change() {
    this.isChanged = true;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.look(), PAUSE);
  }

  /** The form goes to the server: nobody is asked, and the draft stays until the page that follows knows better. */
  leave(isSaved) {
    this.isLeaving = true;
    clearTimeout(this.waiting); // what was typed last is kept here, and must not come after as if it were not sent
    this.drafts.keep(this.form, this.mark, isSaved);
  }

  /** Show the item as it is typed now; an older answer never overtakes a newer one. */
  async look() {
    this.drafts.keep(this.form, this.mark);
    this.asking?.abort();
    const { signal } = (this.asking = new AbortController());
    const body = new URLSearchParams(new FormData(this.form));
    body.set("act", "check");
    try {
      const answer = await fetch(this.getAttribute("preview"), { method: "POST", body, signal });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.put(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") this.say("The preview could not be updated.");
    }
  }

  /** Put the answer into the page, but not under somebody's hand. */
  put(html) {
    const isBusy = this.looked.contains(document.activeElement);
    this.late = isBusy ? html : null;
    if (isBusy) return;
    const page = document.createElement("template");
    page.innerHTML = html;
    for (const [target, part] of this.told(page.content)) {
      if (target.told === part.innerHTML) continue;
      target.told = part.innerHTML;
      target.replaceChildren(part.content.cloneNode(true));
      target.dispatchEvent(new Event("editor:drawn", { bubbles: true }));
    }
    this.looked.replaceChildren(page.content);
    this.say(this.looked.querySelector("[data-says]").dataset.says);
  }

  /** What an answer says of other places of the page, with those places. */
  told(answer) {
    const parts = [...answer.querySelectorAll("template[data-into]")];
    return parts.map((part) => [document.getElementById(part.dataset.into), part]).filter(([target]) => target);
  }

  say(words) {
    if (this.voice.textContent !== words) this.voice.textContent = words;
  }

  /** Offer what was typed here before and not saved. */
  offer() {
    if (this.hasAttribute("typed")) return;
    const left = this.drafts.left(this.form, this.mark);
    const asks = this.querySelector("[data-kept]");
    if (!left) {
      this.drafts.drop();
      return;
    }
    asks.hidden = false;
    asks.querySelector("[data-take]").addEventListener("click", () => this.take(left));
    asks.querySelector("[data-drop]").addEventListener("click", () => {
      this.drafts.drop();
      asks.hidden = true;
      this.querySelector("h1").tabIndex = -1;
      this.querySelector("h1").focus();
    });
  }

  /** The server lays the form out again with what was kept, whatever rows it has; nothing is saved by that. */
  take(entries) {
    const token = this.form.querySelector("[name=csrf_token]");
    const form = Object.assign(document.createElement("form"), { method: "post", hidden: true });
    for (const [name, value] of [...entries, ["act", "check"], ...(token ? [["csrf_token", token.value]] : [])]) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    this.append(form);
    this.isLeaving = true;
    form.submit();
  }
}

customElements.define("item-editor", ItemEditor);
