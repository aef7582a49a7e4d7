"""Which certificates rest on an attempt or on an observed practical, and which of these no longer hold."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from trainer.certificates.machine import UNENDED
from trainer.certificates.models import Certificate, CertificateEvent, CertificationDecision
from trainer.certificates.rules import State
from trainer.exams.models import Attempt
from trainer.practicals.models import PracticalSignOff, PracticalWithdrawal
from trainer.transparency.entries import Kind

BY_ATTEMPT = ("rescored", "voided")
BY_PRACTICAL = ("practical_withdrawn",)
UNENDED_STATES = [state.value for state in UNENDED]


def holds(session: Session, attempt: Attempt) -> bool:
    """Whether an attempt is graded and passed, and the follow-up that released it, if any, is not void."""
    if attempt.state != "graded" or attempt.outcome != "passed":
        return False
    return attempt.released_by_id is None or session.get_one(Attempt, attempt.released_by_id).state != "void"


def unended_on(session: Session, attempt_id: UUID) -> list[tuple[int, UUID]]:
    """The terms not ended that rest on this attempt, as itself or as the follow-up, each with its final attempt."""
    query = select(Certificate.id, CertificationDecision.attempt_id).join(
        CertificationDecision, CertificationDecision.id == Certificate.decision_id
    )
    query = query.join(Attempt, Attempt.id == CertificationDecision.attempt_id)
    query = query.where(or_(Attempt.id == attempt_id, Attempt.released_by_id == attempt_id))
    rows = session.execute(query.where(Certificate.state.in_(UNENDED_STATES)).order_by(Certificate.id))
    return [(certificate_id, final_id) for certificate_id, final_id in rows]


def unpassed_beneath(session: Session) -> list[UUID]:
    """The attempts that no longer hold beneath terms that are under no review for it."""
    release = aliased(Attempt)
    query = _unreviewed(BY_ATTEMPT).join(Attempt, Attempt.id == CertificationDecision.attempt_id)
    query = query.outerjoin(release, release.id == Attempt.released_by_id)
    fails = or_(Attempt.state != "graded", Attempt.outcome != "passed", release.state == "void")
    return list(session.scalars(query.with_only_columns(Attempt.id).where(fails)))


def passed_beneath(session: Session) -> list[UUID]:
    """The attempts that hold beneath terms under review for an attempt."""
    query = _unended().where(Certificate.state == State.UNDER_REVIEW.value, _event_of(BY_ATTEMPT).exists())
    query = query.join(Attempt, Attempt.id == CertificationDecision.attempt_id)
    return [attempt.id for attempt in session.scalars(query.with_only_columns(Attempt)) if holds(session, attempt)]


def unended_with_practical(session: Session, sign_off_id: int) -> list[int]:
    """The terms not ended whose decision counted this practical."""
    seen = session.get_one(PracticalSignOff, sign_off_id)
    query = select(Certificate.id, CertificationDecision.inputs)
    query = query.join(CertificationDecision, CertificationDecision.id == Certificate.decision_id)
    query = query.where(
        CertificationDecision.person_id == seen.person_id, CertificationDecision.course_id == seen.course_id,
        Certificate.state.in_(UNENDED_STATES),
    )  # fmt: skip
    return [found for found, inputs in session.execute(query) if sign_off_id in practicals_in(inputs)]


def withdrawn_beneath(session: Session) -> list[int]:
    """The withdrawn practicals beneath terms that are under no review for it."""
    query = _unreviewed(BY_PRACTICAL).join(
        PracticalSignOff, PracticalSignOff.person_id == CertificationDecision.person_id
    )
    query = query.join(PracticalWithdrawal, PracticalWithdrawal.sign_off_id == PracticalSignOff.id)
    rows = session.execute(query.with_only_columns(PracticalSignOff.id, CertificationDecision.inputs))
    return [sign_off_id for sign_off_id, inputs in rows if sign_off_id in practicals_in(inputs)]


def practicals_in(inputs: dict[str, object]) -> list[int]:
    """The ids of the practicals that a decision counted."""
    found = inputs.get("practicals")
    return [row["practical"] for row in found] if isinstance(found, list) else []


def _unreviewed(reasons: tuple[str, ...]) -> Select[Certificate]:
    """The terms not ended that no review for these reasons belongs to; what the system cleared may come again.

    What a person cleared stays so: they knew of the ground.
    """
    later = aliased(CertificateEvent)
    by_itself = select(later.id).where(
        later.certificate_id == CertificateEvent.certificate_id, later.number > CertificateEvent.number,
        later.kind == Kind.CLEARED.value, later.by_id.is_(None),
    )  # fmt: skip
    return _unended().where(~_event_of(reasons).where(~by_itself.exists()).exists())


def _event_of(reasons: tuple[str, ...]) -> Select[int]:
    """The events of a term for these reasons."""
    of_it = CertificateEvent.certificate_id == Certificate.id
    return select(CertificateEvent.id).where(of_it, CertificateEvent.reason.in_(reasons))


def _unended() -> Select[Certificate]:
    """The terms not ended, joined to their decisions."""
    query = select(Certificate).join(CertificationDecision, CertificationDecision.id == Certificate.decision_id)
    return query.where(Certificate.state.in_(UNENDED_STATES))
