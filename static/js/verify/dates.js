/** Days and moments in words, as the pages of the server write them. */

const DAY = { day: "numeric", month: "long", year: "numeric" };
const TIME = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" };

/** A day in ISO form: 5 January 2030. */
export function day(iso) {
  return new Intl.DateTimeFormat("en-GB", { ...DAY, timeZone: "UTC" }).format(new Date(iso.slice(0, 10)));
}

/** A `<time>` with the time of day: 14:07 UTC. */
export function clockTime(at, zone) {
  return timed(at, { ...TIME, timeZone: zone });
}

/** A `<time>` with day and time: 5 January 2030, 14:07 UTC. */
export function moment(at, zone) {
  const found = clockTime(at, zone);
  found.textContent = written(at, zone);
  return found;
}

/** Day and time of a moment: 5 January 2030, 14:07 UTC; what is no moment is said to be none. */
export function written(at, zone = "UTC") {
  if (Number.isNaN(at.getTime())) return "no moment that can be read";
  const on = new Intl.DateTimeFormat("en-GB", { ...DAY, timeZone: zone }).format(at);
  return `${on}, ${new Intl.DateTimeFormat("en-GB", { ...TIME, timeZone: zone }).format(at)}`;
}

function timed(at, format) {
  const textContent = new Intl.DateTimeFormat("en-GB", format).format(at);
  return Object.assign(document.createElement("time"), { dateTime: `${at.toISOString().slice(0, 19)}Z`, textContent });
}
