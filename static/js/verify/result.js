/** How the result of a check on this device is shown: verdict, facts, and each check with its own result and time. */

import { clockTime, moment } from "./dates.js";
import { element, icon } from "./elements.js";
import { facts } from "./facts.js";
import { OPEN } from "./judge.js";

const MARKS = {
  true: ["ok", "passed", ""],
  false: ["bad", "not passed", "is-bad"],
  null: ["none", "not done", "is-none"],
};

/** What checks files on a page: where pdf.js lies, and how each word is shown. */
export class Host extends HTMLElement {
  connectedCallback() {
    this.said = this.querySelector("[data-said]");
    this.result = this.querySelector("[data-result]");
  }

  template(word) {
    return [...this.answers().querySelectorAll("template[data-word]")].find((one) => one.dataset.word === word);
  }

  /** What holds a template for each word. */
  answers() {
    return this;
  }

  isMarked(word, mark) {
    return this.template(word)?.hasAttribute(mark) ?? false;
  }

  /** The card of the verdict, with the moment of the check and the way to the term that took its place. */
  card({ word, checks, held }) {
    const card = (this.template(word) ?? this.template(OPEN)).content.cloneNode(true);
    const todo = card.querySelector(".verdict__do");
    todo.before(" Checked on ", moment(checks.at(-1).at, this.dataset.zone), ".");
    if (word === "Superseded") {
      const next = held?.superseded_by;
      const href = `/v/${next}`;
      todo.append(" ", next ? element("a", { href, textContent: "The term that followed" }) : "Ask the holder for it.");
    }
    return card;
  }

  /** Everything about a file; a false one comes without a credential, and nothing that it says is repeated. */
  show(found) {
    const said = facts(found);
    const list = checked(found.checks, this.dataset.zone);
    this.result.append(this.card(found), said ? element("div", { className: "split split--wide" }, said, list) : list);
    this.said.textContent = `${found.word}. ${summary(found.checks)}`;
  }
}

/** The checks under their heading. */
function checked(checks, zone) {
  const heading = element("h2", { textContent: "Checks made on this device" });
  const list = element("ul", { className: "checks" }, ...checks.map((check) => line(check, zone)));
  return element("section", { className: "stack stack--s" }, heading, list);
}

/** How many checks ended how, and which did not pass. */
function summary(checks) {
  const count = (wanted) => checks.filter(({ ok }) => ok === wanted).length;
  const failed = checks.filter(({ ok }) => ok === false).map(({ name }) => name);
  const more = failed.length ? ` Not passed: ${failed.join(", ")}.` : "";
  return `${count(true)} checks passed, ${count(false)} not passed, ${count(null)} not done.${more}`;
}

function line({ name, ok, detail, at }, zone) {
  const [shape, word, className] = MARKS[ok];
  const title = element("b", {}, name, element("span", { className: "sr", textContent: `: ${word}` }));
  const box = element("div", {}, title, element("span", { className: "muted", textContent: detail }));
  return element("li", { className }, icon(shape), box, clockTime(at, zone));
}
