"""Time given: it only moves the end later, says why, and never opens what is closed (TRUST I3, I11, F5, F13, F15)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.exams import build
from tests.exams.conftest import Candidate
from trainer.audit.models import AuditEvent
from trainer.core.db import Database
from trainer.core.errors import Conflict, Invalid, Refused
from trainer.exams import queries, service
from trainer.exams.models import Attempt, AttemptEvent, Paper
from trainer.exams.screens.clock import minutes
from trainer.exams.service.time import AlreadyClosed, Kind, credit, extend
from trainer.exams.tasks import sweep
from trainer.web.permissions import Role

END = NOON + timedelta(minutes=60)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def attempt(session: Session) -> Attempt:
    own = build.world(session)
    return build.started(session, own.final, build.ready(session, own))


@pytest.fixture
def bob(session: Session) -> int:
    return person(session, "Bob Birch", Role.ADMINISTRATOR).id


def test_an_extension_moves_the_end_and_says_why(session: Session, attempt: Attempt, bob: int) -> None:
    extend(session, attempt.id, minutes=10, why="The fire alarm rang", by=bob, now=NOON + MINUTE)
    assert attempt.deadline == END + 10 * MINUTE
    assert [(given.kind, given.seconds, given.why, given.by_id) for given in attempt.credits] == [
        ("extension", 600, "The fire alarm rang", bob)
    ]
    event = session.scalars(select(AttemptEvent).order_by(AttemptEvent.id.desc())).first()
    assert event is not None
    assert (event.name, event.by_id, event.detail["seconds"]) == ("exam.attempt.credited", bob, 600)
    audited = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert audited is not None
    assert (audited.action, audited.actor_id, audited.detail["why"]) == (
        "exam.attempt.credited", bob, "The fire alarm rang"
    )  # fmt: skip


def test_the_end_is_start_limit_and_every_credit(session: Session, attempt: Attempt, bob: int) -> None:
    chance = Random(3)
    for _ in range(20):
        credit(session, attempt, chance.choice(list(Kind)), chance.randrange(900), "-", bob, NOON)
    given = sum(each.seconds for each in attempt.credits)
    assert attempt.limit_seconds == 3600
    assert attempt.deadline == attempt.started_at + timedelta(seconds=3600 + given)


def test_time_is_never_taken(session: Session, attempt: Attempt, bob: int) -> None:
    with pytest.raises(ValueError, match="never taken"):
        credit(session, attempt, Kind.EXTENSION, -1, "-", bob, NOON)
    for minutes_ in (0, -5, 1441):
        with pytest.raises(Invalid):
            extend(session, attempt.id, minutes=minutes_, why="-", by=bob, now=NOON)
    assert attempt.deadline == END


def test_time_can_be_given_until_the_last_answer_and_not_later(session: Session, attempt: Attempt, bob: int) -> None:
    with pytest.raises(AlreadyClosed):
        extend(session, attempt.id, minutes=5, why="-", by=bob, now=END + 16 * SECOND)
    extend(session, attempt.id, minutes=5, why="-", by=bob, now=END + 15 * SECOND)
    assert attempt.deadline == END + 5 * MINUTE


@pytest.mark.parametrize("moment", [NOON + MINUTE, END + HOUR, NOON - HOUR])
def test_what_is_closed_never_opens_again(session: Session, attempt: Attempt, bob: int, moment: datetime) -> None:
    service.submit(session, attempt.id, by=attempt.person_id, now=NOON + MINUTE)
    with pytest.raises(AlreadyClosed, match="never opens again"):
        extend(session, attempt.id, minutes=5, why="-", by=bob, now=moment)
    assert (attempt.state, attempt.deadline, attempt.credits) == ("submitted", END, [])


def test_nobody_gives_time_to_themselves(session: Session, attempt: Attempt) -> None:
    with pytest.raises(Refused):
        extend(session, attempt.id, minutes=5, why="-", by=attempt.person_id, now=NOON)


def test_without_a_clock_there_is_nothing_to_extend(session: Session, attempt: Attempt, bob: int) -> None:
    attempt.deadline = attempt.limit_seconds = None
    session.flush()
    with pytest.raises(Conflict, match="no time limit"):
        extend(session, attempt.id, minutes=5, why="-", by=bob, now=NOON)


def test_an_extended_attempt_is_left_alone_by_the_sweep_until_its_new_end(
    session: Session, attempt: Attempt, bob: int
) -> None:
    extend(session, attempt.id, minutes=10, why="-", by=bob, now=NOON)
    assert service.expire(session, attempt.id, now=END + 10 * MINUTE + 15 * SECOND) is False
    assert service.expire(session, attempt.id, now=END + 10 * MINUTE + 16 * SECOND) is True
    assert attempt.closed_at == END + 10 * MINUTE


@pytest.mark.parametrize("jump", [HOUR, -HOUR, timedelta(days=1), -timedelta(days=1)])
@pytest.mark.parametrize("when", [30 * MINUTE, HOUR, 61 * MINUTE])
def test_a_clock_that_jumps_reopens_nothing_and_moves_no_deadline(
    session: Session, attempt: Attempt, when: timedelta, jump: timedelta
) -> None:
    closed = service.expire(session, attempt.id, now=NOON + when)
    closed = service.expire(session, attempt.id, now=NOON + when + jump) or closed
    assert closed == (max(when, when + jump) > 60 * MINUTE + 15 * SECOND)
    service.expire(session, attempt.id, now=NOON + when)
    assert attempt.deadline == END
    assert (attempt.state == "running") == (not closed)
    assert queries.accepts(attempt, NOON) == (not closed)


def clock_of(alice: Candidate, attempt: UUID) -> dict[str, Any]:
    said: dict[str, Any] = alice.get(f"/attempts/{attempt}/clock").get_json()
    return said


def test_given_time_is_on_the_next_look_at_the_clock(alice: Candidate, store: Database) -> None:
    attempt = alice.start()
    alice.at(59.5)
    with store.write() as session:
        bob = person(session, "Bob Birch").id
        extend(session, attempt, minutes=7, why="The room was cold", by=bob, now=alice.now)
    said = clock_of(alice, attempt)
    assert (said["deadline"], said["seconds_left"]) == ("2026-11-20T13:07:00Z", 30 + 7 * 60)
    assert said["limit_seconds"] == 3600
    assert said["credits"] == [{"kind": "extension", "why": "The room was cold", "seconds": 420, "minutes": 7}]


@pytest.mark.parametrize(("seconds", "said"), [(0, 0), (60, 1), (90, 1.5), (100, 1.7), (3600, 60)])
def test_minutes_are_said_to_a_tenth(seconds: int, said: float) -> None:
    assert minutes(seconds) == said
    assert isinstance(minutes(seconds), int) == isinstance(said, int)


def crowd(database: Database, count: int) -> list[UUID]:
    """Attempts that began at noon, all on the first one's paper: here only their times matter."""
    with database.write() as session:
        own = build.world(session)
        first = build.started(session, own.final, build.ready(session, own))
        items = queries.paper_items(session, first.id)
        ids = [first.id]
        for n in range(1, count):
            ids.append(UUID(int=n))
            session.add(build.copy_of(first, id=UUID(int=n), person_id=person(session, f"Person{n} Ash").id))
            session.flush()
            session.add(Paper(attempt_id=UUID(int=n), items=items))
    return ids


def test_after_two_days_down_all_are_closed_and_a_poisoned_one_delays_none(database: Database) -> None:
    ids = crowd(database, 301)
    with database.write() as session:
        poisoned = session.get_one(Attempt, ids[150])
        poisoned.rules = {"outage_credit_minutes": "much"}
        session.get_one(Paper, ids[150]).items = [{"position": 1}]
    sweep(database, NOON + timedelta(hours=49))
    with database.session() as session:
        counts = Counter(session.scalars(select(Attempt.state)))
        late = session.scalar(select(func.max(Attempt.closed_at)))
    assert counts == {"graded": 300, "submitted": 1}
    assert late == END


def test_a_sweep_never_closes_what_was_extended_a_thousand_times(session: Session, attempt: Attempt, bob: int) -> None:
    """Every order of an extension and a sweep around the end, decided by what stands under the lock."""
    chance, end = Random(15), END
    for _ in range(1000):
        moment = end + chance.randrange(-2_000, 17_000) * timedelta(milliseconds=1)
        steps = chance.sample(["extend", "sweep", "sweep"], 3)
        for step in steps:
            if step == "extend" and moment <= end + 15 * SECOND:
                extend(session, attempt.id, minutes=1, why="-", by=bob, now=moment)
                end += MINUTE
            elif step == "sweep" and moment <= end + 15 * SECOND:
                waiting = queries.overdue(session, now=moment)
                assert waiting == ([attempt.id] if moment > end else [])
                assert service.expire(session, attempt.id, now=moment) is False
        assert (attempt.state, attempt.deadline) == ("running", end)
    assert service.expire(session, attempt.id, now=end + 15 * SECOND + timedelta(microseconds=1)) is True


def test_a_sweep_that_chose_an_attempt_before_it_was_extended_leaves_it_open(database: Database) -> None:
    attempt_id = crowd(database, 1)[0]
    now = END + 10 * SECOND
    with database.session() as session:
        assert queries.overdue(session, now=now) == [attempt_id]
    with database.write() as session:
        extend(session, attempt_id, minutes=1, why="-", by=person(session, "Bob Birch").id, now=now)
    with database.write() as session:
        assert service.expire(session, attempt_id, now=now + 10 * SECOND) is False
