"""Writing the bank: versions are never changed, rules hold, and an item's life is recorded."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.items.card import Use
from question_bank.selection.blueprint import Blueprint
from tests.build import NOON, person
from tests.library import build
from trainer.audit.models import AuditEvent
from trainer.core.errors import Conflict, Invalid, NotFound
from trainer.library import editing, listing, queries
from trainer.library.models import Item
from trainer.web.permissions import Role

LATER = NOON + timedelta(days=1)
NO_QUESTION = "A 40-year-old cyclist books a first visit for pain in the calf."


@pytest.fixture
def bob(session: Session) -> int:
    return person(session, "Bob Birch", Role.AUTHOR).id


def trail(session: Session) -> list[tuple[str, dict[str, object]]]:
    query = select(AuditEvent).where(AuditEvent.action.startswith("library.")).order_by(AuditEvent.id)
    return [(event.action, event.detail) for event in session.scalars(query)]


def test_a_new_version_leaves_the_old_one_as_it_was(session: Session, bob: int) -> None:
    item = build.item(session)
    old = dict(item.versions[0].payload)
    editing.new_version(session, item.id, build.card(level="recall"), by=bob, note="Only recall", now=LATER)
    first, second = listing.version(session, item.id, 1), listing.version(session, item.id, 2)
    assert (first.level, first.payload, first.created_at) == ("apply", old, NOON)
    assert (second.level, second.note, second.created_by_id, second.created_at) == ("recall", "Only recall", bob, LATER)
    assert item.current_number == 2


def test_a_new_version_is_in_the_audit_trail_with_what_changed(session: Session, bob: int) -> None:
    item = build.item(session)
    changed = build.card(safety_critical=True, stem="What is new?")
    editing.new_version(session, item.id, changed, by=bob, note="Asked anew", now=LATER)
    detail = {"code": "D6-E-001", "number": 2, "note": "Asked anew", "changed": ["stem", "safety-critical"]}
    assert trail(session) == [("library.item.versioned", detail)]


def test_whoever_started_from_an_older_version_is_told_and_writes_nothing(session: Session, bob: int) -> None:
    item = build.item(session)
    editing.new_version(session, item.id, build.card(level="recall"), by=bob, note="First", now=LATER, base=1)
    with pytest.raises(editing.MovedOn, match="Version 2 was saved while you wrote"):
        editing.new_version(session, item.id, build.card(level="analyse"), by=bob, note="Second", now=LATER, base=1)
    assert [version.number for version, _ in listing.history(session, item.id)] == [2, 1]


def test_a_version_in_which_nothing_differs_is_not_written(session: Session, bob: int) -> None:
    item = build.item(session)
    same = build.card(stem=build.STEM.replace(" books", "\nbooks"))
    with pytest.raises(Invalid, match="Nothing differs"):
        editing.new_version(session, item.id, same, by=bob, note="Nothing", now=LATER)


@pytest.mark.parametrize("code", ["D6-E-002", "D6-P-001"])
def test_an_item_keeps_its_code_and_its_pool(session: Session, bob: int, code: str) -> None:
    item = build.item(session)
    with pytest.raises(Invalid, match="code and its pool"):
        editing.new_version(session, item.id, build.card(code), by=bob, note="Moved", now=LATER)


def test_a_new_version_of_a_live_item_is_a_draft_beside_it(session: Session, bob: int) -> None:
    live = build.item(session)
    editing.new_version(session, live.id, build.card(stem=NO_QUESTION), by=bob, note="Cut", now=LATER)
    assert (live.status, live.current_number, live.live_number) == ("draft", 2, 1)
    assert [version.number for version in queries.live_versions(session, use="exam")] == [1]


def test_an_older_version_is_written_again_as_a_new_one(session: Session, bob: int) -> None:
    item = build.item(session)
    editing.new_version(session, item.id, build.card(level="recall"), by=bob, note="Recall", now=LATER)
    third = editing.restore_version(session, item.id, 1, by=bob, now=LATER)
    assert (third.number, third.level, third.note) == (3, "apply", "As version 1 was")
    with pytest.raises(Invalid, match="Nothing differs"):
        editing.restore_version(session, item.id, 1, by=bob, now=LATER)


def test_a_new_item_is_a_draft_under_a_code_nobody_had(session: Session, bob: int) -> None:
    build.item(session, build.card("D6-E-007", status="retired"))
    build.item(session, build.card("D6-P-030"))
    item = editing.create(session, build.card("D6-E-001"), by=bob, note="New", now=LATER)
    assert (item.code, item.status, item.current_number) == ("D6-E-008", "draft", 1)
    assert listing.row(session, item.id).version.created_by_id == bob
    assert trail(session) == [("library.item.created", {"code": "D6-E-008"})]


def test_after_three_digits_come_four(session: Session, bob: int) -> None:
    build.item(session, build.card("D6-E-999"))
    assert editing.create(session, build.card(), by=bob, note="New", now=LATER).code == "D6-E-1000"
    assert editing.create(session, build.card(), by=bob, note="New", now=LATER).code == "D6-E-1001"


def test_two_who_take_the_same_code_are_told_apart(session: Session, bob: int, monkeypatch: pytest.MonkeyPatch) -> None:
    build.item(session)
    monkeypatch.setattr(editing, "free_code", lambda *_: "D6-E-001")
    with pytest.raises(Conflict, match="took the code D6-E-001 just now"):
        editing.create(session, build.card(), by=bob, note="New", now=LATER)
    assert [item.code for item in session.scalars(select(Item))] == ["D6-E-001"]


def test_what_does_not_exist_cannot_be_changed(session: Session, bob: int) -> None:
    with pytest.raises(NotFound):
        editing.new_version(session, uuid4(), build.card(), by=bob, note="Nothing there", now=LATER)


def test_blueprint_versions_are_numbered_by_the_library(session: Session, bob: int) -> None:
    plan = Blueprint.model_validate({"slug": "final", "version": 9, "quotas": []})
    rows = [editing.new_blueprint(session, plan, by=bob, now=LATER) for _ in range(2)]
    assert [(row.number, row.spec["version"]) for row in rows] == [(1, 1), (2, 2)]


def test_the_next_code_of_each_pool_is_its_own(session: Session) -> None:
    build.item(session, build.card("D6-E-004"))
    assert editing.free_code(session, "D6", Use.EXAM) == "D6-E-005"
    assert editing.free_code(session, "D6", Use.PRACTICE) == "D6-P-001"
    assert editing.free_code(session, "D1", Use.EXAM) == "D1-E-001"
