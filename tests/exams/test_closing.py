"""Handing in, expiring and the sweep."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.exams import build
from trainer.core.db import Database
from trainer.core.errors import NotFound
from trainer.exams import queries, service
from trainer.exams.models import Attempt, AttemptEvent, Paper
from trainer.exams.tasks import sweep

END = NOON + timedelta(minutes=60)
SECOND = timedelta(seconds=1)


def names_of(session: Session, attempt: Attempt) -> list[str]:
    wanted = select(AttemptEvent.name).where(AttemptEvent.attempt_id == attempt.id).order_by(AttemptEvent.id)
    return [name.removeprefix("exam.attempt.") for name in session.scalars(wanted)]


@pytest.fixture
def attempt(session: Session) -> Attempt:
    own = build.world(session)
    return build.started(session, own.final, build.ready(session, own))


@pytest.mark.parametrize(
    ("moment", "closed_by", "closed_at", "name"),
    [
        (NOON + 59 * 60 * SECOND, "person", NOON + 59 * 60 * SECOND, "submitted"),
        (END, "person", END, "submitted"),
        (END + SECOND, "time", END, "expired"),
        (END + timedelta(days=3), "time", END, "expired"),
    ],
)
def test_the_clock_decides_how_a_paper_closes(
    session: Session, attempt: Attempt, moment: datetime, closed_by: str, closed_at: datetime, name: str
) -> None:
    service.submit(session, attempt.id, by=attempt.person_id, now=moment, address="192.0.2.7")
    assert (attempt.state, attempt.closed_by, attempt.closed_at) == ("submitted", closed_by, closed_at)
    assert names_of(session, attempt) == ["started", name]


def test_twice_is_once(session: Session, attempt: Attempt) -> None:
    for seconds in (10, 20, 30):
        service.submit(session, attempt.id, by=attempt.person_id, now=NOON + seconds * SECOND)
    assert attempt.closed_at == NOON + 10 * SECOND
    assert names_of(session, attempt) == ["started", "submitted"]


def test_nobody_hands_in_for_another(session: Session, attempt: Attempt) -> None:
    with pytest.raises(NotFound):
        service.submit(session, attempt.id, by=person(session, "Carol Crane").id, now=NOON)
    assert attempt.state == "running"


def test_reading_late_shows_it_closed_before_any_sweep(session: Session, attempt: Attempt) -> None:
    assert queries.state_at(attempt, END + 15 * SECOND) == "running"
    assert queries.state_at(attempt, END + 16 * SECOND) == "submitted"
    assert not queries.is_open(attempt, END + SECOND)
    assert attempt.state == "running"


def test_an_attempt_within_its_grace_is_not_expired(session: Session, attempt: Attempt) -> None:
    assert service.expire(session, attempt.id, now=END + 15 * SECOND) is False
    assert service.expire(session, attempt.id, now=END + 16 * SECOND) is True
    assert service.expire(session, attempt.id, now=END + 17 * SECOND) is False


Crowd = Callable[[int], list[UUID]]


@pytest.fixture
def crowd(database: Database) -> Crowd:
    """Several people who started at noon and went away."""

    def start(count: int) -> list[UUID]:
        with database.write() as session:
            own = build.world(session)
            people = [build.ready(session, own, f"Person{n} Ash") for n in range(count)]
            return [build.started(session, own.final, each, seed=n).id for n, each in enumerate(people)]

    return start


def states(database: Database) -> dict[UUID, str]:
    with database.session() as session:
        return {attempt.id: attempt.state for attempt in session.scalars(select(Attempt))}


def test_the_sweep_closes_and_grades_what_is_overdue_however_old(database: Database, crowd: Crowd) -> None:
    ids = crowd(3)
    assert sweep(database, END + timedelta(days=90)) == 6
    assert states(database) == dict.fromkeys(ids, "graded")
    assert sweep(database, END + timedelta(days=90)) == 0


def test_the_sweep_leaves_open_attempts_alone(database: Database, crowd: Crowd) -> None:
    ids = crowd(2)
    assert sweep(database, END + 15 * SECOND) == 0
    assert states(database) == dict.fromkeys(ids, "running")


def test_a_poisoned_attempt_delays_none(database: Database, crowd: Crowd) -> None:
    first, second, third = crowd(3)
    with database.write() as session:
        paper = session.get_one(Paper, first)
        paper.items = [{"position": 1}]
    assert service.close_overdue(database, now=END + timedelta(hours=1)) == 3
    assert service.grade_submitted(database, now=END + timedelta(hours=1)) == 2
    assert states(database) == {first: "submitted", second: "graded", third: "graded"}
