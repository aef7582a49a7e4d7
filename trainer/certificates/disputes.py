"""What about a person's other terms in a course stands against a pass becoming a certificate."""

from __future__ import annotations

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from trainer.certificates import queries
from trainer.certificates.machine import CONDUCT, MOVES
from trainer.certificates.models import (
    Certificate,
    CertificateEvent,
    CertificateSeries,
    CertificationDecision,
)
from trainer.certificates.rules import State
from trainer.exams.models import Attempt
from trainer.transparency.entries import Kind

ASKED_BY_PEOPLE = frozenset(MOVES["review"].reasons)


def open_questions(session: Session, attempt: Attempt, course_id: int) -> list[int]:
    """The terms that are suspended, that somebody proposed to end, or that a person put under review.

    Not a review of the term that rests on this very attempt: deciding on that again may be what settles it.
    """
    disputed = or_(Certificate.state == State.SUSPENDED.value, queries.IS_PROPOSED)
    found = set(session.scalars(_terms(attempt, course_id).where(disputed)))
    others = _terms(attempt, course_id).where(
        Certificate.state == State.UNDER_REVIEW.value, CertificationDecision.attempt_id != attempt.id
    )
    found |= {
        term
        for term in session.scalars(others)
        if any(event.reason in ASKED_BY_PEOPLE for event in queries.open_review(session, term))
    }
    return sorted(found)


def ended_for_conduct(session: Session, attempt: Attempt, course_id: int) -> list[int]:
    """The terms that were ended for what their holder did, since this attempt began."""
    query = _terms(attempt, course_id).join(CertificateEvent, CertificateEvent.certificate_id == Certificate.id)
    query = query.where(
        CertificateEvent.kind.in_([Kind.REVOKED.value, Kind.WITHDRAWN.value]),
        CertificateEvent.reason.in_(CONDUCT), CertificateEvent.at >= attempt.started_at,
    )  # fmt: skip
    return list(session.scalars(query.order_by(Certificate.id)))


def on_later_attempts(session: Session, attempt: Attempt, course_id: int) -> list[int]:
    """The terms, but for those issued in error, that rest on an attempt begun after this one."""
    query = _terms(attempt, course_id).join(Attempt, Attempt.id == CertificationDecision.attempt_id)
    later = (Attempt.started_at > attempt.started_at, Certificate.state != State.WITHDRAWN.value)
    return list(session.scalars(query.where(*later).order_by(Certificate.id)))


def _terms(attempt: Attempt, course_id: int) -> Select[int]:
    """The ids of every term of the attempt's person in a course, joined to their decisions."""
    query = select(Certificate.id).join(CertificateSeries, CertificateSeries.id == Certificate.series_id)
    query = query.join(CertificationDecision, CertificationDecision.id == Certificate.decision_id)
    return query.where(CertificateSeries.person_id == attempt.person_id, CertificateSeries.course_id == course_id)
