/** What is known of a file's certificate: as the server holds it, or, where it gives no answer, as the file says it. */

import { day } from "./dates.js";
import { element, icon } from "./elements.js";

const LICENCE = { current: "Current", lapsed: "Lapsed", unconfirmed: "Not confirmed" };
const LOOK_UP = "A licence can change on any day: look it up on its register before you rely on it.";

/** A heading, a list of facts, and the way to the page that says it all; nothing where the file says nothing. */
export function facts({ credential, identifier, held }) {
  if (!credential || !identifier) return null;
  const rows = held?.holder ? ofRegister(held) : ofFile(credential);
  const list = element("dl", { className: "facts" });
  list.append(...rows.map(([name, ...what]) => row(name, what)));
  const part = element("section", { className: "stack" });
  part.append(element("h2", { textContent: held?.holder ? "What we hold" : "What the file says" }), list);
  if (held?.holder) {
    const link = element("a", { className: "button", href: `/v/${identifier}`, textContent: "See all that we hold" });
    part.append(element("p", {}, link));
  }
  return part;
}

function ofRegister(held) {
  return [
    ["Name as certified", held.holder],
    ["Certificate", held.certificate, small(held.issuer)],
    ["Basis", held.basis],
    ["Scope", scope(held.scope)],
    ["Issued", day(held.issued_on)],
    ["Valid until", day(held.expires_on), small(`That day included, ${held.zone}`)],
    ["Licence", licence(held.licence), small(LOOK_UP)],
  ];
}

function ofFile(credential) {
  return [
    ["Name as certified", credential.credentialSubject?.identifier?.[0]?.identityHash],
    ["Certificate", credential.name, small(credential.issuer?.name)],
    ["Issued", day(credential.validFrom)],
    ["Valid until", day(credential.validUntil)],
  ];
}

function licence({ status, confirmed_at: at, authority }) {
  return at ? `${LICENCE[status]}, last confirmed on ${day(at)}: ${authority}` : LICENCE[status];
}

/** Each part with its state, the thorax like any other: what was not observed is said. */
function scope(parts) {
  const list = element("ul", { className: "stack stack--s scope" });
  for (const { part, state, on } of parts) {
    const isSeen = state !== "not observed";
    const says = `${part[0].toUpperCase()}${part.slice(1)}: ${state}${on ? ` ${day(on)}` : ""}`;
    const words = element("span", { className: `state${isSeen ? " state--ok" : ""}` }, icon(isSeen ? "ok" : "none"), says);
    list.append(element("li", {}, words));
  }
  return list;
}

function row(name, what) {
  return element("div", {}, element("dt", { textContent: name }), element("dd", {}, ...what));
}

function small(textContent) {
  return element("small", { textContent });
}
