"""Many processes at once, and processes that fall over at the worst moment, still give one tree."""

from __future__ import annotations

import multiprocessing
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select

from tests.processes import patient
from tests.transparency.build import NOW, ORIGIN, Log
from trainer.core.db import Base, Database
from trainer.transparency import checkpoint, memory
from trainer.transparency.audit import audit
from trainer.transparency.models import TABLES, LogCheckpoint, LogEntry, LogLeaf, LogWaiting

PROCESSES = 8
EACH = 25


def contend(url: str, outside: Path, first: int) -> None:
    """Enter some entries one by one, and place whatever waits after each."""
    own = Log(patient(url), outside, entered=first)
    for _ in range(EACH):
        own.enter(1)
        own.sequence()
    own.database.engine.dispose()


def test_many_processes_at_once_give_one_tree(log: Log, database_url: str) -> None:
    log.database.engine.dispose()
    fork = multiprocessing.get_context("fork")
    running = [
        fork.Process(target=contend, args=(database_url, log.outside, 1000 * number)) for number in range(PROCESSES)
    ]
    for process in running:
        process.start()
    while any(process.is_alive() for process in running):
        with log.database.session() as session:
            assert audit(session, log.keys, ORIGIN, log.outside).faults == []
    for process in running:
        process.join(120)
    assert [process.exitcode for process in running] == [0] * PROCESSES
    with log.database.session() as session:
        report = audit(session, log.keys, ORIGIN, log.outside)
        sizes = list(session.scalars(select(LogCheckpoint.size).order_by(LogCheckpoint.id)))
    assert report.faults == []
    assert report.entries == PROCESSES * EACH
    assert sizes == sorted(set(sizes))


class Falls(RuntimeError):
    """The process ends here."""


class Life(RuleBasedStateMachine):
    """A log that is entered, placed, interrupted and started anew; `placed` is what was ever published."""

    def __init__(self) -> None:
        super().__init__()
        self.rooms = ExitStack()
        self.folder = Path(self.rooms.enter_context(tempfile.TemporaryDirectory()))
        self.now = NOW
        self.log = Log(self.opened(), self.folder / "outside")
        tables = [Base.metadata.tables[name] for name in [*(model.__tablename__ for model in TABLES), "log_waiting"]]
        Base.metadata.create_all(self.log.database.engine, tables=tables)
        self.published: list[int] = []

    def opened(self) -> Database:
        return Database(f"sqlite:///{self.folder / 'log.sqlite3'}")

    @rule(count=st.integers(1, 150))
    def enter(self, count: int) -> None:
        self.log.enter(count)

    @rule()
    def sequence(self) -> None:
        self.log.sequence(now=self.now)

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @precondition(lambda self: self.log.entered > 0)
    @rule(falls=st.sampled_from([(checkpoint, "sign"), (memory, "replace"), (memory, "remember")]))
    def fall(self, falls: tuple[object, str]) -> None:
        with patch.object(*falls, side_effect=Falls):
            try:
                self.log.sequence(now=self.now)
            except Falls:
                self.start_anew()

    @rule()
    def start_anew(self) -> None:
        self.log.database.engine.dispose()
        self.log.database = self.opened()

    @invariant()
    def everything_agrees(self) -> None:
        with self.log.database.session() as session:
            assert audit(session, self.log.keys, ORIGIN, self.log.outside).faults == []

    @invariant()
    def what_was_published_stands_and_nothing_is_lost(self) -> None:
        with self.log.database.session() as session:
            placed = list(session.scalars(select(LogLeaf.entry_id).order_by(LogLeaf.place)))
            waiting = list(session.scalars(select(LogWaiting.entry_id)))
            entries = list(session.scalars(select(LogEntry.id)))
        assert placed[: len(self.published)] == self.published
        assert sorted(placed + waiting) == sorted(entries)
        assert len(entries) == self.log.entered
        self.published = placed

    def teardown(self) -> None:
        self.log.database.engine.dispose()
        self.rooms.close()


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=10, stateful_step_count=12, deadline=None)
TestLife.pytestmark = [pytest.mark.pure]  # type: ignore[attr-defined] # pytest reads it from the class
