"""What a verifier is told of one identifier at one moment: verdict, record, licence, checks, history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from trainer.certificates import queries
from trainer.certificates.models import Certificate, CertificateSeries, CertificationDecision
from trainer.certificates.rules import KNOWLEDGE, State, Verdict, basis_words, grouped, verdict_of
from trainer.core import clock
from trainer.core.errors import NotFound
from trainer.licensing import queries as licences
from trainer.licensing.models import Licence
from trainer.licensing.rules import Seen, is_current
from trainer.storage import Storage


@dataclass(frozen=True)
class LicenceClock:
    """The holder's licence: current, lapsed or unconfirmed; by which authority; when it was last seen as active."""

    status: str
    authority: str
    confirmed_on: date | None


@dataclass(frozen=True)
class Check:
    """One thing looked at just now: it held, it did not, or it was not to be had."""

    name: str
    ok: bool | None
    at: datetime
    detail: str


@dataclass(frozen=True)
class Happening:
    """One line of the history of a certification."""

    on: date
    says: str
    identifier: str
    is_this: bool


@dataclass(frozen=True)
class Verification:
    """Everything a verifier may know, and nothing else about the holder."""

    verdict: Verdict
    certificate: Certificate
    successor: Certificate | None
    licence: LicenceClock
    checks: tuple[Check, ...]
    history: tuple[Happening, ...]
    at: datetime

    @property
    def record(self) -> dict[str, Any]:
        """What was certified, as it stood at issue."""
        return self.certificate.record

    @property
    def grouped(self) -> str:
        """The identifier as people read it."""
        return grouped(self.certificate.identifier)

    @property
    def basis(self) -> str:
        """What was assessed, and whether the exam was supervised."""
        return basis_words(self.record["basis"], self.record["supervision"])

    @property
    def is_without_licence(self) -> bool:
        """Whether the certificate is good and yet the licence is not."""
        return self.verdict is Verdict.VALID and self.licence.status != "current"


def verify(session: Session, identifier: str, storage: Storage, *, now: datetime) -> Verification:
    """Look at everything about one well-formed identifier; NotFound when there is nothing to show."""
    certificate = queries.by_identifier(session, identifier)
    if certificate is None:
        raise NotFound("We hold nothing that we can show under this identifier.")
    terms = queries.terms_of(session, certificate.series_id)
    licence = licence_clock(session, certificate, now=now)
    decision = check_decision(session, certificate, now)
    checks = (
        check_status(certificate, now),
        check_dates(certificate, now),
        decision,
        check_paper(certificate, storage, now),
        check_licence(licence, now),
    )
    return Verification(
        verdict=held_back(term_verdict(certificate, now), decision),
        certificate=certificate,
        successor=next((term for term in terms if term.id == certificate.superseded_by_id), None),
        licence=licence,
        checks=checks,
        history=history_of(terms, certificate),
        at=now,
    )


def held_back(verdict: Verdict, decision: Check) -> Verdict:
    """The verdict, but never valid on a record that its decision does not bear out."""
    return Verdict.UNDER_REVIEW if verdict is Verdict.VALID and not decision.ok else verdict


def term_verdict(certificate: Certificate, now: datetime) -> Verdict:
    """The verdict on a term at a moment, by the days of its issuer's zone."""
    return verdict_of(State(certificate.state), certificate.expires_on, clock.day_of(now, certificate.record["zone"]))


def licence_clock(session: Session, certificate: Certificate, *, now: datetime) -> LicenceClock:
    """How the holder's licence stands: the one in force, else the last that was ever confirmed."""
    holder = session.get_one(CertificateSeries, certificate.series_id).person_id
    in_force = licences.eligible_licence(session, holder, now=now)
    if in_force is not None:
        return LicenceClock("current", in_force.authority, _confirmed_on(in_force))
    last = next((one for one in licences.licences_of(session, holder) if _confirmed_on(one)), None)
    if last is None:
        return LicenceClock("unconfirmed", "", None)
    return LicenceClock("lapsed" if _has_lapsed(last, now) else "unconfirmed", last.authority, _confirmed_on(last))


def _confirmed_on(licence: Licence) -> date | None:
    """The last day on which the register showed this licence as active."""
    return max((check.checked_on for check in licence.checks if check.status_seen == Seen.ACTIVE.value), default=None)


def _has_lapsed(licence: Licence, now: datetime) -> bool:
    """Whether its day of expiry is over, or the register already said so."""
    newest = licences.newest_check(licence)
    said_so = newest is not None and newest.status_seen == Seen.EXPIRED.value
    return said_so or not is_current(licence.expires_on, licence.zone, now)


def check_status(certificate: Certificate, now: datetime) -> Check:
    """Nobody has set the certificate aside."""
    if certificate.state == State.ACTIVE.value:
        return Check("Status", True, now, "Not suspended, not revoked, not superseded")
    return Check("Status", False, now, certificate.state.replace("_", " ").capitalize())


def check_dates(certificate: Certificate, now: datetime) -> Check:
    """Today, in the issuer's zone, lies within the term."""
    today = clock.day_of(now, certificate.record["zone"])
    is_within = certificate.issued_on <= today <= certificate.expires_on
    return Check("Dates", is_within, now, "Within its term" if is_within else "Outside its term")


def check_decision(session: Session, certificate: Certificate, now: datetime) -> Check:
    """A recorded decision stands behind the certificate, and record and register say the same."""
    decision = session.get_one(CertificationDecision, certificate.decision_id)
    record = certificate.record
    agrees = (
        all(gate["open"] for gate in decision.inputs["gates"].values())
        and record["identifier"] == certificate.identifier
        and record["issued_on"] == certificate.issued_on.isoformat()
        and record["expires_on"] == certificate.expires_on.isoformat()
    )
    detail = "Every condition held when it was issued" if agrees else "The record and the decision do not agree"
    return Check("Decision", agrees, now, detail)


def check_paper(certificate: Certificate, storage: Storage, now: datetime) -> Check:
    """The stored PDF is the one that was issued, to the byte."""
    if certificate.pdf_key is None:
        return Check("PDF", None, now, "Being made; it follows within minutes")
    try:
        storage.get(certificate.pdf_key)
    except KeyError:
        return Check("PDF", False, now, "The stored file is missing or was changed")
    return Check("PDF", True, now, "The stored file is the one that was issued")


LICENCE_SAYS = {
    "current": "Verified, and not past its day of expiry",
    "lapsed": "Past its day of expiry",
    "unconfirmed": "The register no longer confirms it, or we hold none",
}


def check_licence(licence: LicenceClock, now: datetime) -> Check:
    """The holder's licence is verified and in force."""
    return Check("Licence", licence.status == "current", now, LICENCE_SAYS[licence.status])


def history_of(terms: list[Certificate], this: Certificate) -> tuple[Happening, ...]:
    """The terms of the series, newest first, each with its beginning and what became of it."""
    began = {term.id: term.issued_on for term in terms}
    lines: list[Happening] = []
    for place, term in enumerate(terms):
        if term.superseded_by_id in began:
            lines.append(_line(term, this, began[term.superseded_by_id], "Superseded: the next term took its place"))
        elif term.state not in (State.ACTIVE.value, State.SUPERSEDED.value):
            lines.append(_line(term, this, term.issued_on, f"Now {term.state.replace('_', ' ')}"))
        first = "First issued" if place == len(terms) - 1 else "Renewed: a new term began"
        scope = "knowledge only" if term.record["basis"] == KNOWLEDGE else "knowledge and observed practical"
        lines.append(_line(term, this, term.issued_on, f"{first}, {scope}"))
    return tuple(lines)


def _line(term: Certificate, this: Certificate, on: date, says: str) -> Happening:
    return Happening(on, says, term.identifier, term.id == this.id)
