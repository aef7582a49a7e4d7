"""When what a certificate rests on no longer holds: it goes under review with a date, and nothing happens silently."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from trainer.certificates import queries, rests
from trainer.certificates.machine import MOVES
from trainer.certificates.models import Certificate, CertificateEvent
from trainer.certificates.rules import State
from trainer.certificates.service.book import Grounds
from trainer.certificates.service.life import make
from trainer.core import clock
from trainer.core.db import Database
from trainer.exams.models import Attempt
from trainer.exams.service import resits
from trainer.transparency.entries import Kind

REVIEW_DAYS = 60


def rescored(session: Session, attempt_id: UUID, *, now: datetime) -> list[CertificateEvent]:
    """An attempt was scored again or made void: what rests on it goes under review, or leaves it if it holds again.

    The holder may sit again, free of waiting times, until the review's date. Asked again it changes nothing.
    """
    made = (_looked_at(session, *found, now=now) for found in rests.unended_on(session, attempt_id))
    return [event for event in made if event is not None]


def _looked_at(session: Session, certificate_id: int, final_id: UUID, *, now: datetime) -> CertificateEvent | None:
    certificate = queries.locked(session, certificate_id)
    final = session.get_one(Attempt, final_id, populate_existing=True)
    if rests.holds(session, final):
        return _cleared(session, certificate, now)
    return _doubted_on(session, certificate, final, now)


def practical_withdrawn(session: Session, sign_off_id: int, *, now: datetime) -> list[CertificateEvent]:
    """A sign-off was withdrawn: every certificate that rests on it goes under review."""
    return [
        _doubted(session, queries.locked(session, certificate_id), "practical_withdrawn", now)
        for certificate_id in rests.unended_with_practical(session, sign_off_id)
    ]


def look(database: Database, *, now: datetime) -> int:
    """Find what nobody told of: terms whose ground no longer holds without a review for it, or holds again in one."""
    with database.session() as session:
        attempts = [*rests.unpassed_beneath(session), *rests.passed_beneath(session)]
        practicals = rests.withdrawn_beneath(session)
    done = 0
    for attempt_id in attempts:
        with database.write() as session:
            done += len(rescored(session, attempt_id, now=now))
    for sign_off_id in practicals:
        with database.write() as session:
            done += len(practical_withdrawn(session, sign_off_id, now=now))
    return done


def _doubted_on(session: Session, certificate: Certificate, attempt: Attempt, now: datetime) -> CertificateEvent:
    """Put a term under review for its attempt; each such review gives a free resit until its date, and gives it once.

    The resit comes first: the letter about the review tells of it. A final that is still passed rests on a follow-up
    that was made void.
    """
    is_failed = attempt.state == "graded" and attempt.outcome != "passed"
    reason = "rescored" if is_failed else "voided"
    if (standing := _doubt_for(session, certificate, reason)) is not None:
        return standing
    zone = certificate.record["zone"]
    resits.grant(session, attempt, until=clock.end_of_day(_answered_by(certificate, now), zone), now=now)
    return _doubted(session, certificate, reason, now)


def _doubted(session: Session, certificate: Certificate, reason: str, now: datetime) -> CertificateEvent:
    """Put a term under review for a reason; the review it is in already for the same reason is the one."""
    if (standing := _doubt_for(session, certificate, reason)) is not None:
        return standing
    step = MOVES["rescore" if reason == "rescored" else "doubt"]
    return make(session, certificate, step, Grounds(reason, until=_answered_by(certificate, now)), now=now)


def _doubt_for(session: Session, certificate: Certificate, reason: str) -> CertificateEvent | None:
    """The event of the review that is open for a reason, if there is one."""
    for event in reversed(queries.events_of(session, certificate.id)):
        if event.kind == Kind.CLEARED:
            return None
        if event.reason == reason:
            return event
    return None


def _answered_by(certificate: Certificate, now: datetime) -> date:
    return clock.day_of(now, certificate.record["zone"]) + timedelta(days=REVIEW_DAYS)


def _cleared(session: Session, certificate: Certificate, now: datetime) -> CertificateEvent | None:
    """End a review that is open for nothing but the attempt, which holds again."""
    if certificate.state != State.UNDER_REVIEW.value:
        return None
    if not all(event.reason in rests.BY_ATTEMPT for event in queries.open_review(session, certificate.id)):
        return None
    return make(session, certificate, MOVES["clear"], Grounds("upheld"), now=now)
