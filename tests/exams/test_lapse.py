"""A hold whose days run out: not passed, unless its follow-up is still being sat or marked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.exams import build
from tests.exams.test_follow_up import DAY, DAYS, begin, heard, held, hold, names, own
from trainer.core.db import Database
from trainer.exams import holds, service
from trainer.exams.errors import GateShut
from trainer.exams.events import HoldSettled
from trainer.exams.models import Attempt

__all__ = ["heard", "held", "own"]


def lapse(session: Session, held: Attempt, after: timedelta) -> bool:
    moved = service.lapse(session, held.id, now=NOON + after)
    session.flush()
    return moved


def test_a_hold_lapses_after_fourteen_days(session: Session, held: Attempt, heard: list[Any]) -> None:
    assert not lapse(session, held, DAYS)
    assert lapse(session, held, DAYS + timedelta(seconds=1))
    assert (held.outcome, held.released_by_id) == ("not_passed", None)
    assert heard == [HoldSettled(held.id, NOON + DAYS + timedelta(seconds=1))]
    assert names(session, held)[-1] == "lapsed"
    assert not lapse(session, held, 2 * DAYS)


def test_a_follow_up_begun_in_time_is_not_cut(session: Session, held: Attempt) -> None:
    attempt = begin(session, held, now=NOON + DAYS - timedelta(minutes=1))
    assert holds.lapsing(session, now=NOON + DAYS + timedelta(minutes=2)) == []
    assert not lapse(session, held, DAYS + timedelta(minutes=2))
    build.finished(session, attempt, now=NOON + DAYS + timedelta(minutes=5))
    assert held.outcome == "passed"


def test_one_without_a_limit_is_closed_when_the_days_are_over_and_marked(session: Session, held: Attempt) -> None:
    attempt = begin(session, held)
    build.answered(session, attempt, build.right_answers(session, attempt), now=NOON + DAY)
    attempt.deadline = None
    session.flush()
    assert lapse(session, held, DAYS + DAY)
    assert (attempt.state, held.outcome) == ("submitted", "held")
    service.grade(session, attempt.id, now=NOON + DAYS + DAY)
    assert held.outcome == "passed"


def test_the_sweep_ends_holds_by_itself(database: Database) -> None:
    with database.write() as session:
        own = build.world(session)
        held = hold(session, own, build.ready(session, own).id)
    assert service.lapse_held(database, now=NOON + DAYS) == 0
    assert service.lapse_held(database, now=NOON + 90 * DAY) == 1
    assert service.lapse_held(database, now=NOON + 90 * DAY) == 0
    with database.session() as session:
        assert session.get_one(Attempt, held.id).outcome == "not_passed"


def test_the_next_try_waits_for_the_settlement(session: Session, own: build.World, held: Attempt) -> None:
    alice, later = session.get_one(build.Person, held.person_id), NOON + 20 * DAY
    with pytest.raises(GateShut, match="held"):
        build.started(session, own.final, alice, now=later)
    lapse(session, held, 20 * DAY)
    assert build.started(session, own.final, alice, now=later).number == 2
