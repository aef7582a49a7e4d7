/** A practical half filled in survives a lost connection and a closed browser, on this device, until it is signed. */

const KEPT = "practical:";
const LONGEST = 7 * 24 * 3600 * 1000;
const NEVER = new Set(["csrf_token"]);

function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Forget what was signed since as it stands, and what nobody came back to within a week; what was changed since stays. */
function tidy() {
  const signed = new Set([...document.querySelectorAll("[data-signed]")].map((row) => row.dataset.signed));
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith(KEPT))) {
    const draft = kept(key);
    const isSigned = draft?.entries.some(([name, value]) => name === "form_key" && signed.has(value));
    if (!draft || (isSigned && draft.sent) || Date.now() - draft.at > LONGEST) localStorage.removeItem(key);
  }
}

/** What stands in the form, but for what belongs to this visit alone. */
function entries(form) {
  return [...new FormData(form)].filter(([name]) => !NEVER.has(name));
}

/** Put what was kept of this person back into the form, its key too, so that what was sent before is not signed twice. */
function restore(form, draft) {
  const said = new Map();
  for (const [name, value] of draft.entries) said.set(name, [...(said.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || NEVER.has(control.name)) continue;
    const values = said.get(control.name) ?? [];
    if (control.type === "checkbox") control.checked = values.includes(control.value);
    else if (values.length) control.value = values[0];
  }
}

class Draft {
  constructor(form) {
    this.form = form;
    this.key = KEPT + form.dataset.draft;
    this.notice = form.querySelector("[data-draft-says]");
    const draft = kept(this.key);
    if ("refused" in form.dataset) this.keep();
    else if (draft) this.bringBack(draft);
    form.addEventListener("input", () => this.keep());
    form.addEventListener("submit", (event) => this.send(event));
    form.querySelector("[data-draft-drop]").addEventListener("click", () => this.drop());
  }

  bringBack(draft) {
    restore(this.form, draft);
    const at = new Date(draft.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const state = draft.sent ? "It was sent and no answer came: sign it again as it is, and it counts once." : "It is not signed yet.";
    this.say("Taken up where you left off", `It was kept on this device on ${at}. ${state}`);
  }

  /** Keep what stands in the form; `sent` while it is on its way, until something is changed. */
  keep(sent = false) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), sent, entries: entries(this.form) }));
    } catch {
      // no room, or not allowed: the form works without it
    }
  }

  send(event) {
    this.keep(navigator.onLine);
    if (navigator.onLine) return;
    event.preventDefault();
    this.say("There is no connection", "Nothing is lost: what you ticked and typed is kept on this device. Sign it once you are connected again.");
    this.notice.scrollIntoView({ block: "center" });
  }

  drop() {
    localStorage.removeItem(this.key);
    location.assign(location.href);
  }

  say(title, words) {
    this.notice.hidden = false;
    this.notice.querySelector("[data-draft-title]").textContent = title;
    this.notice.querySelector("[data-draft-words]").textContent = words;
  }
}

tidy();
const form = document.querySelector("form[data-draft]");
if (form) new Draft(form);
