"""The decision: every gate checked again in the transaction that issues, and written down with what it rested on."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.audit import service as audit
from trainer.certificates import gates, queries
from trainer.certificates.machine import MOVES
from trainer.certificates.models import Certificate, CertificationDecision
from trainer.certificates.service.begin import begin
from trainer.certificates.service.book import Grounds
from trainer.certificates.service.life import require_right
from trainer.certificates.service.record import SUPERVISION, Issuer
from trainer.core import clock
from trainer.core.errors import Conflict, NotFound
from trainer.exams.models import Attempt, Exam
from trainer.practicals.models import PracticalSignOff


def decide_certificate(
    session: Session, attempt_id: UUID, issuer: Issuer, *, chance: int, now: datetime
) -> Certificate | None:
    """The certificate of a passed attempt: the one there is, else a new one, else None while a gate is shut.

    `chance` is 512 random bits. Whoever comes second finds the certificate of whoever came first.
    """
    standing = locked_standing(session, attempt_id, now=now)
    if (earlier := queries.of_attempt(session, attempt_id)) is not None:
        return earlier
    if not standing.is_open:
        return None
    decision = write_decision(session, standing, now=now)
    if decision is None:
        return queries.of_attempt(session, attempt_id)
    return begin(session, standing, decision, issuer, chance=chance, now=now)


def renew(
    session: Session, certificate: Certificate, grounds: Grounds, issuer: Issuer, *, chance: int, now: datetime
) -> Certificate | None:
    """The term that a fresh pass of the holder in the same course leads to; None when there is no fresh pass.

    Raises unless whoever asks may decide again, for one of its reasons; Conflict while a gate is shut. The pass itself
    is the public reason of the new term, so who asked for it and why is kept in the audit trail alone.
    """
    series = certificate.series
    fresh = queries.passed_without_decision(session, person_id=series.person_id, course_id=series.course_id)
    if not fresh:
        return None
    require_right(session, certificate, MOVES["again"], grounds, now=now)
    made = decide_certificate(session, fresh[-1].id, issuer, chance=chance, now=now)
    if made is None:
        raise Conflict(" ".join(gate.says for gate in gates.standing(session, fresh[-1], now=now).shut))
    why = {"reason": grounds.reason, "detail": grounds.detail, "after": certificate.identifier}
    audit.record(
        session, "certificates.certificate.asked", f"certificate:{made.id}", by=grounds.by, now=now, detail=why
    )
    return made


def locked_standing(session: Session, attempt_id: UUID, *, now: datetime) -> gates.Standing:
    """How every gate of an attempt stands, with attempt and series locked, so that it stays so."""
    attempt = session.get(Attempt, attempt_id, with_for_update=True, populate_existing=True)
    if attempt is None:
        raise NotFound
    queries.locked_series(session, attempt.person_id, session.get_one(Exam, attempt.exam_id).course_id)
    return gates.standing(session, attempt, now=now)


def write_decision(
    session: Session, standing: gates.Standing, *, now: datetime, number: int = 1
) -> CertificationDecision | None:
    """Write the decision with its inputs, or None when this attempt has been decided already."""
    decision = CertificationDecision(
        attempt_id=standing.attempt.id, number=number, person_id=standing.person.id, course_id=standing.course.id,
        inputs=inputs_of(standing), decided_at=now,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(decision)
    except IntegrityError:
        return None
    return decision


def inputs_of(standing: gates.Standing) -> dict[str, Any]:
    """Each gate with the ids and values it stood on, and what decides the basis."""
    graded_at = standing.attempt.graded_at
    return {
        "gates": {gate.name: {"open": gate.is_open, **gate.inputs} for gate in standing.gates},
        "practicals": [practical_inputs(row) for row in standing.practicals],
        "thorax_observed": any("thorax" in row.regions for row in standing.practicals),
        "supervision": SUPERVISION,
        "graded_at": clock.stamp(graded_at) if graded_at else None,
    }


def practical_inputs(row: PracticalSignOff) -> dict[str, Any]:
    """What a decision keeps of one observed practical."""
    day = row.observed_on.isoformat()
    return {"practical": row.id, "regions": row.regions, "observed_on": day, "assessor": row.assessor_id}
