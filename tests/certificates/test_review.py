"""What no longer holds puts a certificate under review, with a date and a free resit, and never takes it back."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.certificates import build, lives
from trainer.certificates import queries
from trainer.certificates.models import Certificate
from trainer.certificates.service import look, move, practical_withdrawn, rescored
from trainer.core.db import Database
from trainer.core.events import events
from trainer.exams import queries as exams
from trainer.exams.events import AttemptRescored, AttemptVoided
from trainer.exams.models import Attempt, Resit
from trainer.exams.service import resits
from trainer.exams.service.void import void
from trainer.mail import OutgoingMail
from trainer.practicals.models import PracticalWithdrawal
from trainer.tasks import review_certificates
from trainer.web.permissions import Role


def attempt_of(session: Session, made: Certificate) -> Attempt:
    return session.get_one(Attempt, queries.decision_of(session, made).attempt_id)


def failed(session: Session, made: Certificate, outcome: str = "not_passed") -> UUID:
    """The attempt is scored again and no longer passes, unless told otherwise."""
    attempt = attempt_of(session, made)
    attempt.outcome = outcome
    session.flush()
    return attempt.id


def test_a_rescored_attempt_that_fails_is_reviewed_with_a_resit_and_a_date(session: Session) -> None:
    _, made = build.certified(session)
    attempt_id = failed(session, made)
    (event,) = rescored(session, attempt_id, now=NOON)
    assert (made.state, event.kind, event.reason, event.until) == (
        "under_review", "rescored", "rescored", date(2027, 1, 19),
    )  # fmt: skip
    resit = session.scalars(select(Resit)).one()
    assert (resit.attempt_id, resit.until.isoformat()) == (attempt_id, "2027-01-20T00:00:00+00:00")
    letter = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert letter is not None
    assert "sit the final exam again at once, without waiting, until 19 January 2027" in letter.body
    assert "not taken back" in letter.body


def test_asked_again_it_changes_nothing(session: Session) -> None:
    _, made = build.certified(session)
    attempt_id = failed(session, made)
    first = rescored(session, attempt_id, now=NOON)
    assert rescored(session, attempt_id, now=NOON + timedelta(days=1)) == first
    assert lives.kinds(session, made) == ["issued", "rescored"]
    assert len(lives.letters(session)) == 2


def test_an_attempt_that_still_passes_changes_nothing(session: Session) -> None:
    _, made = build.certified(session)
    assert rescored(session, attempt_of(session, made).id, now=NOON) == []
    assert lives.kinds(session, made) == ["issued"]


def test_one_that_passes_again_is_cleared_by_itself(session: Session) -> None:
    _, made = build.certified(session)
    rescored(session, failed(session, made), now=NOON)
    attempt_of(session, made).outcome = "passed"
    rescored(session, attempt_of(session, made).id, now=NOON)
    assert (made.state, lives.kinds(session, made)) == ("active", ["issued", "rescored", "cleared"])


def test_a_review_for_another_reason_is_not_ended_by_that(session: Session) -> None:
    _, made = build.certified(session)
    move(session, made.id, "review", lives.because("evidence", lives.registrar(session)), now=NOON)
    assert rescored(session, attempt_of(session, made).id, now=NOON) == []
    assert made.state == "under_review"


def test_a_suspended_term_stays_suspended_and_is_reviewed_afterwards(session: Session) -> None:
    _, made = build.certified(session)
    rosa = lives.registrar(session)
    lives.suspend(session, made, rosa)
    rescored(session, failed(session, made), now=NOON)
    assert made.state == "suspended"
    move(session, made.id, "reinstate", lives.because("settled", rosa), now=NOON)
    assert made.state == "under_review"


@pytest.mark.parametrize("state", ["superseded", "revoked", "withdrawn"])
def test_a_term_that_has_ended_is_left_alone(session: Session, state: str) -> None:
    _, made = build.certified(session)
    made.state = state
    assert rescored(session, failed(session, made), now=NOON) == []
    assert (made.state, lives.kinds(session, made)) == (state, ["issued"])


def test_the_follow_up_that_released_a_pass_counts_as_the_pass(session: Session) -> None:
    alice, made = build.certified(session)
    follow_up = build.attempt(session, alice, outcome="passed")
    attempt_of(session, made).released_by_id = follow_up
    session.flush()
    assert rescored(session, follow_up, now=NOON) == []
    session.get_one(Attempt, follow_up).state = "void"
    session.flush()
    (event,) = rescored(session, follow_up, now=NOON)
    assert (made.state, event.kind, event.reason) == ("under_review", "review", "voided")
    letter = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert letter is not None
    assert "The exam it rests on was made void" in letter.body
    assert "scored again" not in letter.body


def test_making_an_attempt_void_reviews_its_certificate_at_once(app: Flask, session: Session) -> None:
    _, made = build.certified(session)
    ada = lives.administrator(session)
    void(session, attempt_of(session, made).id, reason="Fire alarm", by=ada.id, now=NOON)
    assert (made.state, lives.kinds(session, made)) == ("under_review", ["issued", "review"])
    assert session.scalar(select(Resit.until)) is not None


def test_news_of_a_new_score_is_heard(app: Flask, session: Session) -> None:
    _, made = build.certified(session)
    events.tell(session, AttemptRescored(failed(session, made), NOON))
    assert made.state == "under_review"


def test_a_new_score_that_nobody_tells_of_is_found_by_the_worker(app: Flask, store: Database, noon: object) -> None:
    with store.write() as session:
        _, made = build.certified(session)
        failed(session, made)
    with app.app_context():
        assert (review_certificates(), review_certificates()) == (1, 0)
    with store.session() as session:
        (event,) = [one for one in queries.events_of(session, made.id) if one.kind == "rescored"]
        assert (session.get_one(Certificate, made.id).state, event.until) == ("under_review", date(2027, 1, 19))
        assert session.scalars(select(Resit)).one().until.isoformat() == "2027-01-20T00:00:00+00:00"


def test_a_withdrawn_practical_reviews_what_rests_on_it_alone(session: Session) -> None:
    _, made = build.certified(session, "Alice Ash", "thorax")
    _, other = build.certified(session, "Bob Birch", "limbs")
    (sign_off,) = queries.decision_of(session, made).inputs["practicals"]
    (event,) = practical_withdrawn(session, sign_off["practical"], now=NOON)
    assert (made.state, event.reason, other.state) == ("under_review", "practical_withdrawn", "active")
    assert session.scalar(select(Resit.id)) is None
    letter = session.scalars(select(OutgoingMail.body).order_by(OutgoingMail.id.desc())).first()
    assert letter is not None
    assert "We come back to you by 19 January 2027" in letter


def test_what_nobody_told_of_is_found_once(database: Database) -> None:
    with database.write() as session:
        _, voided = build.certified(session)
        attempt_of(session, voided).state = "void"
        _, seen = build.certified(session, "Bob Birch", "thorax")
        (sign_off,) = queries.decision_of(session, seen).inputs["practicals"]
        by = build.person(session, "Ines Farrugia", Role.ASSESSOR)
        session.add(PracticalWithdrawal(sign_off_id=sign_off["practical"], by_id=by.id, reason="Mistaken", at=NOON))
        build.certified(session, "Carol Noise", "limbs")
        rosa = lives.registrar(session)
    assert look(database, now=NOON) == 2
    assert look(database, now=NOON) == 0
    with database.write() as session:
        move(session, voided.id, "clear", lives.because("upheld", rosa), now=NOON)
    assert look(database, now=NOON) == 0
    with database.session() as session:
        states = session.execute(select(Certificate.state).order_by(Certificate.id)).scalars().all()
    assert states == ["active", "under_review", "active"]


def test_a_void_attempt_is_told_of(session: Session) -> None:
    heard: list[AttemptVoided] = []
    _, made = build.certified(session)
    events.clear()
    events.on(AttemptVoided, lambda _session, event: heard.append(event))
    try:
        void(session, attempt_of(session, made).id, reason="x", by=lives.administrator(session).id, now=NOON)
    finally:
        events.clear()
    assert [event.at for event in heard] == [NOON]


def test_a_review_for_something_else_too_is_not_ended_by_the_attempt(session: Session) -> None:
    _, made = build.certified(session, "Alice Ash", "thorax")
    (sign_off,) = queries.decision_of(session, made).inputs["practicals"]
    practical_withdrawn(session, sign_off["practical"], now=NOON)
    rescored(session, failed(session, made), now=NOON + timedelta(hours=1))
    assert rescored(session, failed(session, made, "passed"), now=NOON + timedelta(hours=2)) == []
    assert made.state == "under_review"


def test_what_fails_once_more_is_found_and_what_a_person_cleared_is_left(session: Session, database: Database) -> None:
    session.rollback()
    with database.write() as own:
        _, made = build.certified(own)
        failed(own, made)
        rosa = lives.registrar(own)
    for hour, outcome, found, state in (
        (1, "not_passed", 1, "under_review"), (2, "passed", 1, "active"), (3, "not_passed", 1, "under_review"),
    ):  # fmt: skip
        with database.write() as own:
            attempt_of(own, made).outcome = outcome
        now = NOON + timedelta(hours=hour)
        assert (look(database, now=now), look(database, now=now)) == (found, 0)
        with database.session() as own:
            assert own.get_one(Certificate, made.id).state == state
    with database.write() as own:
        move(own, made.id, "clear", lives.because("upheld", rosa), now=NOON + timedelta(days=1))
    assert look(database, now=NOON + timedelta(days=2)) == 0


def test_each_review_gives_a_resit_that_can_be_taken_and_gives_it_once(session: Session) -> None:
    alice, made = build.certified(session)
    attempt = attempt_of(session, made)

    def is_free(day: int) -> bool:
        now = NOON + timedelta(days=day)
        return exams.free_resit(session, alice.id, attempt.exam_id, now=now) is not None

    resits.grant(session, attempt, until=NOON + timedelta(days=90), now=NOON)
    build.attempt(session, alice, at=NOON + timedelta(days=5), outcome="not_passed")
    assert not is_free(6)
    failed(session, made)
    (event,) = rescored(session, attempt.id, now=NOON + timedelta(days=10))
    assert event.until == date(2027, 1, 29)
    assert (is_free(10), is_free(71)) == (True, False)
    build.attempt(session, alice, at=NOON + timedelta(days=12), outcome="not_passed")
    assert rescored(session, attempt.id, now=NOON + timedelta(days=13)) == [event]
    assert not is_free(13)
