"""Many items at once: all or none, as it was shown, and back again as long as nobody else was there."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.library import build
from trainer.audit.models import AuditEvent
from trainer.core.errors import Conflict, Invalid, Refused
from trainer.library import bulk, bulk_undo, editing, finding, listing, queries, review
from trainer.library.bulk_rules import Wish
from trainer.library.finding import Filters
from trainer.library.models import BulkChange, Item, ItemMove, ItemVersion
from trainer.library.review import By
from trainer.web.permissions import Role, permissions_of

LATER, LAST = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
RIB = Wish("retag", add=("rib",))
CODES = ("D6-E-001", "D6-E-002", "D6-E-003")


@pytest.fixture
def ada(session: Session) -> By:
    made = person(session, "Ada Alder", Role.ADMINISTRATOR)
    return By(made.id, permissions_of(frozenset({Role.ADMINISTRATOR})))


@pytest.fixture
def items(session: Session) -> list[Item]:
    """A live one, a draft, and one in review."""
    return [
        build.item(session, build.card(code, status=status))
        for code, status in zip(CODES, ("live", "draft", "in_review"), strict=True)
    ]


def done(session: Session, wish: Wish, by: By, codes: tuple[str, ...] = CODES) -> BulkChange:
    mark = bulk.plan(session, codes, wish).mark
    return bulk.apply(session, codes, wish, mark=mark, by=by, now=LATER)


def stands(items: list[Item]) -> list[tuple[str, int, int | None]]:
    return [(item.status, item.current_number, item.live_number) for item in items]


def test_new_tags_leave_every_item_where_it_stands(session: Session, items: list[Item], ada: By) -> None:
    done(session, RIB, ada)
    assert stands(items) == [("live", 2, 2), ("draft", 2, None), ("in_review", 2, None)]
    assert [version.tags for version in queries.live_versions(session, use="exam")] == [["rib"]]
    assert [line.code for line in finding.page(session, Filters(tag="rib"))] == list(CODES)
    assert [line.code for line in finding.page(session, Filters(words="rib cyclist"))] == list(CODES)
    before, after = (listing.version(session, items[0].id, number) for number in (1, 2))
    assert (before.payload, before.sources, before.tags) == (after.payload, after.sources, [])


@pytest.mark.usefixtures("items")
def test_a_change_says_the_same_of_one_item_as_the_editor(session: Session, ada: By) -> None:
    done(session, RIB, ada)
    other = build.item(session, build.card("D6-E-004"))
    editing.new_version(session, other.id, build.card("D6-E-004", tags=["rib"]), by=ada.id, note="Rib", now=LATER)
    assert (other.status, other.live_number, other.published_number) == ("live", 2, 2)


def test_approvals_go_along_with_new_tags_and_not_with_a_new_level(session: Session, ada: By) -> None:
    item = build.item(session, build.card(status="in_review", safety_critical=True), by=None)
    rita = person(session, "Rita Rowan", Role.REVIEWER)
    review.move(
        session, item.id, "approve", by=By(rita.id, permissions_of(frozenset({Role.REVIEWER}))), now=NOON, reason="Good"
    )

    def approved() -> int:
        return len(review.approvals_of(session, listing.version(session, item.id, item.current_number)))

    done(session, RIB, ada)
    assert (item.status, approved()) == ("in_review", 1)
    done(session, Wish("sort", level="recall"), ada)
    assert (item.status, approved()) == ("draft", 0)


def test_sorting_makes_drafts_and_leaves_papers_alone(session: Session, items: list[Item], ada: By) -> None:
    done(session, Wish("sort", domain="D4", group="thorax"), ada)
    assert stands(items) == [("draft", 2, 1), ("draft", 2, None), ("draft", 2, None)]
    assert [line.domain for line in finding.page(session, Filters(group="thorax"))] == ["D4"] * 3


def test_steps_take_those_that_may_and_leave_the_rest(session: Session, items: list[Item], ada: By) -> None:
    plan = bulk.plan(session, CODES, Wish("submit"))
    assert [each.subject.code for each in plan.refused] == ["D6-E-001", "D6-E-003"]
    change = done(session, Wish("submit"), ada)
    assert [each["code"] for each in change.items] == ["D6-E-002"]
    assert [item.status for item in items] == ["live", "in_review", "in_review"]
    done(session, Wish("retire", reason="Old"), ada)
    assert stands(items) == [("retired", 1, None)] * 3
    assert [move.verb for move, _name, _number in review.moves_of(session, items[1].id)] == ["retire", "submit"]


def test_owners_change_without_a_version(session: Session, items: list[Item], ada: By) -> None:
    bob = person(session, "Bob Birch", Role.AUTHOR)
    person(session, "Alice Ash")
    assert bulk.owners(session) == {ada.id: "Ada Alder", bob.id: "Bob Birch"}
    done(session, Wish("owner", owner_id=bob.id, owner="Bob Birch"), ada)
    assert {(item.owner_id, item.current_number) for item in items} == {(bob.id, 1)}


WISHES = [
    RIB, Wish("sort", level="recall"), Wish("owner", owner_id=1, owner="Ada Alder"), Wish("submit"),
    Wish("retire", reason="Old"),
]  # fmt: skip


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.kind)
def test_every_change_can_be_taken_back(session: Session, items: list[Item], ada: By, wish: Wish) -> None:
    before = [asdict(bulk.stand_of(item)) for item in items]
    words = [item.text.words for item in items if item.text]
    change = done(session, wish, ada)
    assert [asdict(bulk.stand_of(item)) for item in items] != before
    assert bulk_undo.moved_on(session, change) == []
    bulk_undo.undo(session, change.id, by=ada, now=LAST)
    assert [asdict(bulk.stand_of(item)) for item in items] == before
    assert [item.text.words for item in items if item.text] == words
    with pytest.raises(Conflict, match="taken back already"):
        bulk_undo.undo(session, change.id, by=ada, now=LAST)
    told = select(AuditEvent.action).where(AuditEvent.subject == f"bulk-change:{change.id}").order_by(AuditEvent.id)
    actions = session.scalars(told).all()
    assert len(actions) == 2
    assert actions[1].endswith(".change.undone")


def test_versions_stay_when_a_change_is_taken_back(session: Session, items: list[Item], ada: By) -> None:
    change = done(session, RIB, ada)
    bulk_undo.undo(session, change.id, by=ada, now=LAST)
    assert session.scalar(select(func.count()).select_from(ItemVersion).filter_by(item_id=items[0].id)) == 2
    done(session, RIB, ada)
    assert items[0].current_number == 3


def test_a_step_taken_back_stands_in_the_history(session: Session, items: list[Item], ada: By) -> None:
    bulk_undo.undo(session, done(session, Wish("retire", reason="Old"), ada).id, by=ada, now=LAST)
    moves = session.scalars(select(ItemMove.verb).filter_by(item_id=items[0].id).order_by(ItemMove.id))
    assert list(moves) == ["retire", "undo"]


def test_nothing_is_taken_back_once_an_item_has_changed(session: Session, items: list[Item], ada: By) -> None:
    change = done(session, RIB, ada)
    changed = build.card("D6-E-002", level="recall", tags=["rib"], status="draft")
    editing.new_version(session, items[1].id, changed, by=ada.id, note="Recall", now=LAST)
    assert bulk_undo.moved_on(session, change) == ["D6-E-002"]
    with pytest.raises(Conflict, match=r"D6-E-002\.$"):
        bulk_undo.undo(session, change.id, by=ada, now=LAST)
    assert items[0].current_number == 2


def test_a_step_there_and_back_is_a_change_too(session: Session, items: list[Item], ada: By) -> None:
    change = done(session, RIB, ada)
    review.move(session, items[1].id, "submit", by=ada, now=LAST)
    review.move(session, items[1].id, "withdraw", by=ada, now=LAST, reason="Not yet")
    assert bulk_undo.moved_on(session, change) == ["D6-E-002"]


def test_what_would_happen_now_must_be_what_was_shown(session: Session, items: list[Item], ada: By) -> None:
    mark = bulk.plan(session, CODES, RIB).mark
    review.move(session, items[1].id, "submit", by=ada, now=NOON)
    with pytest.raises(bulk.PlanMoved):
        bulk.apply(session, CODES, RIB, mark=mark, by=ada, now=LATER)
    assert items[0].current_number == 1


@pytest.mark.usefixtures("items")
def test_only_those_who_may_change_many(session: Session, ada: By) -> None:
    bob = By(person(session, "Bob Birch", Role.AUTHOR).id, permissions_of(frozenset({Role.AUTHOR})))
    change = done(session, Wish("retire", reason="Old"), ada)
    with pytest.raises(Refused):
        done(session, Wish("retire", reason="Old"), bob)
    with pytest.raises(Refused):
        bulk_undo.undo(session, change.id, by=bob, now=LAST)


@pytest.mark.usefixtures("items")
def test_a_change_of_nothing_is_none(session: Session, ada: By) -> None:
    with pytest.raises(Invalid):
        done(session, Wish("submit"), ada, codes=("D6-E-001",))


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.kind)
def test_as_many_statements_for_ten_items_as_for_three(session: Session, ada: By, wish: Wish) -> None:
    seen: list[str] = []
    event.listen(session.connection(), "before_cursor_execute", lambda *said: seen.append(said[2]))

    def statements(codes: tuple[str, ...]) -> int:
        for code in codes:
            build.item(session, build.card(code, status="draft"))
        mark = bulk.plan(session, codes, wish).mark
        session.expunge_all()
        seen.clear()
        bulk.apply(session, codes, wish, mark=mark, by=ada, now=LATER)
        return len(seen)

    few = statements(CODES)
    many = statements(tuple(f"D6-E-{number:03}" for number in range(11, 21)))
    assert many == few
