"""Sources become due by a date or by a successor; what rests on them is listed, gets tasks, and may leave papers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.library import build
from trainer.audit.models import AuditEvent
from trainer.core.errors import Conflict, Invalid, NotFound, Refused
from trainer.library import desk, editing, evidence, keeping, review
from trainer.library.models import Item, Source, Task
from trainer.web.permissions import Role, permissions_of

TODAY = NOON.date()
GONE = TODAY - timedelta(days=1)


def source(session: Session, key: str = "S1", **said: Any) -> Source:
    """A source of which this is said."""
    found = build.source(session, key)
    for name, value in said.items():
        setattr(found, name, value)
    session.flush()
    return found


def item(session: Session, code: str = "D6-E-001", *keys: str, by: int | None = None, status: str = "live") -> UUID:
    return build.item(session, build.card(code, sources=list(keys or ["S1"]), status=status), by=by).id


def said_by(session: Session) -> list[str]:
    """What the open tasks say."""
    return list(session.scalars(select(Task.says).where(Task.done_at.is_(None)).order_by(Task.says)))


def own_task(session: Session) -> Task:
    return session.scalars(select(Task).where(Task.kind == desk.ITEM_DUE)).one()


@given(st.none() | st.dates(), st.none() | st.just("S2"), st.dates())
@pytest.mark.pure
def test_a_source_is_due_after_its_date_or_with_a_successor(
    until: date | None, successor: str | None, today: date
) -> None:
    own = Source(key="S1", review_by=until, superseded_by=successor)
    assert evidence.is_due(own, today) == (successor is not None or (until is not None and today > until))


@pytest.mark.parametrize(("days", "is_due"), [(0, False), (-1, True), (None, False)])
def test_the_last_day_still_counts_in_words_and_in_queries(session: Session, days: int | None, is_due: bool) -> None:
    own = source(session, review_by=None if days is None else TODAY + timedelta(days=days))
    assert evidence.is_due(own, TODAY) is is_due
    assert evidence.all_due(session, TODAY) == ([own] if is_due else [])
    assert evidence.due_among(session, ["S1", "S9"], TODAY) == ([own] if is_due else [])


def test_who_cites_a_source_is_told_for_the_newest_version_and_for_the_one_on_papers(session: Session) -> None:
    bob = person(session, "Bob Birch", Role.AUTHOR)
    source(session, "S2")
    moved = item(session, "D6-E-001", "S1")
    editing.new_version(session, moved, build.card(sources=["S2"]), by=bob.id, note="Newer", now=NOON)
    item(session, "D6-E-002", "S1", status="draft")
    gone = item(session, "D6-E-003", "S1", "S2")
    build.retire(session, gone, by=bob.id, now=NOON)
    told = [(one.item.code, one.is_live, one.is_current, one.is_awake) for one in evidence.citing(session, "S1")]
    assert told == [
        ("D6-E-001", True, False, True),
        ("D6-E-002", False, True, True),
        ("D6-E-003", False, True, False),
    ]
    assert evidence.counts(session) == {"S1": 3, "S2": 2}
    assert evidence.citing(session, "S9") == []


@pytest.mark.parametrize(("blocks", "until", "blocked"), [(True, GONE, 1), (True, TODAY, 0), (False, GONE, 0)])
def test_only_a_due_and_blocking_source_takes_items_off_papers(
    session: Session, blocks: bool, until: date, blocked: int
) -> None:
    item(session)
    item(session, "D6-E-002", "S2")
    source(session, "S1", is_blocking=blocks, review_by=until)
    assert len(set(session.scalars(evidence.blocked(TODAY)))) == blocked
    assert evidence.off_papers(session, TODAY, use="exam") == ({"D6-E-001": ["S1"]} if blocked else {})


def test_a_draft_cannot_go_live_on_a_blocking_source_that_is_due(session: Session) -> None:
    ada = person(session, "Ada Alder", Role.ADMINISTRATOR)
    own = item(session, status="approved")
    boss = review.By(ada.id, permissions_of(frozenset({Role.ADMINISTRATOR})))
    source(session, review_by=GONE)
    with pytest.raises(Invalid, match="Say for each warning why it may stand: source-due"):
        review.move(session, own, "publish", by=boss, now=NOON, overrides={})
    source(session, is_blocking=True)
    with pytest.raises(Invalid, match="S1 was to be looked at again by 19 November 2026"):
        review.move(session, own, "publish", by=boss, now=NOON, overrides={"source-due": "It may stand"})
    source(session, review_by=TODAY)
    assert review.move(session, own, "publish", by=boss, now=NOON, overrides={}).status == "live"


def test_a_due_source_gives_its_owner_and_the_owners_of_items_tasks_once(session: Session) -> None:
    bob, rita = person(session, "Bob Birch", Role.AUTHOR), person(session, "Rita Rowan", Role.REVIEWER)
    item(session, "D6-E-001", by=bob.id)
    item(session, "D6-E-002", status="retired")
    source(session, review_by=GONE, owner_id=rita.id)
    assert desk.refresh(session, now=NOON) == 2
    assert desk.refresh(session, now=NOON) == 0
    why = "was to be looked at again by 19 November 2026"
    assert said_by(session) == [f"D6-E-001 cites S1, which {why}", f"S1 {why}"]
    owners = select(Task.kind, Task.person_id).order_by(Task.kind)
    assert session.execute(owners).all() == [(desk.ITEM_DUE, bob.id), (desk.SOURCE_DUE, rita.id)]


def test_a_task_closes_by_itself_when_nothing_calls_for_it(session: Session) -> None:
    source(session, review_by=GONE)
    item(session)
    desk.refresh(session, now=NOON)
    source(session, review_by=TODAY)
    assert desk.refresh(session, now=NOON) == 2
    assert said_by(session) == []
    assert own_task(session).outcome == desk.NOTHING_LEFT
    assert desk.refresh(session, now=NOON + timedelta(days=1)) == 2, "a new date that passes is a new reason"


def test_an_open_task_follows_its_owner_and_its_reason(session: Session) -> None:
    bob = person(session, "Bob Birch", Role.AUTHOR)
    own, successor = item(session), source(session, "S2")
    source(session, review_by=GONE)
    desk.refresh(session, now=NOON)
    session.get_one(Item, own).owner_id = bob.id
    source(session, superseded_by=successor.key)
    assert desk.refresh(session, now=NOON) == 2
    assert said_by(session) == ["D6-E-001 cites S1, which is superseded by S2", "S1 is superseded by S2"]
    assert own_task(session).person_id == bob.id
    trail = select(AuditEvent.detail).where(AuditEvent.action == "review.tasks.refreshed").order_by(AuditEvent.id)
    assert session.scalars(trail).all()[-1] == {"made": 0, "closed": 0, "moved": 2}


def test_what_somebody_decided_comes_back_only_for_another_reason(session: Session) -> None:
    bob = person(session, "Bob Birch", Role.AUTHOR)
    source(session, "S1", review_by=GONE)
    item(session)
    desk.refresh(session, now=NOON)
    desk.finish(session, own_task(session).id, outcome="Still right", by=bob.id, for_all=False, now=NOON)
    assert desk.refresh(session, now=NOON) == 0
    with pytest.raises(Conflict):
        desk.finish(session, own_task(session).id, outcome="Again", by=bob.id, for_all=False, now=NOON)
    source(session, "S2")
    source(session, "S1", superseded_by="S2")
    desk.refresh(session, now=NOON)
    assert "D6-E-001 cites S1, which is superseded by S2" in said_by(session)


def test_somebody_elses_task_is_left_to_them_or_to_an_administrator(session: Session) -> None:
    bob, rita = person(session, "Bob Birch", Role.AUTHOR), person(session, "Rita Rowan", Role.REVIEWER)
    source(session, review_by=GONE)
    item(session, by=bob.id)
    desk.refresh(session, now=NOON)
    own = own_task(session).id
    with pytest.raises(Refused):
        desk.finish(session, own, outcome="Fine", by=rita.id, for_all=False, now=NOON)
    assert desk.finish(session, own, outcome="Fine", by=rita.id, for_all=True, now=NOON).outcome == "Fine"
    with pytest.raises(NotFound):
        desk.finish(session, 999, outcome="Fine", by=rita.id, for_all=True, now=NOON)


SAID: dict[str, Any] = {"title": "A trial", "kind": "cohort", "seen": "excerpt", "works": [], "note": ""}


def test_a_source_is_added_under_the_next_free_number(session: Session) -> None:
    bob = person(session, "Bob Birch", Role.AUTHOR)
    for key in ("S7", "S7b", "F0.1", "S11"):
        source(session, key)
    made = keeping.add(session, SAID, by=bob.id, now=NOON)
    assert (made.key, made.row_version, made.is_blocking) == ("S12", 1, False)


def test_a_change_is_recorded_with_before_and_after_and_only_once(session: Session) -> None:
    bob = person(session, "Bob Birch", Role.AUTHOR)
    source(session)
    for base in (1, 2):
        keeping.change(session, "S1", {"review_by": GONE, "kind": "survey"}, base=base, by=bob.id, now=NOON)
    trail = select(AuditEvent.detail).where(AuditEvent.action == "library.source.changed")
    assert session.scalars(trail).all() == [{"review_by": [None, GONE.isoformat()]}]
    with pytest.raises(Conflict):
        keeping.change(session, "S1", {"note": "Mine"}, base=1, by=bob.id, now=NOON)
    with pytest.raises(NotFound):
        keeping.change(session, "S9", {"note": "Mine"}, base=1, by=bob.id, now=NOON)


@pytest.mark.parametrize(("successor", "says"), [("S1", "S1 is superseded by S1"), ("S2", "S1.*S2.*S1"), ("S9", "S9")])
def test_a_source_never_comes_after_itself(session: Session, successor: str, says: str) -> None:
    bob = person(session, "Bob Birch", Role.AUTHOR)
    source(session, "S1")
    source(session, "S2", superseded_by="S1")
    with pytest.raises(Invalid, match=says):
        keeping.change(session, "S1", {"superseded_by": successor}, base=1, by=bob.id, now=NOON)
