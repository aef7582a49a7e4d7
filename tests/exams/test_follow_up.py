"""A held decision: fresh questions on each rule that held it, once, within its days; then it is settled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.exams import build
from trainer.core.errors import Unavailable
from trainer.core.events import events
from trainer.exams import holds, queries, service
from trainer.exams.errors import GateShut
from trainer.exams.events import AttemptHeld, AttemptPassed, HoldSettled
from trainer.exams.gates import gates_of
from trainer.exams.models import Attempt, AttemptEvent, Exam
from trainer.library.models import Item
from trainer.licensing.models import Licence
from trainer.web.permissions import Role

DAYS = timedelta(days=14)
DAY = timedelta(days=1)


@pytest.fixture
def own(session: Session) -> build.World:
    return build.world(session)


@pytest.fixture
def held(session: Session, own: build.World) -> Attempt:
    return hold(session, own, build.ready(session, own).id)


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    told: list[Any] = []
    events.clear()
    for kind in (AttemptHeld, AttemptPassed, HoldSettled):
        events.on(kind, lambda _session, event: told.append(event))
    yield told
    events.clear()


def hold(session: Session, own: build.World, person_id: int, **more: Any) -> Attempt:
    """A final whose decision is held: both questions on the rule are wrong."""
    attempt = build.started(session, own.final, session.get_one(build.Person, person_id), **more)
    return build.finished(session, attempt, wrong=build.positions(session, attempt, rule=build.RULE))


def follow_up_of(session: Session, own: build.World) -> Exam:
    return holds.beside(session, own.final, holds.FOLLOW_UP)


def begin(session: Session, held: Attempt, **more: Any) -> Attempt:
    """Start the follow-up of a held attempt."""
    exam = holds.beside(session, queries.exam(session, held.exam_id), holds.FOLLOW_UP)
    return build.started(session, exam, session.get_one(build.Person, held.person_id), **{"now": NOON + DAY} | more)


def settle(session: Session, held: Attempt, wrong: list[int]) -> Attempt:
    """Sit the follow-up with some answers wrong."""
    return build.finished(session, begin(session, held), wrong=wrong, now=NOON + DAY)


def shut(session: Session, held: Attempt, now: Any = NOON + DAY) -> list[str]:
    exam = holds.beside(session, queries.exam(session, held.exam_id), holds.FOLLOW_UP)
    roles = frozenset({Role.CLINICIAN})
    return [gate.name for gate in gates_of(session, exam, held.person_id, roles, now=now) if not gate.is_open]


def names(session: Session, attempt: Attempt) -> list[str]:
    wanted = select(AttemptEvent.name).where(AttemptEvent.attempt_id == attempt.id).order_by(AttemptEvent.id)
    return [name.rpartition(".")[2] for name in session.scalars(wanted)]


def test_four_items_on_the_rule_none_of_them_met(session: Session, held: Attempt) -> None:
    attempt = begin(session, held)
    entries = queries.paper_items(session, attempt.id)
    assert [entry["rule"] for entry in entries] == [build.RULE] * 4
    assert not holds.codes_on(session, held.id) & holds.codes_on(session, attempt.id)
    assert (attempt.parent_id, attempt.number) == (held.id, 1)


def test_its_time_is_two_minutes_an_item(session: Session, held: Attempt) -> None:
    attempt = begin(session, held)
    assert attempt.deadline == NOON + DAY + timedelta(minutes=8)
    assert (attempt.rules["items"], attempt.rules["minutes"]) == (4, 8)


def test_items_met_in_an_earlier_follow_up_come_last(session: Session, own: build.World, held: Attempt) -> None:
    earlier = begin(session, held)
    earlier.state = "void"
    session.flush()
    again = begin(session, held, now=NOON + 2 * DAY, seed=9)
    shown = [holds.codes_on(session, each.id) for each in (earlier, again)]
    assert len(shown[0] & shown[1]) == 0
    assert not holds.codes_on(session, held.id) & shown[1]


def test_a_scarce_bank_gives_fewer_and_never_those_of_the_held_paper(session: Session, held: Attempt) -> None:
    on_paper = holds.codes_on(session, held.id)
    rest = [item for item in session.scalars(rule_items()) if item.code not in on_paper]
    for item in rest[3:]:
        item.status, item.live_number = "retired", None
    session.flush()
    attempt = begin(session, held)
    assert holds.codes_on(session, attempt.id) == {item.code for item in rest[:3]}


def rule_items() -> Any:
    return select(Item).where(Item.code.in_([f"D2-E-{n:03}" for n in (1, 2, 3, 4, *range(9, 15))]))


def test_a_bank_that_cannot_give_three_says_so_and_costs_nothing(session: Session, held: Attempt) -> None:
    for item in session.scalars(rule_items()):
        item.status, item.live_number = "retired", None
    session.flush()
    with pytest.raises(Unavailable, match="no_consent_stop has 0 items"):
        begin(session, held)
    assert holds.follow_ups(session, held.id) == []


@pytest.mark.parametrize(("wrong", "outcome"), [([], "passed"), ([2], "passed"), ([1, 2], "not_passed")])
def test_three_right_of_four_release_the_decision(
    session: Session, held: Attempt, wrong: list[int], outcome: str
) -> None:
    before = dict(held.decision or {})
    attempt = settle(session, held, wrong)
    assert (held.outcome, held.released_by_id, attempt.outcome) == (outcome, attempt.id, outcome)
    assert held.decision == before
    assert before["verdict"] == "held"


def test_the_follow_up_says_each_rule_with_what_it_asked(session: Session, held: Attempt) -> None:
    attempt = settle(session, held, [1])
    assert (attempt.decision or {})["rules"] == [
        {"name": build.RULE, "kind": "follow_up", "asked": 3, "of": 4, "reached": "3", "met": True}
    ]


def test_a_hold_is_told_when_it_is_graded(session: Session, own: build.World, heard: list[Any]) -> None:
    held = hold(session, own, build.ready(session, own).id)
    assert heard == [AttemptHeld(held.id, NOON)]


def test_a_release_is_told_of_the_held_attempt(session: Session, own: build.World, held: Attempt, heard: Any) -> None:
    settle(session, held, [])
    passed = AttemptPassed(held.id, held.person_id, own.course.id, NOON + DAY)
    assert heard == [HoldSettled(held.id, NOON + DAY), passed]
    assert names(session, held)[-1] == "released"


def test_a_failed_follow_up_passes_nobody(session: Session, held: Attempt, heard: list[Any]) -> None:
    settle(session, held, [1, 2])
    assert heard == [HoldSettled(held.id, NOON + DAY)]
    assert names(session, held)[-1] == "not-released"


def test_without_a_held_decision_there_is_no_follow_up(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    build.finished(session, build.started(session, own.final, alice))
    with pytest.raises(GateShut, match="No decision of yours is held"):
        build.started(session, follow_up_of(session, own), alice)


def test_nobody_sits_the_follow_up_of_another(session: Session, own: build.World, held: Attempt) -> None:
    carol = build.ready(session, own, "Carol Crane")
    with pytest.raises(GateShut, match="No decision of yours is held"):
        build.started(session, follow_up_of(session, own), carol)
    assert holds.follow_ups(session, held.id) == []


def lose_licence(session: Session, held: Attempt) -> None:
    session.execute(delete(Licence).where(Licence.person_id == held.person_id))


def sit(session: Session, held: Attempt) -> None:
    attempt = begin(session, held)
    service.submit(session, attempt.id, by=held.person_id, now=NOON + DAY)


@pytest.mark.parametrize(("spoil", "gate"), [(lose_licence, "licence"), (sit, "once")])
def test_each_condition_shuts_its_own_gate(
    session: Session, held: Attempt, spoil: Callable[[Session, Attempt], None], gate: str
) -> None:
    assert shut(session, held) == []
    spoil(session, held)
    session.flush()
    assert shut(session, held) == [gate]


def test_a_void_follow_up_does_not_count(session: Session, held: Attempt) -> None:
    begin(session, held).state = "void"
    session.flush()
    assert shut(session, held) == []
    assert begin(session, held, now=NOON + 2 * DAY).number == 2


def test_it_can_be_started_to_the_last_moment_of_its_days(session: Session, held: Attempt) -> None:
    assert shut(session, held, NOON + DAYS) == []
    assert shut(session, held, NOON + DAYS + timedelta(seconds=1)) == ["days"]
