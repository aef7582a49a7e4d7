/** Which attempt this page shows, and where the server listens: told by the page; `position` follows every move. */

const told = document.querySelector("[data-attempt]").dataset;

export const attempt = {
  id: told.attempt,
  of: Number(told.of),
  position: Number(told.position) || null, // null on the review and other pages without a question
  title: told.title,
  person: told.person,
  zone: told.zone,
  window: told.window || null, // the writer that wrote last when the page was made
  urls: {
    clock: told.clockUrl,
    window: told.windowUrl,
    signals: told.signalsUrl,
    submit: told.submitUrl,
    questions: told.questionsUrl,
    result: told.resultUrl,
    review: told.reviewUrl,
    saveAt: (position) => told.saveUrl.replace(/0$/, String(position)),
    at: (position) => `${told.pageUrl}?q=${position}`,
  },
};

/** Tell every part of the page that something happened. */
export function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(`exam:${name}`, { detail }));
}

/** Hear what another part of the page tells. */
export function hear(name, listener) {
  document.addEventListener(`exam:${name}`, (event) => listener(event.detail));
}

const SHAPE = { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: told.zone, timeZoneName: "short" };
const FACE = new Intl.DateTimeFormat("en-GB", SHAPE);

/** The time of day of a moment, in the server's zone: 14:07:12 UTC. */
export function timeOf(moment) {
  return FACE.format(new Date(moment));
}

/** 1 answer waits, 2 answers wait. */
export function many(count, one, more) {
  return `${count} ${count === 1 ? one : more}`;
}

export function sign(name, kind = "icon") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", kind);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/static/img/icons.svg#${name}`);
  svg.append(use);
  return svg;
}
