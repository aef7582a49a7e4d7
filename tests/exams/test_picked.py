"""Forms picked by hand: held against the plan and the bank of the day, kept only when nothing is in the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.selection.blueprint import Blueprint
from tests.build import NOON, person
from tests.exams import build
from tests.library import build as build_library
from trainer.audit.models import AuditEvent
from trainer.core.errors import Invalid
from trainer.exams import fixed, picked
from trainer.exams.models import ExamForm
from trainer.exams.service import fix, pick
from trainer.exams.service.pick import Wish
from trainer.library import editing, pairs
from trainer.library import queries as library
from trainer.library.models import Item, ItemPair, Source

TODAY = NOON.date()
WHOLE = [*(f"D1-E-{n:03}" for n in range(1, 5)), *(f"D2-E-{n:03}" for n in (1, 2, 5, 6))]
"""A list that keeps the plan: four and four, two of them on the rule."""


@pytest.fixture
def own(session: Session) -> build.World:
    return build.world(session)


@pytest.fixture
def bob(session: Session) -> int:
    return person(session, "Bob Birch").id


def found(session: Session, own: build.World, codes: list[str]) -> picked.Picked:
    return picked.looked_at(session, own.final, "By hand", codes, TODAY)


def kept(session: Session, own: build.World, bob: int, reason: str = "", codes: list[str] = WHOLE) -> ExamForm:
    return pick.keep(session, own.final, Wish("By hand", codes, reason), by=bob, today=TODAY, now=NOON)


def swapped(code: str) -> list[str]:
    return [code, *WHOLE[1:]]


def by_code(session: Session, code: str) -> Item:
    return session.scalars(select(Item).where(Item.code == code)).one()


def capped(session: Session, own: build.World, hold: str) -> None:
    """A plan by which no item stands on two papers in a row, and one paper with the whole list."""
    assert own.final.blueprint_version_id is not None
    before = library.blueprint(session, own.final.blueprint_version_id).model_dump()
    plan = Blueprint.model_validate({**before, "exposure": {"share": 0.5, "papers": 2, "hold": hold}})
    own.final.blueprint_version_id = editing.new_blueprint(session, plan, by=None, now=NOON).id
    session.flush()


def test_a_list_that_keeps_the_plan_becomes_a_form_and_is_given(session: Session, own: build.World, bob: int) -> None:
    form = kept(session, own, bob)
    assert (form.state, form.codes, form.report["picked"]) == ("draft", WHOLE, {"warnings": [], "reason": ""})
    fix.move(session, own.final, form.id, "use", reason="So", by=bob, today=TODAY, now=NOON)
    assert build.started(session, own.final, build.ready(session, own)).form_id == form.id


def test_what_is_not_on_papers_is_told_with_its_reason(session: Session, own: build.World, bob: int) -> None:
    build_library.retire(session, by_code(session, "D1-E-001").id, by=bob, now=NOON)
    build_library.item(session, build.card("D1-E-500", sources=["S9"], status="live"))
    session.get_one(Source, "S9").is_blocking = True
    session.get_one(Source, "S9").review_by = TODAY - timedelta(1)
    session.flush()
    for code, says in (
        ("D1-E-001", "D1-E-001 is not live: retired"),
        ("D1-P-001", "D1-P-001 is a practice item"),
        ("D1-E-999", "D1-E-999 is not the code of an item"),
        ("D1-E-500", "D1-E-500 is off papers: S9 was to be looked at again by 19 November 2026"),
    ):
        assert found(session, own, swapped(code)).errors == [
            says,
            "D1 needs 4 items of group knowledge; 3 are chosen",
        ]


def test_what_stands_twice_is_told(session: Session, own: build.World) -> None:
    assert found(session, own, [*WHOLE, WHOLE[0]]).errors == ["D1-E-001 is chosen 2 times"]


def test_a_list_with_an_error_is_not_kept(session: Session, own: build.World, bob: int) -> None:
    with pytest.raises(Invalid, match="in the way"):
        kept(session, own, bob, "I want it", WHOLE[1:])
    assert fixed.forms(session, own.final) == []


def test_a_warning_asks_for_a_reason_which_is_kept(session: Session, own: build.World, bob: int) -> None:
    capped(session, own, "soft")
    form = kept(session, own, bob)
    fix.move(session, own.final, form.id, "use", reason="So", by=bob, today=TODAY, now=NOON)
    build.started(session, own.final, build.ready(session, own))
    wish = Wish("Again", WHOLE)
    with pytest.raises(Invalid, match="why the warnings may stand"):
        pick.keep(session, own.final, wish, by=bob, today=TODAY, now=NOON)
    wish = Wish("Again", WHOLE, "There is no other")
    again = pick.keep(session, own.final, wish, by=bob, today=TODAY, now=NOON)
    assert again.report["picked"]["reason"] == "There is no other"
    assert len(again.report["picked"]["warnings"]) == 8
    told = select(AuditEvent).where(AuditEvent.action == "exam.form.picked").order_by(AuditEvent.id)
    assert session.scalars(told).all()[-1].detail["reason"] == "There is no other"


def test_enemies_made_meanwhile_keep_a_form_from_use(session: Session, own: build.World, bob: int) -> None:
    form = kept(session, own, bob)
    ids = [by_code(session, code).id for code in WHOLE[:2]]
    pair = ItemPair(one_id=ids[0], other_id=ids[1], kind="duplicate", says="", score=90, state="suggested", at=NOON)
    session.add(pair)
    session.flush()
    pairs.decide(session, pair.id, "enemies", reason="", by=bob, now=NOON)
    with pytest.raises(Invalid, match="D1-E-001 and D1-E-002 are enemies"):
        fix.move(session, own.final, form.id, "use", reason="So", by=bob, today=TODAY, now=NOON)
    assert form.state == "draft"
