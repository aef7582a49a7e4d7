"""Any order of starting, saving, pausing, extending, handing in and grading, against a model of what is true."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.build import NOON
from tests.exams.stage import stage
from trainer.core.db import Database
from trainer.exams import queries, service
from trainer.exams.errors import GateShut, StaleRevision
from trainer.exams.models import Attempt
from trainer.exams.service import Save
from trainer.exams.service.breaks import NoBreak, pause, resume
from trainer.exams.service.time import AlreadyClosed, extend
from trainer.exams.tasks import sweep

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


STORIES = 20_000 if settings.get_current_profile_name() == "nightly" else 25
"""How many are told: `pytest --hypothesis-profile=nightly tests/exams/test_story.py` looks longer."""
Sitting.TestCase.settings = settings(
    max_examples=STORIES,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
test_any_story_keeps_its_promises = Sitting.TestCase
