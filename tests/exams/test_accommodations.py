"""One profile on the person: asked in their own words, decided by another, followed by every clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.exams import build
from trainer.accounts import queries as accounts
from trainer.audit.models import AuditEvent
from trainer.core.errors import Conflict, Invalid, NotFound, Refused
from trainer.exams import queries, service
from trainer.exams.models import Accommodation, Attempt
from trainer.exams.service import accommodate, breaks
from trainer.exams.service.accommodate import MULTIPLIERS, Grant
from trainer.exams.service.time import Kind, credit, limit_for
from trainer.web.permissions import Role

MINUTE = timedelta(minutes=1)
END = NOON + 60 * MINUTE
WORDS = "I read with one eye and need a break every half hour."


@pytest.fixture
def alice(session: Session) -> int:
    return build.ready(session, build.world(session)).id


@pytest.fixture
def bob(session: Session) -> int:
    return person(session, "Bob Birch", Role.REGISTRAR).id


def grant(session: Session, alice: int, bob: int, granted: Grant, minutes: float = 0) -> Accommodation:
    now = NOON + minutes * MINUTE
    asked = accommodate.ask(session, alice, WORDS, now=now)
    return accommodate.grant(session, asked.id, granted, "A letter was seen", by=bob, now=now)


def begin(session: Session, alice: int, exam: int = -1) -> Attempt:
    own = build.world(session)
    return build.started(session, own.final if exam < 0 else own.quizzes[exam], accounts.person(session, alice))


@pytest.mark.parametrize("multiplier", MULTIPLIERS)
@pytest.mark.parametrize("exam", [-1, 0, 1])
def test_every_deadline_follows_the_multiplier(
    session: Session, alice: int, bob: int, multiplier: str, exam: int
) -> None:
    grant(session, alice, bob, Grant(multiplier, break_minutes=5))
    attempt = begin(session, alice, exam)
    base = attempt.base_limit_seconds
    assert base == (3600 if exam < 0 else 300)
    assert attempt.limit_seconds == float(multiplier) * base
    assert attempt.deadline == NOON + timedelta(seconds=float(multiplier) * base)
    assert attempt.break_left_seconds == 300


def test_untimed_has_no_deadline_and_no_end(session: Session, alice: int, bob: int) -> None:
    grant(session, alice, bob, Grant("1.5", is_untimed=True, break_minutes=30))
    attempt = begin(session, alice)
    assert (attempt.deadline, attempt.limit_seconds, attempt.break_left_seconds) == (None, None, 0)
    assert queries.overdue(session, now=NOON + timedelta(days=400)) == []
    assert service.expire(session, attempt.id, now=NOON + timedelta(days=400)) is False


def test_without_a_grant_the_common_time_counts(session: Session, alice: int, bob: int) -> None:
    asked = accommodate.ask(session, alice, WORDS, now=NOON)
    assert limit_for(session, alice, 3600) == (3600, 0)
    accommodate.refuse(session, asked.id, "No letter came", by=bob, now=NOON)
    assert limit_for(session, alice, 3600) == (3600, 0)
    assert limit_for(session, alice, None) == (None, 0)


def test_a_grant_during_an_exam_counts_at_once(session: Session, alice: int, bob: int) -> None:
    attempt = begin(session, alice)
    credit(session, attempt, Kind.EXTENSION, 60, "-", bob, NOON)
    grant(session, alice, bob, Grant("1.5", break_minutes=10), 30)
    assert attempt.deadline == END + 31 * MINUTE
    assert attempt.break_left_seconds == 600
    assert [(each.kind, each.seconds, each.why) for each in attempt.credits][1:] == [
        ("accommodation", 1800, "Time agreed for you beforehand")
    ]


def test_a_second_grant_during_an_exam_adds_only_what_is_new(session: Session, alice: int, bob: int) -> None:
    attempt = begin(session, alice)
    grant(session, alice, bob, Grant("1.25", break_minutes=10), 10)
    breaks.pause(session, attempt.id, by=alice, now=NOON + 11 * MINUTE)
    breaks.resume(session, attempt.id, by=alice, now=NOON + 15 * MINUTE)
    grant(session, alice, bob, Grant("2", break_minutes=20), 20)
    assert attempt.deadline == END + 64 * MINUTE
    assert attempt.break_left_seconds == 16 * 60
    session.refresh(attempt)
    states = session.scalars(select(Accommodation.state).order_by(Accommodation.id)).all()
    assert states == ["ended", "granted"]


def test_a_smaller_grant_never_shortens_an_exam_under_way(session: Session, alice: int, bob: int) -> None:
    grant(session, alice, bob, Grant("2", break_minutes=20))
    attempt = begin(session, alice)
    grant(session, alice, bob, Grant("1.25"), 5)
    assert (attempt.deadline, attempt.break_left_seconds) == (END + 60 * MINUTE, 20 * 60)
    assert limit_for(session, alice, 3600) == (4500, 0)


def test_untimed_granted_during_an_exam_takes_its_clock_away(session: Session, alice: int, bob: int) -> None:
    attempt = begin(session, alice)
    grant(session, alice, bob, Grant(is_untimed=True), 30)
    assert (attempt.deadline, attempt.limit_seconds, attempt.base_limit_seconds) == (None, None, 3600)
    assert [each.why for each in attempt.credits] == ["No time limit, as agreed for you"]
    assert queries.accepts(attempt, NOON + timedelta(days=3))


def test_a_grant_during_a_break_keeps_it(session: Session, alice: int, bob: int) -> None:
    grant(session, alice, bob, Grant(break_minutes=10))
    attempt = begin(session, alice)
    breaks.pause(session, attempt.id, by=alice, now=NOON + 10 * MINUTE)
    grant(session, alice, bob, Grant("1.5", break_minutes=30), 12)
    timing = queries.timing(attempt)
    assert timing.is_paused(NOON + 39 * MINUTE)
    assert timing.seconds_left(NOON + 39 * MINUTE) == 80 * 60


def test_a_grant_opens_nothing_that_is_closed(session: Session, alice: int, bob: int) -> None:
    attempt = begin(session, alice)
    grant(session, alice, bob, Grant("3"), 61)
    assert (attempt.deadline, attempt.credits) == (END, [])
    assert service.expire(session, attempt.id, now=END + 2 * MINUTE) is True


def test_an_ended_grant_counts_for_the_next_exam_only(session: Session, alice: int, bob: int) -> None:
    granted = grant(session, alice, bob, Grant("2"))
    attempt = begin(session, alice)
    accommodate.end(session, granted.id, by=bob, now=NOON)
    assert attempt.deadline == END + 60 * MINUTE
    assert limit_for(session, alice, 3600) == (3600, 0)
    with pytest.raises(Conflict):
        accommodate.end(session, granted.id, by=bob, now=NOON)


def test_nobody_decides_their_own(session: Session) -> None:
    both = person(session, "Dora Dale", Role.REGISTRAR, Role.CLINICIAN).id
    asked = accommodate.ask(session, both, WORDS, now=NOON)
    with pytest.raises(Refused):
        accommodate.grant(session, asked.id, Grant("3"), "-", by=both, now=NOON)
    with pytest.raises(Refused):
        accommodate.refuse(session, asked.id, "-", by=both, now=NOON)
    assert asked.state == "asked"


def test_it_is_asked_once_and_decided_once(session: Session, alice: int, bob: int) -> None:
    asked = accommodate.ask(session, alice, WORDS, now=NOON)
    with pytest.raises(Conflict, match="asked already"):
        accommodate.ask(session, alice, WORDS, now=NOON)
    accommodate.refuse(session, asked.id, "-", by=bob, now=NOON)
    with pytest.raises(Conflict, match="decided already"):
        accommodate.grant(session, asked.id, Grant("2"), "-", by=bob, now=NOON)
    with pytest.raises(NotFound):
        accommodate.refuse(session, asked.id + 1, "-", by=bob, now=NOON)


@pytest.mark.parametrize(
    "granted", [Grant(), Grant("1.1"), Grant("4"), Grant("2", break_minutes=61), Grant("2", break_minutes=-1)]
)
def test_only_what_the_rules_know_is_granted(session: Session, alice: int, bob: int, granted: Grant) -> None:
    with pytest.raises(Invalid):
        grant(session, alice, bob, granted)


def test_the_audit_trail_tells_that_it_happened_and_nothing_private(session: Session, alice: int, bob: int) -> None:
    grant(session, alice, bob, Grant("1.5"))
    told = select(AuditEvent).where(AuditEvent.action.contains("accommodation")).order_by(AuditEvent.id)
    assert [(event.action, event.actor_id, event.detail) for event in session.scalars(told)] == [
        ("exam.accommodation.asked", alice, {}),
        ("exam.accommodation.granted", bob, {}),
    ]
