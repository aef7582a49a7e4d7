"""What about a person's other terms, and about the exam's own ground, keeps a pass from becoming a certificate."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.certificates import build, lives
from trainer.certificates import gates, queries
from trainer.certificates.models import Certificate
from trainer.certificates.service import (
    Workshop,
    confirm,
    decide_again,
    decide_certificate,
    issue_pending,
    move,
    propose,
    renew,
)
from trainer.core.db import Database
from trainer.core.errors import Conflict
from trainer.exams.models import Attempt, Paper
from trainer.exams.service import appeal
from trainer.exams.service.void import void

DAY = timedelta(days=1)


def decided(session: Session, attempt_id: UUID, chance: int, now: datetime) -> Certificate | None:
    return decide_certificate(session, attempt_id, build.FACTS, chance=build.CHANCE + 500 + chance, now=now)


def shut(session: Session, attempt_id: UUID, now: datetime) -> list[str]:
    """The gates that keep a pass from its certificate."""
    attempt = session.get_one(Attempt, attempt_id)
    return [gate.name for gate in gates.standing(session, attempt, now=now).shut]


def released(session: Session, final: UUID, person_id: int) -> UUID:
    """A follow-up that released this pass."""
    attempt = session.get_one(Attempt, final)
    follow_up = Attempt(
        id=uuid4(), paper=Paper(items=[]), person_id=person_id, exam_id=attempt.exam_id, number=9, parent_id=final,
        state="graded", outcome="not_passed", decision={}, seed=1, limit_seconds=9000, grace_seconds=15,
        started_at=attempt.started_at - DAY, deadline=attempt.deadline, closed_at=attempt.closed_at,
        closed_by="candidate", graded_at=attempt.graded_at,
    )  # fmt: skip
    session.add(follow_up)
    session.flush()
    attempt.released_by_id = follow_up.id
    session.flush()
    return follow_up.id


def test_a_pass_whose_follow_up_is_void_leads_to_nothing(app: Flask, session: Session) -> None:
    alice, final = build.passed(session)
    void(session, released(session, final, alice.id), reason="Lost", by=lives.administrator(session).id, now=NOON)
    assert decided(session, final, 1, NOON + DAY) is None
    assert shut(session, final, NOON + DAY) == ["pass"]


def test_nor_is_it_decided_again(app: Flask, session: Session) -> None:
    alice, made = build.certified(session)
    follow_up = released(session, queries.decision_of(session, made).attempt_id, alice.id)
    void(session, follow_up, reason="Somebody else sat it", by=lives.administrator(session).id, now=NOON)
    with pytest.raises(Conflict, match="follow-up exam on which the pass rested"):
        decide_again(
            session, made.id, lives.because("corrected", lives.registrar(session)), build.FACTS, chance=1, now=NOON
        )
    assert made.state == "under_review"


@pytest.mark.parametrize(("reason", "leads"), [("misconduct", False), ("unsafe", False), ("holder", True)])
def test_a_pass_begun_before_a_term_was_ended_for_conduct_leads_to_nothing(
    session: Session, reason: str, leads: bool
) -> None:
    alice, made = build.certified(session)
    rosa, ada = lives.registrar(session), lives.administrator(session)
    fresh = build.attempt(session, alice, at=NOON + DAY)
    motion = propose(session, made.id, "revoke", lives.because(reason, rosa), now=NOON + DAY)
    assert shut(session, fresh, NOON + DAY) == ["undisputed"]
    confirm(session, motion.id, by=ada.id, now=NOON + 2 * DAY)
    assert (decided(session, fresh, 2, NOON + 3 * DAY) is not None) == leads
    if not leads:
        assert shut(session, fresh, NOON + 3 * DAY) == ["conduct"]
        assert decided(session, build.attempt(session, alice, at=NOON + 5 * DAY), 3, NOON + 6 * DAY) is not None


def test_what_a_person_put_under_review_is_settled_before_a_new_term_which_keeps_the_time(session: Session) -> None:
    alice, made = build.certified(session)
    grounds = lives.because("identity", lives.registrar(session))
    move(session, made.id, "review", grounds, now=NOON + DAY)
    fresh, later = build.attempt(session, alice, at=NOON + 30 * DAY), NOON + 31 * DAY
    assert decided(session, fresh, 4, later) is None
    assert shut(session, fresh, later) == ["undisputed"]
    move(session, made.id, "clear", lives.because("unfounded", lives.registrar(session)), now=later)
    new = decided(session, fresh, 5, later)
    assert new is not None
    assert (made.state, new.expires_on.isoformat()) == ("superseded", "2030-11-19")


def test_the_term_under_review_may_itself_be_decided_again(session: Session) -> None:
    _, made = build.certified(session)
    rosa = lives.registrar(session)
    move(session, made.id, "review", lives.because("record", rosa), now=NOON)
    new = decide_again(session, made.id, lives.because("corrected", rosa), build.FACTS, chance=7, now=NOON)
    assert (made.state, new.state, new.expires_on) == ("superseded", "active", made.expires_on)


def test_an_older_pass_never_takes_the_place_of_a_later_one(app: Flask, session: Session) -> None:
    alice, old = build.passed(session)
    objection = appeal.make(session, old, alice.id, "course", "Noise", now=NOON)
    later = NOON + 100 * DAY
    made = decided(session, build.attempt(session, alice, at=later), 6, later)
    appeal.decide(session, objection.id, "rejected", "No", with_resit=False, by=lives.registrar(session).id, now=later)
    assert decided(session, old, 7, later) is None
    assert shut(session, old, later) == ["newest"]
    assert made is not None
    assert made.state == "active"


@pytest.mark.parametrize("graded_first", ["the older", "the newer"])
def test_of_two_passes_that_waited_together_the_newer_alone_leads_to_a_term(
    database: Database, workshop: Workshop, quick_pages: None, graded_first: str
) -> None:
    """They waited for a licence; were the older one decided first, its term and unused time would come on top."""
    late = NOON + timedelta(days=60)
    with database.write() as session:
        alice, older = build.passed(session, expires_on=date(2027, 11, 1))
        newer = build.attempt(session, alice, at=NOON + timedelta(days=40))
        if graded_first == "the newer":
            session.get_one(Attempt, older).graded_at = NOON + timedelta(days=50)
    issue_pending(database, workshop, now=late)
    issue_pending(database, workshop, now=late)
    with database.session() as session:
        (made,) = session.scalars(select(Certificate))
        assert queries.decision_of(session, made).attempt_id == newer
        assert (made.issued_on, made.expires_on) == (date(2027, 1, 19), date(2029, 1, 18))


@pytest.mark.parametrize("graded_first", ["the older", "the newer"])
def test_so_it_is_when_somebody_renews_at_once(session: Session, graded_first: str) -> None:
    alice, first = build.certified(session)
    grounds = lives.because("corrected", lives.registrar(session))
    older, newer = (build.attempt(session, alice, at=NOON + timedelta(days=days)) for days in (10, 40))
    if graded_first == "the newer":
        session.get_one(Attempt, older).graded_at = NOON + timedelta(days=50)
    made = renew(session, first, grounds, build.FACTS, chance=7, now=NOON + timedelta(days=60))
    assert made is not None
    assert queries.decision_of(session, made).attempt_id == newer
