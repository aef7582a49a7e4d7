"""What a holder is told to do next about the newest term."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.certificates import build, lives
from trainer.certificates import queries
from trainer.certificates.advice import Advice, advice_for
from trainer.certificates.models import Certificate
from trainer.certificates.service import decide_certificate, move, rescored
from trainer.exams.models import Attempt


def told(session: Session, made: Certificate, now: datetime = NOON) -> Advice:
    (advice,) = advice_for(session, made.series.person_id, now=now)
    return advice


def test_a_fresh_term_says_from_when_and_until_when(session: Session) -> None:
    _, made = build.certified(session)
    advice = told(session, made)
    assert (advice.is_calm, advice.url, advice.why) == (True, "/courses/dry-needling", "")
    assert "Renew it from 21 August 2028" in advice.do
    assert "a new term would last until 19 November 2030" in advice.do


@pytest.mark.parametrize(("left", "words"), [(90, "in 90 days"), (1, "in 1 day."), (0, "ends today")])
def test_a_term_that_ends_soon_says_so(session: Session, left: int, words: str) -> None:
    _, made = build.certified(session)
    advice = told(session, made, datetime(2028, 11, 19, 12, tzinfo=NOON.tzinfo) - timedelta(days=left))
    assert not advice.is_calm
    assert words in advice.do


def test_one_that_is_over_takes_a_new_pass(session: Session) -> None:
    _, made = build.certified(session)
    made.expires_on = date(2026, 11, 19)
    assert "term is over" in told(session, made).do


def test_a_suspension_says_why_and_no_more_than_its_class(session: Session) -> None:
    _, made = build.certified(session)
    lives.suspend(session, made, lives.registrar(session))
    advice = told(session, made)
    assert advice.why == "A complaint is being looked into."
    assert "no new term begins" in advice.do
    assert lives.DETAIL not in advice.why + advice.do


def test_a_review_says_until_when_one_may_sit_again(session: Session) -> None:
    _, made = build.certified(session)
    decision = queries.decision_of(session, made)
    session.get_one(Attempt, decision.attempt_id).outcome = "not_passed"
    rescored(session, decision.attempt_id, now=NOON)
    assert "until 19 January 2027" in told(session, made).do


def test_a_review_without_a_date_and_an_end(session: Session) -> None:
    _, made = build.certified(session)
    move(session, made.id, "review", lives.because("evidence", lives.registrar(session)), now=NOON)
    assert "not taken back" in told(session, made).do
    made.state = "revoked"
    assert "Do not show it" in told(session, made).do


def test_only_the_newest_term_counts(session: Session) -> None:
    alice, made = build.certified(session)
    newer = decide_certificate(session, build.attempt(session, alice), build.FACTS, chance=4, now=NOON)
    assert told(session, made).certificate is newer
