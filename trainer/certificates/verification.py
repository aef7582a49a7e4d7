"""What a verifier is told of one identifier at one moment: verdict, record, licence, checks, history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from trainer.certificates import checks, proofs
from trainer.certificates.checks import Check, LicenceClock
from trainer.certificates.evidence import Evidence, gathered, open_to_all
from trainer.certificates.history import Happening, history_of
from trainer.certificates.horizon import Horizon, seen_from
from trainer.certificates.machine import UNENDED
from trainer.certificates.models import Certificate
from trainer.certificates.rules import State, Verdict, basis_words, gravest, grouped, verdict_of
from trainer.certificates.service.workshop import Workshop
from trainer.core import clock
from trainer.core.errors import NotFound

NOTHING = "We hold nothing that we can show under this identifier."


@dataclass(frozen=True)
class Verification:
    """Everything a verifier may know, and nothing else about the holder.

    `successor` is the term that stands in the place of a superseded one now, if there is one and its holder shows it.
    `file_commitment` is how the log calls the present file: whoever has a file and its salt sees if it is that one.
    """

    verdict: Verdict
    certificate: Certificate
    successor: Certificate | None
    licence: LicenceClock
    checks: tuple[Check, ...]
    history: tuple[Happening, ...]
    note: str
    file_commitment: str | None
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
    def is_logged(self) -> bool:
        """Whether the public log has it, so that its proof is to be had."""
        return any(check.ok for check in self.checks if check.name == proofs.LOG)


def verify(session: Session, identifier: str, workshop: Workshop, *, now: datetime) -> Verification:
    """Look at everything about one well-formed identifier; NotFound when there is nothing to show."""
    found = verify_many(session, [identifier], workshop, now=now)
    if identifier not in found:
        raise NotFound(NOTHING)
    return found[identifier]


def verify_many(
    session: Session, identifiers: Iterable[str], workshop: Workshop, *, now: datetime
) -> dict[str, Verification]:
    """The same for many at once, in as few statements as for one; what cannot be shown is left out."""
    certificates = list(open_to_all(session, identifiers).values())
    if not certificates:
        return {}
    return {one.certificate.identifier: one for one in verified(session, certificates, workshop, now=now)}


def verified(
    session: Session, certificates: Sequence[Certificate], workshop: Workshop, *, now: datetime
) -> list[Verification]:
    """A verification of each of these certificates, whether its holder shows it to everybody or not."""
    horizon = seen_from(session, workshop, certificates)
    return [judge(one, horizon, workshop, now=now) for one in gathered(session, certificates)]


def judge(evidence: Evidence, horizon: Horizon, workshop: Workshop, *, now: datetime) -> Verification:
    """The verdict on what was gathered: the gravest that any check tells, and valid when none tells one."""
    certificate = evidence.certificate
    licence = checks.licence_clock(evidence.licences, now=now)
    credential = proofs.stored(workshop.storage, certificate.credential_key)
    made = (
        checks.check_status(certificate, now),
        checks.check_dates(certificate, now),
        checks.check_decision(evidence, now),
        proofs.check_credential(evidence, credential, horizon, workshop.did, now),
        proofs.check_log(evidence, credential, horizon.head, now),
        proofs.check_time(evidence, now),
        proofs.check_life(evidence, now),
        proofs.check_paper(evidence, workshop.storage, now),
        proofs.check_list(evidence, horizon, workshop, now),
        checks.check_licence(licence, now),
    )
    return Verification(
        verdict=gravest([Verdict.VALID, *(check.tells for check in made if check.tells)]),
        certificate=certificate,
        successor=_in_its_place(certificate, evidence.terms),
        licence=licence,
        checks=made,
        history=history_of(evidence),
        note=horizon.head.note if horizon.head else "",
        file_commitment=proofs.present_file(evidence, horizon.head),
        at=now,
    )


def _in_its_place(certificate: Certificate, terms: Iterable[Certificate]) -> Certificate | None:
    """The unended term of the series of a superseded one; not what followed it where that has ended itself."""
    if certificate.superseded_by_id is None:
        return None
    return next((term for term in terms if term.id != certificate.id and State(term.state) in UNENDED), None)


def term_verdict(certificate: Certificate, now: datetime) -> Verdict:
    """The verdict on a term by its state and days alone, by the days of its issuer's zone."""
    return verdict_of(State(certificate.state), certificate.expires_on, clock.day_of(now, certificate.record["zone"]))
