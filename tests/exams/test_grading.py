"""Grading: from what was stored and frozen, once, and told to whom it concerns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.exams import build
from trainer.core.events import events
from trainer.courses.models import ModulePass
from trainer.exams import queries, service
from trainer.exams.events import AttemptPassed
from trainer.exams.machine import IllegalMove
from trainer.exams.models import Attempt, AttemptEvent
from trainer.library import queries as library
from trainer.library.models import Item, ItemVersion


@pytest.fixture
def own(session: Session) -> build.World:
    return build.world(session)


@pytest.fixture
def attempt(session: Session, own: build.World) -> Attempt:
    return build.started(session, own.final, build.ready(session, own))


def rule(attempt: Attempt, name: str) -> dict[str, Any]:
    assert attempt.decision is not None
    return next(rule for rule in attempt.decision["rules"] if rule["name"] == name)


def test_all_right_passes(session: Session, attempt: Attempt) -> None:
    build.finished(session, attempt)
    assert (attempt.state, attempt.outcome) == ("graded", "passed")
    expected = {"name": "total", "kind": "total", "asked": 5, "of": 8, "reached": "8", "met": True}
    assert rule(attempt, "total") == expected


def test_nothing_answered_counts_as_no_answer(session: Session, attempt: Attempt) -> None:
    service.submit(session, attempt.id, by=attempt.person_id, now=NOON)
    service.grade(session, attempt.id, now=NOON)
    assert attempt.outcome == "not_passed"
    assert rule(attempt, "total")["reached"] == "0"


def test_both_items_of_a_rule_wrong_hold_the_decision(session: Session, attempt: Attempt) -> None:
    build.finished(session, attempt, wrong=build.positions(session, attempt, rule=build.RULE))
    assert attempt.outcome == "held"
    assert rule(attempt, build.RULE) == {
        "name": build.RULE, "kind": "must_not_miss", "asked": 1, "of": 2, "reached": "0", "met": False,
    }  # fmt: skip


def test_one_item_of_a_rule_wrong_does_not_hold(session: Session, attempt: Attempt) -> None:
    build.finished(session, attempt, wrong=build.positions(session, attempt, rule=build.RULE)[:1])
    assert attempt.outcome == "passed"


@pytest.mark.parametrize(("missed", "outcome"), [(3, "passed"), (4, "not_passed")])
def test_the_total_decides_at_its_cut(session: Session, attempt: Attempt, missed: int, outcome: str) -> None:
    build.finished(session, attempt, wrong=build.positions(session, attempt, rule=None)[:missed])
    assert attempt.outcome == outcome


def test_a_missed_total_is_not_passed_even_where_a_rule_would_hold(session: Session, attempt: Attempt) -> None:
    build.finished(session, attempt, wrong=range(1, 9))
    assert attempt.outcome == "not_passed"


def test_the_profile_tells_each_domain_with_its_interval(session: Session, attempt: Attempt) -> None:
    build.finished(session, attempt)
    assert attempt.decision is not None
    first = attempt.decision["profile"][0]
    assert (first["domain"], first["reached"], first["of"], first["high"]) == ("D1", "4", 4, 1.0)
    assert first["low"] == pytest.approx(0.510, abs=0.001)


def test_a_running_attempt_is_not_graded(session: Session, attempt: Attempt) -> None:
    with pytest.raises(IllegalMove):
        service.grade(session, attempt.id, now=NOON)


def test_grading_twice_is_grading_once(session: Session, attempt: Attempt) -> None:
    build.finished(session, attempt)
    before = (attempt.decision, attempt.graded_at)
    service.grade(session, attempt.id, now=NOON + timedelta(days=1))
    assert (attempt.decision, attempt.graded_at) == before
    graded = select(func.count()).where(AttemptEvent.name == "exam.attempt.graded")
    assert session.scalar(graded) == 1


def test_an_item_changed_or_retired_meanwhile_changes_no_score(session: Session, attempt: Attempt) -> None:
    entry = queries.paper_items(session, attempt.id)[0]
    version = session.get_one(ItemVersion, entry["version_id"])
    item = session.get_one(Item, version.item_id)
    other = {**version.payload, "options": [{**each, "key": False} for each in version.payload["options"]]}
    columns = ("type", "domain", "group", "level", "safety_critical", "must_not_miss", "vignette", "sources")
    same = {name: getattr(version, name) for name in (*columns, "enemies")}
    session.add(ItemVersion(item_id=item.id, number=2, payload=other, note="", created_at=NOON, **same))
    item.current_number, item.status = 2, "retired"
    session.flush()
    build.finished(session, attempt)
    assert rule(attempt, "total")["reached"] == "8"
    assert service.decision_of(session, attempt) == attempt.decision


def test_the_policy_of_the_start_decides(session: Session, own: build.World, attempt: Attempt) -> None:
    stored = library.newest_policy(session, "small-final")
    stricter = {**stored.spec, "version": 2, "total": {"at_least": 8, "of": 8}}
    session.add(type(stored)(slug="small-final", number=2, spec=stricter, created_at=NOON))
    session.flush()
    own.final.policy_version_id = library.newest_policy(session, "small-final").id
    build.finished(session, attempt, wrong=build.positions(session, attempt, rule=None)[:1])
    assert attempt.outcome == "passed"


def test_the_pass_mark_of_the_start_decides_a_quiz(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    attempt = build.started(session, own.quizzes[0], alice)
    own.quizzes[0].rules = {**own.quizzes[0].rules, "pass_mark": 4}
    session.flush()
    build.finished(session, attempt, wrong=[1])
    assert attempt.outcome == "passed"


def test_a_passed_quiz_passes_its_module(session: Session, own: build.World) -> None:
    alice = build.person(session)
    build.learner(session, own.course, alice)
    build.finished(session, build.started(session, own.quizzes[0], alice), wrong=[2])
    passed = session.scalars(select(ModulePass).where(ModulePass.person_id == alice.id)).one()
    assert (passed.module_id, passed.score, passed.of) == (own.quizzes[0].module_id, 3, 4)


def test_a_failed_quiz_passes_nothing(session: Session, own: build.World) -> None:
    alice = build.person(session)
    build.learner(session, own.course, alice)
    build.finished(session, build.started(session, own.quizzes[0], alice), wrong=[1, 2])
    assert session.scalars(select(ModulePass).where(ModulePass.person_id == alice.id)).all() == []


@pytest.mark.parametrize(("wrong", "told"), [((), 1), (range(1, 9), 0)])
def test_a_pass_is_told_in_the_grading_transaction(
    session: Session, own: build.World, attempt: Attempt, wrong: Any, told: int
) -> None:
    heard: list[AttemptPassed] = []
    events.clear()
    events.on(AttemptPassed, lambda session, event: heard.append(event))
    build.finished(session, attempt, wrong=wrong)
    events.clear()
    assert heard == [AttemptPassed(attempt.id, attempt.person_id, own.course.id, NOON)] * told
