"""The decision: every gate checked again in the transaction that issues, and written down with what it rested on."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.audit import service as audit
from trainer.certificates import gates, queries
from trainer.certificates.lots import FILLED, Lot
from trainer.certificates.models import Certificate, CertificateSeries, CertificationDecision
from trainer.certificates.rules import State
from trainer.certificates.service.letter import ready_letter
from trainer.certificates.service.record import SUPERVISION, Issuer, record_of, term_from
from trainer.core import clock
from trainer.core.errors import NotFound
from trainer.exams.models import Attempt
from trainer.mail import post
from trainer.practicals import queries as practicals
from trainer.practicals.models import PracticalSignOff


def decide_certificate(
    session: Session, attempt_id: UUID, issuer: Issuer, *, chance: int, now: datetime
) -> Certificate | None:
    """The certificate of a passed attempt: the one there is, else a new one, else None while a gate is shut.

    `chance` is 512 random bits. Whoever comes second finds the certificate of whoever came first.
    """
    attempt = session.get(Attempt, attempt_id, with_for_update=True, populate_existing=True)
    if attempt is None:
        raise NotFound
    if (earlier := queries.of_attempt(session, attempt_id)) is not None:
        return earlier
    standing = gates.standing(session, attempt, now=now)
    if not standing.is_open:
        return None
    seen = practicals.sign_offs(session, standing.person.id, standing.course.id)
    decision = write_decision(session, standing, seen, now=now)
    if decision is None:
        return queries.of_attempt(session, attempt_id)
    return _issue(session, standing, seen, decision, issuer, chance=chance, now=now)


def write_decision(
    session: Session, standing: gates.Standing, seen: list[PracticalSignOff], *, now: datetime
) -> CertificationDecision | None:
    """Write the decision with its inputs, or None when this attempt has been decided already."""
    decision = CertificationDecision(
        attempt_id=standing.attempt.id, person_id=standing.person.id, course_id=standing.course.id,
        inputs=inputs_of(standing, seen), decided_at=now,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(decision)
    except IntegrityError:
        return None
    return decision


def inputs_of(standing: gates.Standing, seen: list[PracticalSignOff]) -> dict[str, Any]:
    """Each gate with the ids and values it stood on, and what decides the basis."""
    graded_at = standing.attempt.graded_at
    return {
        "gates": {gate.name: {"open": gate.is_open, **gate.inputs} for gate in standing.gates},
        "practicals": [practical_inputs(row) for row in seen],
        "thorax_observed": any("thorax" in row.regions for row in seen),
        "supervision": SUPERVISION,
        "graded_at": clock.stamp(graded_at) if graded_at else None,
    }


def practical_inputs(row: PracticalSignOff) -> dict[str, Any]:
    """What a decision keeps of one observed practical."""
    day = row.observed_on.isoformat()
    return {"practical": row.id, "regions": row.regions, "observed_on": day, "assessor": row.assessor_id}


def _issue(
    session: Session, standing: gates.Standing, seen: list[PracticalSignOff], decision: CertificationDecision,
    issuer: Issuer, *, chance: int, now: datetime,
) -> Certificate:  # fmt: skip
    """Begin the new term, end the active one before it, and write the letter."""
    lot = Lot(chance)
    status_list, status_index = free_place(session, lot)
    term = term_from(lot.identifier, standing.course, issuer, now)
    record = record_of(session, standing, seen, term, issuer, now)
    series = _series(session, standing.person.id, standing.course.id)
    earlier = queries.active_term(session, series.id)
    if earlier is not None:
        earlier.state = State.SUPERSEDED.value
        session.flush()
    certificate = Certificate(
        identifier=term.identifier, series_id=series.id, decision_id=decision.id, state=State.ACTIVE.value,
        record=record, issued_on=term.issued_on, expires_on=term.expires_on, issued_at=now,
        salt=lot.salt, status_list=status_list, status_index=status_index,
    )  # fmt: skip
    session.add(certificate)
    session.flush()
    if earlier is not None:
        _note_superseded(session, earlier, certificate, now=now)
    _note_issued(session, certificate, decision, now=now)
    post(session, ready_letter(certificate, standing.person.email), now=now)
    return certificate


def free_place(session: Session, lot: Lot) -> tuple[int, int]:
    """A place in the status lists that nobody has: a random one of the list in use."""
    status_list = (session.scalar(select(func.max(Certificate.id))) or 0) // FILLED
    taken = select(Certificate.id).where(Certificate.status_list == status_list)
    for place in lot.places():
        if session.scalar(taken.where(Certificate.status_index == place)) is None:
            return status_list, place
    raise AssertionError("places do not end")


def _series(session: Session, person_id: int, course_id: int) -> CertificateSeries:
    """The person's series in this course, begun if need be, and locked."""
    query = select(CertificateSeries).where(
        CertificateSeries.person_id == person_id, CertificateSeries.course_id == course_id
    )
    found = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if found is not None:
        return found
    try:
        with session.begin_nested():
            session.add(CertificateSeries(person_id=person_id, course_id=course_id))
    except IntegrityError:
        pass  # begun by somebody else this instant: the read below finds it
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()


def _note_superseded(session: Session, earlier: Certificate, newer: Certificate, *, now: datetime) -> None:
    earlier.superseded_by_id = newer.id
    subject, detail = f"certificate:{earlier.id}", {"by": newer.id}
    audit.record(session, "certificates.certificate.superseded", subject, by=None, now=now, detail=detail)


def _note_issued(session: Session, certificate: Certificate, decision: CertificationDecision, *, now: datetime) -> None:
    until = certificate.expires_on.isoformat()
    detail: dict[str, Any] = {"decision": decision.id, "attempt": str(decision.attempt_id), "until": until}
    subject = f"certificate:{certificate.id}"
    audit.record(session, "certificates.certificate.issued", subject, by=None, now=now, detail=detail)
