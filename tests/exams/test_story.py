"""Any order of starting, saving, handing in, expiring and grading, against a model of what must be true."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.build import NOON
from tests.exams import build
from trainer.core.db import Base, Database
from trainer.exams import queries, service
from trainer.exams.errors import GateShut, StaleRevision
from trainer.exams.models import Attempt
from trainer.exams.service import Save
from trainer.exams.tasks import sweep

HOUR = timedelta(hours=1)
GRACE = timedelta(seconds=15)
POSITIONS = st.integers(min_value=1, max_value=8)


@dataclass
class Model:
    """What we know must be so: acknowledged answers, and whether the attempt was ever closed or late."""

    id: UUID
    started_at: datetime
    acknowledged: dict[int, tuple[int, Any, bool]] = field(default_factory=dict)
    is_closed: bool = False
    decision: dict[str, Any] | None = None


@dataclass(frozen=True)
class Stage:
    """A database in which somebody is ready to sit, made once and copied for every story."""

    path: Path
    person_id: int
    exam_id: int
    accepted: set[int]


@cache
def stage() -> Stage:
    path = Path(mkdtemp()) / "stage.sqlite3"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    with database.write() as session:
        own = build.world(session)
        accepted = {statement.id for statement in queries.statements(session, own.final.id)}
        made = Stage(path, build.ready(session, own).id, own.final.id, accepted)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
    return made


class Sitting(RuleBasedStateMachine):
    """One candidate, one exam, and a clock that may also be set back."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        path = shutil.copy(stage().path, self.folder.name)
        self.database = Database(f"sqlite:///{path}")
        self.person_id, self.exam_id, self.accepted = stage().person_id, stage().exam_id, stage().accepted
        self.now = NOON
        self.attempts: list[Model] = []

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.engine.dispose()
            self.folder.cleanup()

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
                found = attempt.id, attempt.started_at
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
        is_late = model.is_closed or self.now > model.started_at + HOUR + GRACE
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
        if self.attempts and self.now > self.last.started_at + HOUR + GRACE:
            self.last.is_closed = True

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

    @invariant()
    def at_most_one_attempt_runs(self) -> None:
        assert sum(not model.is_closed for model in getattr(self, "attempts", [])) <= 1


Sitting.TestCase.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
test_any_story_keeps_its_promises = Sitting.TestCase
