"""Reading decisions, series and terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from trainer.certificates.machine import LED_TO, STANDING, UNENDED, openings
from trainer.certificates.models import (
    Certificate,
    CertificateEvent,
    CertificateMotion,
    CertificateSeries,
    CertificateTrouble,
    CertificationDecision,
)
from trainer.certificates.rules import State
from trainer.core.errors import NotFound
from trainer.exams.models import Attempt, Exam
from trainer.licensing.models import Licence
from trainer.licensing.rules import State as LicenceState
from trainer.transparency.entries import Kind

IS_PROPOSED = (
    select(CertificateMotion.id)
    .where(CertificateMotion.certificate_id == Certificate.id, CertificateMotion.outcome.is_(None))
    .exists()
)
"""Whether something is proposed for a term and waits for a second person."""


def by_identifier(session: Session, identifier: str) -> Certificate | None:
    """The certificate with this identifier, as it is stored."""
    return session.scalar(select(Certificate).where(Certificate.identifier == identifier))


def own_under(session: Session, identifier: str, person_id: int) -> Certificate | None:
    """A person's own certificate with this identifier, paused or not."""
    query = select(Certificate).join(CertificateSeries, CertificateSeries.id == Certificate.series_id)
    return session.scalar(query.where(Certificate.identifier == identifier, CertificateSeries.person_id == person_id))


def certificate(session: Session, certificate_id: int) -> Certificate:
    """The certificate with this id; NotFound when there is none."""
    found = session.get(Certificate, certificate_id)
    if found is None:
        raise NotFound
    return found


def of_attempt(session: Session, attempt_id: UUID) -> Certificate | None:
    """The newest certificate that an attempt led to, if a decision was made on it."""
    query = select(Certificate).join(CertificationDecision, CertificationDecision.id == Certificate.decision_id)
    query = query.where(CertificationDecision.attempt_id == attempt_id).order_by(Certificate.id.desc()).limit(1)
    return session.scalar(query)


def certificates_of(session: Session, person_id: int) -> list[Certificate]:
    """Every term a person holds or held, newest first."""
    query = select(Certificate).join(CertificateSeries, CertificateSeries.id == Certificate.series_id)
    return list(session.scalars(query.where(CertificateSeries.person_id == person_id).order_by(Certificate.id.desc())))


def series_of(session: Session, person_id: int) -> set[int]:
    """The ids of a person's series."""
    return set(session.scalars(select(CertificateSeries.id).where(CertificateSeries.person_id == person_id)))


def terms_of(session: Session, series_id: int) -> list[Certificate]:
    """The terms of one series, newest first."""
    return list(
        session.scalars(select(Certificate).where(Certificate.series_id == series_id).order_by(Certificate.id.desc()))
    )


def standing_term(session: Session, series_id: int) -> Certificate | None:
    """The one term of a series whose place a newer one takes, locked for a change."""
    states = [state.value for state in STANDING]
    query = select(Certificate).where(Certificate.series_id == series_id, Certificate.state.in_(states))
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def may_return(session: Session, certificate: Certificate, today: date) -> bool:
    """Whether a superseded term may be decided again: not over, what followed withdrawn, none of its series unended."""
    newer = certificate.superseded_by_id
    if certificate.state != State.SUPERSEDED.value or newer is None or certificate.expires_on < today:
        return False
    states = {term.id: State(term.state) for term in terms_of(session, certificate.series_id)}
    return states[newer] is State.WITHDRAWN and not UNENDED.intersection(states.values())


def returning(session: Session, withdrawn: Certificate, today: date) -> Certificate | None:
    """The term whose place a withdrawn one had taken, where it may be decided again."""
    before = session.scalar(select(Certificate).where(Certificate.superseded_by_id == withdrawn.id))
    return before if before is not None and may_return(session, before, today) else None


def locked_series(session: Session, person_id: int, course_id: int) -> CertificateSeries | None:
    """A person's series in a course, locked before anything in it is looked at or changed."""
    query = select(CertificateSeries).where(
        CertificateSeries.person_id == person_id, CertificateSeries.course_id == course_id
    )
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def locked(session: Session, certificate_id: int) -> Certificate:
    """A term, locked after its series; NotFound when there is none."""
    series_id = session.scalar(select(Certificate.series_id).where(Certificate.id == certificate_id))
    if series_id is None:
        raise NotFound
    session.get_one(CertificateSeries, series_id, with_for_update=True, populate_existing=True)
    return session.get_one(Certificate, certificate_id, with_for_update=True, populate_existing=True)


def events_of(session: Session, certificate_id: int) -> list[CertificateEvent]:
    """What happened to a term, in order."""
    query = select(CertificateEvent).where(CertificateEvent.certificate_id == certificate_id)
    return list(session.scalars(query.order_by(CertificateEvent.number)))


def open_review(session: Session, certificate_id: int) -> list[CertificateEvent]:
    """The events that opened the review that is open on a term, in order; none where there is none."""
    events = events_of(session, certificate_id)
    return [events[place] for place in openings([event.kind for event in events])]


def led_here(certificate: Certificate, events: Sequence[CertificateEvent]) -> CertificateEvent | None:
    """The newest of the events of a term that led to the state it is in; None for an active one."""
    kinds = LED_TO.get(State(certificate.state), frozenset())
    return next((event for event in reversed(events) if event.kind in kinds), None)


def how_many_events(session: Session, certificate_id: int) -> int:
    """How many things have happened to a term."""
    query = select(func.count(CertificateEvent.id)).where(CertificateEvent.certificate_id == certificate_id)
    return session.scalar(query) or 0


def edition(session: Session, certificate_id: int) -> int:
    """The number of the event by which a term was last signed again; 0 when it never was."""
    query = select(func.max(CertificateEvent.number)).where(
        CertificateEvent.certificate_id == certificate_id, CertificateEvent.kind == Kind.REISSUED.value
    )
    return session.scalar(query) or 0


def open_motion(session: Session, certificate_id: int) -> CertificateMotion | None:
    """What is proposed for a term and waits for a second person."""
    query = select(CertificateMotion).where(
        CertificateMotion.certificate_id == certificate_id, CertificateMotion.outcome.is_(None)
    )
    return session.scalar(query)


def decision_of(session: Session, certificate: Certificate) -> CertificationDecision:
    """The decision a certificate stands on."""
    return session.get_one(CertificationDecision, certificate.decision_id)


def last_number(session: Session, attempt_id: UUID) -> int:
    """The number of the last decision on an attempt; 0 while there is none."""
    query = select(func.max(CertificationDecision.number)).where(CertificationDecision.attempt_id == attempt_id)
    return session.scalar(query) or 0


def passed_and_licensed(session: Session) -> list[Attempt]:
    """The undecided passes of people with a verified licence: the only ones whose gates can all stand open."""
    return list(session.scalars(undecided(licensed=True)))


def passed_without_decision(session: Session, *, person_id: int, course_id: int | None = None) -> list[Attempt]:
    """A person's passed final exams, of one course or all, on which nothing has been decided yet, oldest first."""
    query = undecided().where(Attempt.person_id == person_id)
    return list(session.scalars(query if course_id is None else query.where(Exam.course_id == course_id)))


def undecided(*, licensed: bool = False) -> Select[Attempt]:
    """The passed final exams on which nothing has been decided yet, of everybody or of the licensed.

    The one begun first comes first: what was begun later is newer to the gates too, however long its grading took.
    """
    query = (
        select(Attempt)
        .join(Exam, Exam.id == Attempt.exam_id)
        .outerjoin(CertificationDecision, CertificationDecision.attempt_id == Attempt.id)
        .where(Exam.kind == "final", Attempt.state == "graded", Attempt.outcome == "passed")
        .where(CertificationDecision.id.is_(None))
        .order_by(Attempt.started_at, Attempt.id)
    )
    verified = select(Licence.id).where(
        Licence.person_id == Attempt.person_id, Licence.state == LicenceState.VERIFIED.value
    )
    return query.where(verified.exists()) if licensed else query


def how_many_unfinished(session: Session, certificates: Iterable[int]) -> int:
    """How many of these certificates lack their credential or their page, whoever made those of the others."""
    return len(set(unfinished(session)) & set(certificates))


def unfinished(session: Session, *, now: datetime | None = None) -> list[int]:
    """The ids of certificates that lack their credential or their page, oldest first; with `now`, those due by then."""
    query = select(Certificate.id).where(Certificate.pdf_key.is_(None)).order_by(Certificate.id)
    if now is not None:
        later = select(CertificateTrouble.certificate_id).where(CertificateTrouble.next_at > now)
        query = query.where(Certificate.id.not_in(later))
    return list(session.scalars(query))
