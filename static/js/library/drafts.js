/** What was typed and not saved, kept in this tab so that a crash does not take it. */

const PASSING = new Set(["csrf_token", "act"]);

export class Drafts {
  constructor(name) {
    this.key = `item-draft:${name}`;
  }

  /** What stands in a form now. */
  static entries(form) {
    return [...new FormData(form)].filter(([name]) => !PASSING.has(name));
  }

  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  /** Keep what stands in the form; `mark` is what is written: which version of which item. */
  keep(form, mark, isSent = false) {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ mark, isSent, entries: Drafts.entries(form) }));
    } catch {
      // no room, or not allowed: the question before leaving is left
    }
  }

  drop() {
    sessionStorage.removeItem(this.key);
  }

  /** What may be taken back; nothing when it was saved, or is what the form says anyhow. */
  left(form, mark) {
    const kept = this.read();
    if (!kept || (kept.isSent && kept.mark !== mark)) return null;
    return JSON.stringify(kept.entries) === JSON.stringify(Drafts.entries(form)) ? null : kept.entries;
  }
}
