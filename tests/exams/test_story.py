"""Any order of starting, saving, pausing, extending, handing in, expiring and grading, against a model of what is true.

On SQLite every story has a copy of one file; on PostgreSQL a database made from one template.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import make_url, text

from tests.build import NOON, person
from tests.exams import build
from trainer.core.db import Base, Database
from trainer.exams import queries, service
from trainer.exams.errors import GateShut, StaleRevision
from trainer.exams.models import Accommodation, Attempt
from trainer.exams.service import Save
from trainer.exams.service.breaks import NoBreak, pause, resume
from trainer.exams.service.time import AlreadyClosed, extend
from trainer.exams.tasks import sweep
from trainer.web.permissions import Role

HOUR = timedelta(hours=1)
GRACE = timedelta(seconds=15)
BREAK = timedelta(minutes=10)
POSITIONS = st.integers(min_value=1, max_value=8)


@dataclass
class Model:
    """What we know must be so: acknowledged answers, time given, and whether it was ever closed or late."""

    id: UUID
    deadline: datetime
    acknowledged: dict[int, tuple[int, Any, bool]] = field(default_factory=dict)
    paused_at: datetime | None = None
    break_left: timedelta = BREAK
    is_closed: bool = False
    decision: dict[str, Any] | None = None

    def end(self, now: datetime) -> datetime:
        """When its time ends, an open break counted as far as it may last."""
        if self.paused_at is None:
            return self.deadline
        return self.deadline + min(max(now - self.paused_at, timedelta(0)), self.break_left)

    def is_late(self, now: datetime) -> bool:
        return self.is_closed or now > self.end(now) + GRACE

    def end_break(self, now: datetime) -> None:
        if self.paused_at is not None:
            used = self.end(now) - self.deadline
            self.deadline, self.break_left, self.paused_at = self.deadline + used, self.break_left - used, None


@dataclass(frozen=True)
class Stage:
    """A database in which somebody is ready to sit, made once and copied for every story."""

    url: str
    person_id: int
    staff_id: int
    exam_id: int
    accepted: set[int]

    def copy(self) -> tuple[str, Callable[[], None]]:
        """The address of a fresh copy, and what removes it."""
        if not self.url.startswith("postgresql"):
            folder = TemporaryDirectory()
            return f"sqlite:///{shutil.copy(make_url(self.url).database or '', folder.name)}", folder.cleanup
        name = f"story_{uuid4().hex[:12]}"
        template = make_url(self.url).database
        admin(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        url = make_url(self.url).set(database=name).render_as_string(hide_password=False)
        return url, lambda: admin(f"DROP DATABASE {name} WITH (FORCE)")


def admin(statement: str) -> None:
    """One statement on the test server, outside of any transaction."""
    database = Database(os.environ["TRAINER_TEST_DATABASE_URL"])
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    database.engine.dispose()


def empty() -> str:
    """The address of a new database of the kind under test."""
    server = os.environ.get("TRAINER_TEST_DATABASE_URL")
    if not server:
        return f"sqlite:///{Path(mkdtemp()) / 'stage.sqlite3'}"
    name = f"stage_{uuid4().hex[:12]}"
    admin(f"CREATE DATABASE {name}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@cache
def stage() -> Stage:
    url = empty()
    database = Database(url)
    Base.metadata.create_all(database.engine)
    with database.write() as session:
        own = build.world(session)
        accepted = {statement.id for statement in queries.statements(session, own.final.id)}
        alice, staff = build.ready(session, own), person(session, "Sam Staff", Role.ADMINISTRATOR)
        session.add(granted(alice.id))
        made = Stage(url, alice.id, staff.id, own.final.id, accepted)
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
    return made


def granted(person_id: int) -> Accommodation:
    """Ten minutes of breaks."""
    return Accommodation(
        person_id=person_id, state="granted", asked="Breaks, please.", asked_at=NOON, multiplier="1", is_untimed=False,
        break_minutes=10, reason="A letter was seen.", decided_at=NOON,
    )  # fmt: skip


class Sitting(RuleBasedStateMachine):
    """One candidate, one exam, and a clock that may also be set back."""

    @initialize()
    def begin(self) -> None:
        url, self.remove = stage().copy()
        self.database = Database(url)
        self.person_id, self.exam_id, self.accepted = stage().person_id, stage().exam_id, stage().accepted
        self.now = NOON
        self.attempts: list[Model] = []

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.engine.dispose()
            self.remove()

    @property
    def last(self) -> Model:
        return self.attempts[-1]

    @rule(seconds=st.sampled_from([1, 60, 1800, 3599, 3600, 3615, 3616, 20 * 86_400, -60, -7200]))
    def pass_time(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(seed=st.integers(min_value=0, max_value=2**63 - 1))
    def start(self, seed: int) -> None:
        try:
            with self.database.write() as session:
                attempt = service.start(
                    session, self.exam_id, self.person_id, accepted=self.accepted, seed=seed, grace_seconds=15,
                    now=self.now, address=None,
                )  # fmt: skip
                found = attempt.id, self.now + HOUR
        except GateShut:
            return
        if found[0] not in [model.id for model in self.attempts]:
            self.attempts.append(Model(*found))
        assert found[0] == self.last.id

    @precondition(lambda self: self.attempts)
    @rule(position=POSITIONS, choice=st.integers(0, 3), flagged=st.booleans(), step=st.sampled_from([1, 1, 1, 0, 2]))
    def save(self, position: int, choice: int, flagged: bool, step: int) -> None:
        model = self.last
        with self.database.session() as session:
            entry = queries.paper_items(session, model.id)[position - 1]
        shown = entry["options"][choice][0]
        answer = [shown] if entry["type"] == "multiple_response" else shown
        known = model.acknowledged.get(position, (0, None, False))
        sent = (known[0] + step, answer, flagged)
        is_late = model.is_late(self.now)
        try:
            with self.database.write() as session:
                saved = service.save(
                    session, model.id, Save(position, answer, flagged, sent[0]), by=self.person_id, now=self.now
                )
        except StaleRevision:
            assert step != 1
            assert not is_late
            return
        if sent == known:
            assert saved is not None
            return
        assert (saved is None) == is_late, "stored late, or refused in time"
        model.is_closed |= is_late
        if saved is not None:
            assert step == 1
            model.acknowledged[position] = sent

    @precondition(lambda self: self.attempts)
    @rule()
    def submit(self) -> None:
        with self.database.write() as session:
            attempt = service.submit(session, self.last.id, by=self.person_id, now=self.now)
            assert attempt.state in ("submitted", "graded")
        self.last.is_closed = True

    @rule()
    def sweep(self) -> None:
        sweep(self.database, self.now)
        if self.attempts and self.last.is_late(self.now):
            self.last.end_break(self.now)
            self.last.is_closed = True

    @precondition(lambda self: self.attempts)
    @rule(minutes=st.integers(min_value=1, max_value=45))
    def extend(self, minutes: int) -> None:
        is_late = self.last.is_late(self.now)
        try:
            with self.database.write() as session:
                extend(session, self.last.id, minutes=minutes, why="A fire drill", by=stage().staff_id, now=self.now)
        except AlreadyClosed:
            assert is_late, "time was refused to an open attempt"
            return
        assert not is_late, "time was given to a closed attempt"
        self.last.deadline += timedelta(minutes=minutes)

    @precondition(lambda self: self.attempts)
    @rule()
    def pause(self) -> None:
        model = self.last
        is_standing = model.paused_at is not None and self.now < model.paused_at + model.break_left
        try:
            with self.database.write() as session:
                pause(session, model.id, by=self.person_id, now=self.now)
        except NoBreak:
            return
        if not is_standing:
            model.end_break(self.now)
            model.paused_at = self.now
        assert not model.is_closed
        assert model.break_left > timedelta(0)

    @precondition(lambda self: self.attempts)
    @rule()
    def resume(self) -> None:
        with self.database.write() as session:
            resume(session, self.last.id, by=self.person_id, now=self.now)
        if not self.last.is_closed:
            self.last.end_break(self.now)

    @invariant()
    def what_was_acknowledged_is_stored(self) -> None:
        for model in getattr(self, "attempts", []):
            with self.database.session() as session:
                stored = {
                    position: (row.revision, row.answer, row.is_flagged)
                    for position, row in queries.answers(session, model.id).items()
                }
            assert stored == model.acknowledged

    @invariant()
    def closed_never_reopens_and_a_decision_never_changes(self) -> None:
        for model in getattr(self, "attempts", []):
            with self.database.session() as session:
                attempt = session.get_one(Attempt, model.id)
                assert (attempt.state == "running") != model.is_closed
                assert model.decision is None or attempt.decision == model.decision
                model.decision = attempt.decision
                assert model.is_closed or attempt.deadline == model.deadline

    @invariant()
    def at_most_one_attempt_runs(self) -> None:
        assert sum(not model.is_closed for model in getattr(self, "attempts", [])) <= 1


Sitting.TestCase.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
test_any_story_keeps_its_promises = Sitting.TestCase
