"""How each verdict is shown: word, tone and shape, what it means and what to do.

Only a good one is green, and no two have one shape: they are told apart in grey, and by whoever reads one out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from trainer.certificates.checks import LICENCE, Check, LicenceClock
from trainer.certificates.machine import LED_TO
from trainer.certificates.paper import Paper
from trainer.certificates.rules import State, Verdict
from trainer.certificates.verification import Verification
from trainer.documents import written_day


@dataclass(frozen=True)
class Showing:
    """A verdict as a page shows it; `kind` is the tone and `icon` the shape."""

    word: str
    kind: str
    icon: str
    means: str
    do: str

    @property
    def is_active(self) -> bool:
        """Whether the certificate is good, whatever became of the licence."""
        return self in (SHOWINGS[Verdict.VALID], LICENCE_LAPSED, LICENCE_UNCONFIRMED)


SHOWINGS = {
    Verdict.VALID: Showing(
        "Valid", "ok", "ok", "This certificate is active.",
        "Rely on it for what it covers. Look up the licence as well.",
    ),
    Verdict.EXPIRED: Showing(
        "Expired", "warn", "expired", "Its term is over. It was good until then.",
        "Ask the holder whether it is being renewed.",
    ),
    Verdict.SUSPENDED: Showing(
        "Suspended", "warn", "paused", "It is set aside while a question is looked into.",
        "Do not rely on it for now. Check again later.",
    ),
    Verdict.UNDER_REVIEW: Showing(
        "Under review", "warn", "half", "The decision behind it is being looked at again.",
        "Do not rely on it alone. Ask the holder, and check again later.",
    ),
    Verdict.REVOKED: Showing(
        "Revoked", "bad", "revoked", "The issuer has taken it back.",
        "Do not rely on it, whatever the paper says.",
    ),
    Verdict.SUPERSEDED: Showing(
        "Superseded", "", "older", "A newer term has taken its place.",
        "Open the current term.",
    ),
    Verdict.WITHDRAWN: Showing(
        "Withdrawn", "bad", "withdrawn", "It was issued in error and has been withdrawn.",
        "Do not rely on it, whatever the paper says.",
    ),
    Verdict.TAMPERED: Showing(
        "Tampered", "bad", "warn", "It is not what was issued: something was changed.",
        "Do not rely on it. Ask the holder for the original, and check its identifier.",
    ),
    Verdict.NOT_LOGGED: Showing(
        "Not logged", "warn", "bad", "The public log does not hold it. Just after issue this takes a few minutes.",
        "Do not rely on it yet. Check again in an hour; if it says the same, write to the issuer.",
    ),
    Verdict.BACK_DATED: Showing(
        "Back-dated", "bad", "clock", "It claims a day long before the public log first had it.",
        "Do not rely on its date of issue. Write to the issuer.",
    ),
    Verdict.UNKNOWN: Showing(
        "Unknown", "", "unknown", "We hold nothing that we can show under this identifier.",
        "Compare it with the paper, symbol by symbol. If it is right, ask the holder for the link.",
    ),
}  # fmt: skip
LICENCE_LAPSED = Showing(
    "Certificate valid; licence lapsed", "warn", "lapsed", "The certificate is active; the licence has lapsed.",
    "A certificate is no licence. Look the licence up on the register before you rely on either.",
)  # fmt: skip
LICENCE_UNCONFIRMED = Showing(
    "Certificate valid; licence not confirmed", "warn", "unconfirmed",
    "The certificate is active; no licence is confirmed.",
    "A certificate is no licence. Look the licence up on the register before you rely on either.",
)  # fmt: skip
SUPERSEDED_ALONE = replace(SHOWINGS[Verdict.SUPERSEDED], do="Ask the holder for the current one.")
"""Where no term stands in its place, or the holder does not show it."""
OURS_TO_MEND = replace(
    SHOWINGS[Verdict.UNDER_REVIEW], means="One of the checks below did not hold, and that is ours to mend."
)
"""Where nobody put it under review."""
REPLACED = Showing(
    "File replaced", "warn", "replaced",
    "We issued this file. A newer one of the same certificate has taken its place.",
    "Open its page, which says what holds now, and ask for the present file.",
)  # fmt: skip


def showing_of(found: Verification) -> Showing:
    """How this verification is shown: green only when certificate and licence are both good."""
    if found.verdict is Verdict.SUPERSEDED and found.successor is None:
        return SUPERSEDED_ALONE
    if found.verdict is Verdict.UNDER_REVIEW and not is_decided(found):
        return OURS_TO_MEND
    return showing_beside(found.verdict, found.licence)


def is_decided(found: Verification) -> bool:
    """Whether the verdict is what somebody decided about the term, and not what became of what we keep of it."""
    return found.certificate.state == found.verdict.value


def showing_beside(verdict: Verdict, licence: LicenceClock) -> Showing:
    """How a verdict is shown beside a licence that stands like this."""
    if verdict is not Verdict.VALID or licence.status == "current":
        return SHOWINGS[verdict]
    return LICENCE_LAPSED if licence.status == "lapsed" else LICENCE_UNCONFIRMED


@dataclass(frozen=True)
class Mark:
    """How one thing is marked beside its words: the shape, what it says, and the tone."""

    icon: str
    says: str
    kind: str


MARKS = {
    True: Mark("ok", "passed", ""),
    False: Mark("bad", "not passed", "bad"),
    None: Mark("none", "not done", "none"),
}
LICENCES = {
    "current": Mark("ok", "Current", "ok"), "lapsed": Mark(LICENCE_LAPSED.icon, "Lapsed", "warn"),
    "unconfirmed": Mark(LICENCE_UNCONFIRMED.icon, "Not confirmed", "warn"),
}  # fmt: skip


def licence_mark(licence: LicenceClock) -> Mark:
    """The mark of a licence, the same at its clock and among the checks; green only where somebody looked lately."""
    if licence.status == "current" and licence.is_old:
        return replace(LICENCES["unconfirmed"], says="Not confirmed lately")
    return LICENCES[licence.status]


def check_mark(check: Check, licence: LicenceClock | None = None) -> Mark:
    """The mark of a check: where it did not hold, that of the verdict it tells; the licence is marked as its clock."""
    if check.ok is False and check.tells is not None:
        shown = SHOWINGS[check.tells]
        return Mark(shown.icon, MARKS[False].says, shown.kind or MARKS[None].kind)
    if check.name != LICENCE or licence is None or licence_mark(licence) == LICENCES["current"]:
        return MARKS[check.ok]
    return replace(licence_mark(licence), says=MARKS[check.ok].says)


@dataclass(frozen=True)
class Competence:
    """The clock of a term: how it stands, since or until which day, and more in smaller words."""

    says: str
    on: date | None
    more: str


ENDED = {
    Verdict.SUSPENDED: "suspended on", Verdict.REVOKED: "revoked on", Verdict.UNDER_REVIEW: "under review since",
    Verdict.SUPERSEDED: "superseded on", Verdict.WITHDRAWN: "withdrawn on",
}  # fmt: skip
"""How a term that no longer holds is told."""


def competence_of(found: Verification) -> Competence:
    """What the clock of the term says: its last day while it holds, else when and how it ended.

    What somebody once suspected, and was settled since, is never told as the reason of a check that fails today.
    """
    issued, last = found.certificate.issued_on, found.certificate.expires_on
    span = f"Issued {written_day(issued.isoformat())}, to last until {written_day(last.isoformat())}."
    if found.verdict in (Verdict.VALID, Verdict.EXPIRED):
        says = "until" if found.verdict is Verdict.VALID else "ended on"
        return Competence(says, last, f"Issued {written_day(issued.isoformat())}. We assessed this ourselves.")
    kinds = LED_TO[State(found.verdict)] if found.verdict in ENDED else frozenset()
    lines = [line for line in found.history if line.is_this and line.stated["kind"] in kinds]
    if not lines or not is_decided(found):
        return Competence("not confirmed", None, f"It says: {span[0].lower()}{span[1:]} The checks do not bear it out.")
    ended = lines[-1 if found.verdict is Verdict.SUPERSEDED else 0]  # one decided again was superseded before
    return Competence(ENDED[found.verdict], ended.on, f"{ended.because}. {span}" if ended.because else span)


def showing_of_paper(paper: Paper) -> Showing:
    """How the verdict on a file is shown: as that on its certificate, unless the file itself tells another."""
    if paper.is_replaced and paper.verdict is Verdict.SUPERSEDED:
        return REPLACED
    if paper.live is not None and paper.live.verdict is paper.verdict:
        return showing_of(paper.live)
    return SHOWINGS[paper.verdict]


ANSWERS = (
    SHOWINGS[Verdict.VALID],
    LICENCE_LAPSED,
    *(showing for verdict, showing in SHOWINGS.items() if verdict is not Verdict.VALID),
)
"""Every answer the page can give, for the page that explains them."""
