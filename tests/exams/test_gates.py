"""What must be so before an exam can be sat, each condition shut alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.exams import build
from trainer.accounts.models import Person
from trainer.courses.models import Enrolment, ModulePass, PageRead
from trainer.exams.gates import Gate, gates_of
from trainer.exams.models import Attempt, Exam
from trainer.library.models import ItemVersion
from trainer.licensing.models import Licence
from trainer.web.permissions import Role

LATER = timedelta(days=15)
NAMES = ["account", "enrolled", "modules", "licence", "decided", "cool-down", "tries"]


@pytest.fixture
def own(session: Session) -> build.World:
    return build.world(session)


def gates(session: Session, exam: Exam, alice: Person, now: datetime = NOON) -> list[Gate]:
    roles = frozenset(Role(row.role) for row in alice.roles)
    return gates_of(session, exam, alice.id, roles, now=now)


def shut(session: Session, exam: Exam, alice: Person, now: datetime = NOON) -> list[str]:
    return [gate.name for gate in gates(session, exam, alice, now) if not gate.is_open]


def test_everything_done_opens_every_gate(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    assert [gate.name for gate in gates(session, own.final, alice)] == NAMES
    assert shut(session, own.final, alice) == []


def leave(session: Session, alice: Person) -> None:
    session.execute(delete(Enrolment).where(Enrolment.person_id == alice.id))


def forget_a_module(session: Session, alice: Person) -> None:
    session.delete(session.scalars(select(ModulePass).where(ModulePass.person_id == alice.id)).first())


def lose_licence(session: Session, alice: Person) -> None:
    session.execute(delete(Licence).where(Licence.person_id == alice.id))


def let_licence_lapse(session: Session, alice: Person) -> None:
    session.scalars(select(Licence).where(Licence.person_id == alice.id)).one().expires_on = date(2026, 11, 19)


def unverify(session: Session, alice: Person) -> None:
    session.scalars(select(Licence).where(Licence.person_id == alice.id)).one().state = "stated"


def write_an_item(session: Session, alice: Person) -> None:
    first = select(ItemVersion).where(ItemVersion.domain == "D1").order_by(ItemVersion.id)
    session.scalars(first).first().created_by_id = alice.id


@pytest.mark.parametrize(
    ("spoil", "gate"),
    [
        (leave, "enrolled"),
        (forget_a_module, "modules"),
        (lose_licence, "licence"),
        (let_licence_lapse, "licence"),
        (unverify, "licence"),
        (write_an_item, "account"),
    ],
)
def test_each_condition_shuts_its_own_gate(
    session: Session, own: build.World, spoil: Callable[[Session, Person], None], gate: str
) -> None:
    alice = build.ready(session, own)
    spoil(session, alice)
    session.flush()
    assert shut(session, own.final, alice) == [gate]


@pytest.mark.parametrize(
    ("roles", "is_open"),
    [
        ((Role.CLINICIAN,), True),
        ((Role.CLINICIAN, Role.REGISTRAR), True),
        ((Role.CLINICIAN, Role.AUTHOR), False),
        ((Role.CLINICIAN, Role.REVIEWER), False),
        ((Role.CLINICIAN, Role.ADMINISTRATOR), False),
        ((Role.REGISTRAR,), False),
    ],
)
def test_whoever_can_see_keys_cannot_sit(
    session: Session, own: build.World, roles: tuple[Role, ...], is_open: bool
) -> None:
    alice = build.ready(session, own, "Alice Ash", *roles)
    assert shut(session, own.final, alice) == ([] if is_open else ["account"])


def finish(session: Session, own: build.World, alice: Person, now: datetime, wrong: range | list[int]) -> Attempt:
    attempt = build.started(session, own.final, alice, now=now, seed=now.toordinal())
    return build.finished(session, attempt, wrong=wrong, now=now)


def test_fourteen_days_lie_between_two_tries(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    finish(session, own, alice, NOON, range(1, 9))
    assert shut(session, own.final, alice, NOON + timedelta(days=14, seconds=-1)) == ["cool-down"]
    assert shut(session, own.final, alice, NOON + timedelta(days=14)) == []


def test_two_tries_fill_twelve_months(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    finish(session, own, alice, NOON, range(1, 9))
    finish(session, own, alice, NOON + LATER, range(1, 9))
    assert shut(session, own.final, alice, NOON + timedelta(days=60)) == ["tries"]
    assert "20 November 2027" in gates(session, own.final, alice, NOON + timedelta(days=60))[-1].says
    assert shut(session, own.final, alice, NOON + timedelta(days=365)) == []


def test_a_void_attempt_counts_for_nothing(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    finish(session, own, alice, NOON, range(1, 9)).state = "void"
    session.flush()
    assert shut(session, own.final, alice) == []


def test_a_held_decision_waits_for_its_follow_up(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    attempt = build.started(session, own.final, alice)
    build.finished(session, attempt, wrong=build.positions(session, attempt, rule=build.RULE))
    gate = next(gate for gate in gates(session, own.final, alice, NOON + LATER) if not gate.is_open)
    assert gate.name == "decided"
    assert "held" in gate.says
    assert "follow-up questions decide" in gate.says
    assert gate.url == f"/attempts/{attempt.id}/result"


def test_an_attempt_that_is_not_marked_yet_is_waited_for(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    build.started(session, own.final, alice)
    assert "decided" in shut(session, own.final, alice, NOON + timedelta(hours=2))


def test_a_quiz_asks_for_an_open_module_and_its_pages(session: Session, own: build.World) -> None:
    alice = build.person(session)
    assert shut(session, own.quizzes[0], alice) == ["pages"]
    assert shut(session, own.quizzes[1], alice) == ["module", "pages"]
    build.learner(session, own.course, alice)
    assert shut(session, own.quizzes[0], alice) == []
    assert shut(session, own.quizzes[1], alice) == ["module"]
    build.finished(session, build.started(session, own.quizzes[0], alice))
    assert shut(session, own.quizzes[1], alice) == []


def test_a_quiz_can_be_tried_twice_in_a_day(session: Session, own: build.World) -> None:
    alice = build.person(session)
    build.learner(session, own.course, alice)
    for hour in (0, 1):
        moment = NOON + timedelta(hours=hour)
        build.finished(session, build.started(session, own.quizzes[0], alice, now=moment), wrong=[1, 2], now=moment)
    assert shut(session, own.quizzes[0], alice, NOON + timedelta(hours=23)) == ["tries"]
    assert shut(session, own.quizzes[0], alice, NOON + timedelta(hours=24)) == []


def test_a_shut_gate_says_where_to_go(session: Session, own: build.World) -> None:
    bea = build.person(session, "Bea Birch")
    urls = {gate.name: gate.url for gate in gates(session, own.final, bea) if not gate.is_open}
    assert urls == {"enrolled": "/courses/small", "modules": "/courses/small", "licence": "/licence"}
    first = next(gate for gate in gates(session, own.quizzes[0], bea) if not gate.is_open)
    assert first.url == "/courses/small/modules/first"


def test_reading_pages_of_one_module_opens_no_other(session: Session, own: build.World) -> None:
    alice = build.person(session)
    page = own.course.modules[0].pages[0]
    session.add(PageRead(person_id=alice.id, page_id=page.id, read_at=NOON))
    session.flush()
    assert shut(session, own.quizzes[0], alice) == []
    assert "pages" in shut(session, own.quizzes[1], alice)
