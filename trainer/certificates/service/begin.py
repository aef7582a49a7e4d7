"""Beginning a term: its lot, its days, its record, and the end of the term before it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.certificates import queries, rests
from trainer.certificates.gates import Standing
from trainer.certificates.lots import FILLED, Lot
from trainer.certificates.models import Certificate, CertificateSeries, CertificationDecision
from trainer.certificates.rules import State
from trainer.certificates.service.book import SYSTEM, Grounds, note
from trainer.certificates.service.letter import ready_letter
from trainer.certificates.service.record import Issuer, Term, record_of, term_from
from trainer.exams.models import Attempt
from trainer.mail import post
from trainer.transparency.entries import Kind


def begin(
    session: Session, standing: Standing, decision: CertificationDecision, issuer: Issuer, *, chance: int, now: datetime
) -> Certificate:
    """The term that a pass leads to. It takes the place of the one that stands, and is given its unused time."""
    series = _series(session, standing.person.id, standing.course.id)
    earlier = queries.standing_term(session, series.id)
    unused_until = earlier.expires_on if earlier is not None and _keeps_its_time(session, earlier) else None
    lot = Lot(chance)
    term = term_from(lot.identifier, standing.course, issuer, now, unused_until=unused_until)
    made = write_term(session, standing, decision, lot, term, issuer, earlier=earlier, now=now)
    if earlier is not None or len(queries.terms_of(session, series.id)) > 1:
        note(session, made, Kind.RENEWED, now=now, until=made.expires_on.isoformat())
    return made


def _keeps_its_time(session: Session, earlier: Certificate) -> bool:
    """Whether a term that stands is active, or under review for its practicals alone while its exam holds."""
    if earlier.state == State.ACTIVE.value:
        return True
    decided_on = session.get_one(Attempt, queries.decision_of(session, earlier).attempt_id)
    reasons = {event.reason for event in queries.open_review(session, earlier.id)}
    return reasons == set(rests.BY_PRACTICAL) and rests.holds(session, decided_on)


def continued(term: Certificate, standing: Standing, lot: Lot, issuer: Issuer, now: datetime) -> Term:
    """The days of a term that corrects another: from today to the same last day, as nothing was examined anew."""
    begins = term_from(lot.identifier, standing.course, issuer, now).issued_on
    return Term(lot.identifier, begins, term.expires_on)


def write_term(
    session: Session, standing: Standing, decision: CertificationDecision, lot: Lot, term: Term, issuer: Issuer, *,
    earlier: Certificate | None, now: datetime, grounds: Grounds = SYSTEM,
) -> Certificate:  # fmt: skip
    """Write a term, end the one that stands before it, and write the letter; the series must be locked."""
    if earlier is not None:
        earlier.state = State.SUPERSEDED.value
        session.flush()
    status_list, status_index = free_place(session, lot)
    made = Certificate(
        identifier=term.identifier, series_id=_series(session, standing.person.id, standing.course.id).id,
        decision_id=decision.id, state=State.ACTIVE.value, record=record_of(session, standing, term, issuer, now),
        issued_on=term.issued_on, expires_on=term.expires_on, issued_at=now,
        salt=lot.salt, status_list=status_list, status_index=status_index,
    )  # fmt: skip
    session.add(made)
    session.flush()
    if earlier is not None:
        earlier.superseded_by_id = made.id
        note(session, earlier, Kind.SUPERSEDED, grounds, now=now, newer=made.id)
    _note_issued(session, made, decision, grounds.by, now)
    post(session, ready_letter(made, standing.person.email), now=now)
    return made


def _note_issued(
    session: Session, made: Certificate, decision: CertificationDecision, by: int | None, now: datetime
) -> None:
    more = {"decision": decision.id, "attempt": str(decision.attempt_id), "until": made.expires_on.isoformat()}
    note(session, made, Kind.ISSUED, Grounds(by=by), now=now, **more)


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
    found = queries.locked_series(session, person_id, course_id)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            session.add(CertificateSeries(person_id=person_id, course_id=course_id))
    except IntegrityError:
        pass  # begun by somebody else this instant: the read below finds it
    return queries.locked_series(session, person_id, course_id) or _series(session, person_id, course_id)
