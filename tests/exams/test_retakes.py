"""Trying again: what was not reached is learned again first, and no question comes twice while the bank allows."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.items import Harm, Outcome
from tests.build import NOON
from tests.exams import build
from tests.exams.conftest import Candidate
from trainer.accounts.models import Person
from trainer.exams import holds, queries, remediation
from trainer.exams.gates import Gate, gates_of
from trainer.exams.marking import Marked
from trainer.exams.models import Attempt, AttemptEvent
from trainer.exams.service.draw import likely_repeats
from trainer.library.models import Item
from trainer.web.permissions import Role

LATER = NOON + timedelta(days=15)


@pytest.fixture
def own(session: Session) -> build.World:
    return build.world(session)


@pytest.fixture
def bea(session: Session, own: build.World) -> Person:
    return build.ready(session, own, "Bea Birch")


def failed(session: Session, own: build.World, bea: Person, group: str | None, **more: Any) -> Attempt:
    """A final not passed, with everything wrong; its policy says that it failed this group."""
    attempt = build.finished(session, build.started(session, own.final, bea, **more), wrong=range(1, 9), **more)
    rule = {"name": group, "kind": "group", "asked": 3, "of": 4, "reached": "0", "met": False}
    decision = attempt.decision or {}
    attempt.decision = {**decision, "rules": [*decision["rules"], *([rule] if group else [])]}
    session.flush()
    return attempt


def gate(session: Session, own: build.World, bea: Person, now: datetime = LATER) -> Gate | None:
    found = gates_of(session, own.final, bea.id, frozenset({Role.CLINICIAN}), now=now)
    return next((each for each in found if each.name == "remediation"), None)


@pytest.mark.parametrize(("group", "module"), [("knowledge", "First"), ("other_safety", "Second")])
def test_a_failed_group_opens_the_modules_that_teach_it(
    session: Session, own: build.World, bea: Person, group: str, module: str
) -> None:
    failed(session, own, bea, group)
    found = gate(session, own, bea)
    assert found is not None
    assert not found.is_open
    assert module in found.says
    assert found.links == ((f"Quiz: {module}", f"/exams/small-{module.lower()}-quiz"),)


def test_the_quiz_passed_again_since_then_opens_the_gate(session: Session, own: build.World, bea: Person) -> None:
    build.finished(session, build.started(session, own.quizzes[0], bea))
    failed(session, own, bea, "knowledge", now=NOON + timedelta(days=1))
    assert not gate(session, own, bea).is_open
    later = NOON + timedelta(days=2)
    build.finished(session, build.started(session, own.quizzes[0], bea, now=later), wrong=[1, 2], now=later)
    assert not gate(session, own, bea).is_open
    build.finished(session, build.started(session, own.quizzes[0], bea, now=later, seed=2), now=later)
    assert gate(session, own, bea).is_open


def test_without_a_failed_group_there_is_nothing_to_learn_again(
    session: Session, own: build.World, bea: Person
) -> None:
    assert gate(session, own, bea) is None
    failed(session, own, bea, None)
    assert gate(session, own, bea) is None


def test_a_later_pass_asks_for_nothing(session: Session, own: build.World, bea: Person) -> None:
    failed(session, own, bea, "knowledge")
    build.finished(
        session, build.started(session, own.quizzes[0], bea, now=NOON + timedelta(days=1)), now=NOON + timedelta(days=1)
    )
    build.finished(session, build.started(session, own.final, bea, now=LATER), now=LATER)
    assert gate(session, own, bea, LATER + timedelta(days=20)) is None


def test_only_a_domain_that_lost_marks_in_the_group_is_weak() -> None:
    marked = [mark("D4", "thorax", 0), mark("D3", "thorax", 1), mark("D5", "other_safety", 0)]
    assert remediation.weak_domains(marked, {"thorax"}) == {"D4"}
    assert remediation.weak_domains(marked, {"thorax", "other_safety"}) == {"D4", "D5"}


def mark(domain: str, group: str, credit: int) -> Any:
    return Marked({"domain": domain, "group": group}, (), Outcome(Fraction(credit), Harm.NONE))


def started_detail(session: Session, attempt: Attempt) -> dict[str, Any]:
    event = select(AttemptEvent).where(AttemptEvent.attempt_id == attempt.id).order_by(AttemptEvent.id)
    return session.scalars(event).first().detail


def test_a_bank_with_enough_items_repeats_none(session: Session, own: build.World, bea: Person) -> None:
    first = failed(session, own, bea, None)
    assert likely_repeats(session, own.final, bea.id, NOON.date()) == 0
    second = build.started(session, own.final, bea, now=LATER, seed=2)
    assert not holds.codes_on(session, first.id) & holds.codes_on(session, second.id)
    assert started_detail(session, second)["repeats"] == 0


def test_a_scarce_bank_says_how_many_come_again_and_writes_it_down(
    session: Session, own: build.World, bea: Person
) -> None:
    first = failed(session, own, bea, None)
    retire_fresh(session, holds.codes_on(session, first.id))
    assert likely_repeats(session, own.final, bea.id, NOON.date()) == 4
    second = build.started(session, own.final, bea, now=LATER, seed=2)
    assert len(holds.codes_on(session, first.id) & holds.codes_on(session, second.id)) == 4
    assert started_detail(session, second)["repeats"] == 4


def retire_fresh(session: Session, shown: set[str]) -> None:
    """Take every item of the first domain away that was not shown."""
    for item in session.scalars(select(Item).where(Item.code.startswith("D1-E"))):
        if item.code not in shown:
            item.status, item.live_number = "retired", None
    session.flush()


def test_items_of_a_follow_up_count_as_met(session: Session, own: build.World, bea: Person) -> None:
    held = build.started(session, own.final, bea)
    build.finished(session, held, wrong=build.positions(session, held, rule=build.RULE))
    exam = holds.beside(session, own.final, holds.FOLLOW_UP)
    follow_up = build.finished(session, build.started(session, exam, bea), wrong=[1, 2])
    met = holds.met(session, bea.id, own.final)
    assert set(met) == holds.codes_on(session, held.id) | holds.codes_on(session, follow_up.id)


def test_before_starting_again_the_page_says_how_many_may_repeat(alice: Candidate) -> None:
    attempt = alice.start()
    with alice.store.write() as session:
        build.finished(session, queries.own_attempt(session, attempt, alice.person_id), wrong=range(1, 9))
        retire_fresh(session, holds.codes_on(session, attempt))
    alice.at(60)
    page = re.sub(r"\s+", " ", alice.get("/exams/small-final").text)
    assert "About 4 of 8 questions will be ones you met before. All others are new to you." in page


def test_the_first_try_says_nothing_of_repeats(alice: Candidate) -> None:
    assert "ones you met before" not in alice.get("/exams/small-final").text


def test_a_shut_remediation_gate_links_each_quiz(alice: Candidate) -> None:
    attempt = alice.start()
    with alice.store.write() as session:
        mine = queries.own_attempt(session, attempt, alice.person_id)
        build.finished(session, mine, wrong=range(1, 9))
        rule = {"name": "knowledge", "kind": "group", "asked": 3, "of": 4, "reached": "0", "met": False}
        mine.decision = {**mine.decision, "rules": [*mine.decision["rules"], rule]}
    alice.at(60)
    for path in ("/exams/small-final", f"/attempts/{attempt}/result"):
        assert 'href="/exams/small-first-quiz"' in alice.get(path).text
    assert alice.post("/exams/small-final/attempts", {"accepted": alice.statements}).status_code == 409
