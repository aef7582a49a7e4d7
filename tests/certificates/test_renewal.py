"""A new pass begins a new term and keeps the unused time; deciding again corrects a term and adds none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.certificates import build, lives
from trainer.certificates import queries, rules
from trainer.certificates.models import Certificate
from trainer.certificates.objections import Objection, objections
from trainer.certificates.service import decide_again, decide_certificate, review
from trainer.core.errors import Conflict, Refused
from trainer.exams.models import Attempt
from trainer.licensing.models import Licence

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2080, 1, 1))
MONTHS = st.integers(min_value=1, max_value=60)


def again(session: Session, made: Certificate, by, reason: str = "corrected", **more: int) -> Certificate:
    return decide_again(session, made.id, lives.because(reason, by), build.FACTS, chance=99, now=NOON, **more)


def renewed(session: Session, made: Certificate, now: datetime) -> Certificate:
    fresh = build.attempt(session, made_by(session, made), at=now)
    found = decide_certificate(session, fresh, build.FACTS, chance=now.toordinal(), now=now)
    assert found is not None
    return found


def made_by(session: Session, made: Certificate):
    return session.get_one(build.Person, made.series.person_id)


@pytest.mark.pure
@given(issued_on=DAYS, months=MONTHS, days=st.integers(min_value=0, max_value=1000))
def test_an_early_renewal_within_a_term_loses_no_day(issued_on: date, months: int, days: int) -> None:
    unused_until = min(issued_on + timedelta(days=days), rules.last_day(issued_on, months))
    renewed_to = rules.renewed_until(issued_on, months, unused_until=unused_until)
    assert renewed_to == rules.last_day(unused_until + timedelta(days=1), months)
    assert renewed_to >= rules.renewed_until(issued_on, months) + (unused_until - issued_on) - timedelta(days=3)


@pytest.mark.pure
@given(issued_on=DAYS, months=MONTHS, gaps=st.lists(st.integers(min_value=0, max_value=400), max_size=12))
def test_however_often_one_renews_no_more_than_one_term_is_ahead_and_no_day_is_lost(
    issued_on: date, months: int, gaps: list[int]
) -> None:
    today, until = issued_on, rules.renewed_until(issued_on, months)
    for gap in gaps:
        today += timedelta(days=gap)
        before, until = until, rules.renewed_until(today, months, unused_until=until)
        one = rules.last_day(today, months)
        assert until <= max(before, rules.last_day(one + timedelta(days=1), months))
        assert until >= max(before, one)


@pytest.mark.pure
def test_a_shorter_term_takes_no_day_of_a_longer_one() -> None:
    assert rules.renewed_until(date(2026, 1, 1), 6, unused_until=date(2029, 1, 1)) == date(2029, 1, 1)


@pytest.mark.pure
@given(issued_on=DAYS, months=MONTHS, days=st.integers(min_value=1, max_value=1000))
def test_a_late_renewal_counts_from_its_own_day(issued_on: date, months: int, days: int) -> None:
    over = issued_on - timedelta(days=days)
    assert rules.renewed_until(issued_on, months, unused_until=over) == rules.last_day(issued_on, months)


def test_an_early_renewal_begins_today_and_both_terms_stay(session: Session) -> None:
    alice, first = build.certified(session)
    second = renewed(session, first, NOON + timedelta(days=30))
    assert (first.issued_on, first.expires_on) == (date(2026, 11, 20), date(2028, 11, 19))
    assert (second.issued_on, second.expires_on) == (date(2026, 12, 20), date(2030, 11, 19))
    assert (first.state, first.superseded_by_id, second.state) == ("superseded", second.id, "active")
    assert queries.certificates_of(session, alice.id) == [second, first]
    assert lives.kinds(session, second) == ["issued", "renewed"]


def test_a_second_early_renewal_stacks_nothing_on_the_first(session: Session) -> None:
    _, first = build.certified(session)
    second = renewed(session, first, NOON + timedelta(days=1))
    third = renewed(session, second, NOON + timedelta(days=2))
    assert (second.expires_on, third.expires_on) == (date(2030, 11, 19), date(2030, 11, 21))


def test_a_renewal_on_the_last_day_is_early_and_a_day_later_late(session: Session) -> None:
    _, first = build.certified(session, now=datetime(2024, 11, 21, 9, tzinfo=UTC))
    assert first.expires_on == date(2026, 11, 20)
    assert renewed(session, first, NOON).expires_on == date(2028, 11, 20)


def test_a_renewal_after_the_end_counts_from_its_own_day(session: Session) -> None:
    _, first = build.certified(session, now=datetime(2024, 11, 20, 9, tzinfo=UTC))
    second = renewed(session, first, NOON)
    assert (second.issued_on, second.expires_on) == (date(2026, 11, 20), date(2028, 11, 19))


def test_a_resit_during_a_review_ends_it_and_keeps_no_time(session: Session) -> None:
    _, first = build.certified(session)
    attempt = session.get_one(Attempt, queries.decision_of(session, first).attempt_id)
    attempt.outcome = "not_passed"
    review.rescored(session, attempt.id, now=NOON)
    second = renewed(session, first, NOON + timedelta(days=10))
    assert (first.state, second.issued_on, second.expires_on) == ("superseded", date(2026, 11, 30), date(2028, 11, 29))


def with_a_practical_withdrawn(session: Session) -> Certificate:
    """A term that is under review for that."""
    _, made = build.certified(session, "Alice Ash", "thorax")
    (signed,) = queries.decision_of(session, made).inputs["practicals"]
    review.practical_withdrawn(session, signed["practical"], now=NOON)
    assert made.state == "under_review"
    return made


def test_a_pass_while_a_practical_is_in_question_keeps_the_unused_time(session: Session) -> None:
    first = with_a_practical_withdrawn(session)
    second = renewed(session, first, NOON + timedelta(days=30))
    assert (first.state, second.issued_on, second.expires_on) == ("superseded", date(2026, 12, 20), date(2030, 11, 19))


@pytest.mark.parametrize("is_told", [True, False])
def test_but_not_when_the_exam_no_longer_holds_either(session: Session, is_told: bool) -> None:
    first = with_a_practical_withdrawn(session)
    attempt = session.get_one(Attempt, queries.decision_of(session, first).attempt_id)
    attempt.outcome = "not_passed"
    if is_told:
        review.rescored(session, attempt.id, now=NOON)
    assert renewed(session, first, NOON + timedelta(days=30)).expires_on == date(2028, 12, 19)


def test_deciding_again_adds_a_practical_and_no_time(session: Session) -> None:
    alice, first = build.certified(session, now=NOON - timedelta(days=40))
    build.practical(session, alice, "thorax")
    rosa = lives.registrar(session)
    second = again(session, first, rosa, "practical_added", seen=1)
    assert (first.record["basis"], second.record["basis"]) == ("knowledge", "knowledge and observed practical")
    assert (second.issued_on, second.expires_on) == (date(2026, 11, 20), first.expires_on)
    assert (first.state, first.superseded_by_id) == ("superseded", second.id)
    assert lives.kinds(session, second) == ["issued"]
    assert queries.decision_of(session, second).number == 2
    assert again(session, first, rosa, "practical_added", seen=1) is second
    assert session.scalar(select(func.count(Certificate.id))) == 2


def test_what_is_decided_again_is_the_certificate_of_its_attempt(session: Session) -> None:
    _, first = build.certified(session)
    second = again(session, first, lives.registrar(session))
    attempt_id = queries.decision_of(session, first).attempt_id
    assert decide_certificate(session, attempt_id, build.FACTS, chance=1, now=NOON) is second


def test_every_gate_is_checked_again(session: Session) -> None:
    alice, first = build.certified(session)
    session.scalars(select(Licence).where(Licence.person_id == alice.id)).one().state = "refused"
    with pytest.raises(Conflict, match="verified licence"):
        again(session, first, lives.registrar(session))
    assert first.state == "active"


def test_nothing_over_ended_or_ones_own_is_decided_again(session: Session) -> None:
    alice, first = build.certified(session)
    rosa = lives.registrar(session)
    with pytest.raises(Refused):
        again(session, first, alice)
    first.state = "revoked"
    with pytest.raises(Conflict, match="is revoked"):
        again(session, first, rosa)
    first.state, first.expires_on = "active", date(2026, 11, 19)
    with pytest.raises(Conflict, match="The term is over"):
        again(session, first, rosa)


def test_whoever_objects_keeps_a_certificate_from_being_issued(session: Session) -> None:
    _, attempt_id = build.passed(session)
    objections.ask(lambda _session, asked, _now: [Objection("An appeal is open.", {"attempt": str(asked)})])
    try:
        assert decide_certificate(session, attempt_id, build.FACTS, chance=1, now=NOON) is None
    finally:
        objections.clear()
    assert decide_certificate(session, attempt_id, build.FACTS, chance=1, now=NOON) is not None
