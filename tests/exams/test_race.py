"""Many at once on a real database: one attempt, one outcome, no lost answer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.exc import IntegrityError

from tests.build import NOON
from tests.exams import build
from trainer.core.db import Database
from trainer.exams import queries, service
from trainer.exams.errors import StaleRevision
from trainer.exams.models import Acceptance, Answer, Attempt, AttemptEvent, Paper
from trainer.exams.service import Save

T = TypeVar("T")


def at_once(count: int, work: Callable[[int], T]) -> list[T]:
    """Run `work` in so many threads that all begin together."""
    gate = Barrier(count)

    def run(n: int) -> T:
        gate.wait()
        return work(n)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.fixture
def world(database: Database) -> tuple[int, int, set[int]]:
    """Somebody ready, the final exam, and the statements to accept."""
    with database.write() as session:
        own = build.world(session)
        statements = {statement.id for statement in queries.statements(session, own.final.id)}
        return build.ready(session, own).id, own.final.id, statements


def start(database: Database, world: tuple[int, int, set[int]], seed: int) -> UUID:
    person_id, exam_id, accepted = world
    with database.write() as session:
        return service.start(
            session, exam_id, person_id, accepted=accepted, seed=seed, grace_seconds=15, now=NOON, address=None
        ).id


def count(database: Database, table: type) -> int:
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_eight_starts_at_once_are_one_attempt(database: Database, world: tuple[int, int, set[int]]) -> None:
    ids = at_once(8, lambda n: start(database, world, n))
    assert len(set(ids)) == 1
    assert (count(database, Attempt), count(database, Paper), count(database, Acceptance)) == (1, 1, 2)


def test_twenty_submits_at_once_are_one_outcome(database: Database, world: tuple[int, int, set[int]]) -> None:
    attempt_id = start(database, world, 1)

    def submit(n: int) -> tuple[str, object]:
        with database.write() as session:
            closed = service.submit(session, attempt_id, by=world[0], now=NOON.replace(microsecond=n))
            return closed.state, closed.closed_at

    assert len(set(at_once(20, submit))) == 1
    assert count(database, AttemptEvent) == 2


def test_eight_graders_at_once_grade_once(database: Database, world: tuple[int, int, set[int]]) -> None:
    attempt_id = start(database, world, 1)
    with database.write() as session:
        service.submit(session, attempt_id, by=world[0], now=NOON)
    graded = at_once(8, lambda _n: service.grade_submitted(database, now=NOON))
    assert sum(graded) == 1
    with database.session() as session:
        assert session.get_one(Attempt, attempt_id).outcome == "not_passed"


def test_of_eight_windows_saving_the_same_revision_one_wins(
    database: Database, world: tuple[int, int, set[int]]
) -> None:
    attempt_id = start(database, world, 1)
    with database.session() as session:
        items = queries.paper_items(session, attempt_id)
        entry = next(entry for entry in items if entry["type"] == "single_choice")

    def save(n: int) -> str:
        sent = Save(entry["position"], entry["options"][n % 4][0], n >= 4, 1)
        try:
            with database.write() as session:
                service.save(session, attempt_id, sent, by=world[0], now=NOON)
        except StaleRevision:
            return "stale"
        return "saved"

    assert sorted(at_once(8, save)) == ["saved"] + ["stale"] * 7
    assert count(database, Answer) == 1


@pytest.mark.parametrize("same", ["both running", "same number"])
def test_the_database_itself_refuses_a_second(database: Database, world: tuple[int, int, set[int]], same: str) -> None:
    first = start(database, world, 1)
    with database.write() as session:
        row = session.get_one(Attempt, first)
        facts = {column.key: getattr(row, column.key) for column in sa_inspect(Attempt).column_attrs}
    facts |= {"id": uuid4(), "number": 2} if same == "both running" else {"id": uuid4(), "state": "graded"}
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(insert(Attempt), [facts])
