"""The life of items: who may take which step, what is asked for it, and that no path leads around the table."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.items.card import Status
from tests.build import NOON, person
from tests.library import build
from trainer.audit.models import AuditEvent
from trainer.core.errors import Conflict, DomainError, Invalid, Refused
from trainer.library import comments, editing, listing, queries, review
from trainer.library.machine import MOVES, approvals_needed, open_to
from trainer.library.models import Item, ItemMove, Source
from trainer.library.review import By
from trainer.web.permissions import Permission, Role, permissions_of

LATER = NOON + timedelta(days=1)
NO_QUESTION = "A 40-year-old cyclist books a first visit for pain in the calf."
WARNED = [{**build.OPTIONS[0], "text": "Which cyclist medicines she takes"}, *build.OPTIONS[1:]]


class Staff:
    """Bob writes, Rita and Ravi review, Ada runs the place."""

    def __init__(self, session: Session) -> None:
        self.session = session
        roles = {"Bob": Role.AUTHOR, "Rita": Role.REVIEWER, "Ravi": Role.REVIEWER, "Ada": Role.ADMINISTRATOR}
        self.by = {
            name: By(person(session, f"{name} Birch", role).id, permissions_of(frozenset({role})))
            for name, role in roles.items()
        }

    def draft(self, **changes: Any) -> Item:
        build.source(self.session)
        return editing.create(self.session, build.card(**changes), by=self.by["Bob"].id, note="New", now=NOON)

    def move(self, item: Item, verb: str, who: str, reason: str = "Because", **more: Any) -> Item:
        return review.move(self.session, item.id, verb, by=self.by[who], now=LATER, reason=reason, **more)


@pytest.fixture
def staff(session: Session) -> Staff:
    return Staff(session)


def on_papers(session: Session) -> list[int]:
    return [version.number for version in queries.live_versions(session, use="exam")]


def test_an_item_goes_from_draft_to_papers_through_other_hands(session: Session, staff: Staff) -> None:
    item = staff.draft()
    for verb, who, status in (
        ("submit", "Bob", "in_review"), ("approve", "Rita", "approved"), ("publish", "Ada", "live"),
    ):  # fmt: skip
        assert on_papers(session) == []
        assert staff.move(item, verb, who).status == status
    assert on_papers(session) == [1]
    steps = [(move.verb, move.went_to) for move, _name, _number in review.moves_of(session, item.id)]
    assert steps == [("publish", "live"), ("approve", "approved"), ("submit", "in_review")]
    told = select(AuditEvent.action).where(AuditEvent.subject == f"item:{item.id}").order_by(AuditEvent.id)
    assert [action.rpartition(".")[2] for action in session.scalars(told)] == [
        "created",
        "submit",
        "approve",
        "publish",
    ]


@pytest.mark.parametrize("flag", [{"safety_critical": True}, {"must_not_miss": "normal_oximeter"}])
def test_what_can_hurt_somebody_needs_two_reviewers(staff: Staff, flag: dict[str, Any]) -> None:
    item = staff.draft(**flag)
    staff.move(item, "submit", "Bob")
    assert staff.move(item, "approve", "Rita").status == "in_review"
    with pytest.raises(Conflict, match="approved this version already"):
        staff.move(item, "approve", "Rita")
    assert staff.move(item, "approve", "Ravi").status == "approved"
    assert approvals_needed(safety_critical=False, must_not_miss=False) == 1


def test_nobody_reviews_their_own_work(session: Session, staff: Staff) -> None:
    both = By(staff.by["Rita"].id, permissions_of(frozenset({Role.AUTHOR, Role.REVIEWER})))
    item = staff.draft()
    editing.new_version(session, item.id, build.card(level="recall"), by=both.id, note="Mine", now=NOON)
    staff.move(item, "submit", "Bob")
    for verb in ("approve", "return"):
        with pytest.raises(Refused, match="somebody else has to review it"):
            review.move(session, item.id, verb, by=both, now=LATER, reason="Good")
    staff.move(item, "return", "Ravi")
    editing.new_version(session, item.id, build.card(level="analyse"), by=staff.by["Bob"].id, note="His", now=NOON)
    staff.move(item, "submit", "Bob")
    with pytest.raises(Refused, match="somebody else"):
        review.move(session, item.id, "approve", by=both, now=LATER)
    staff.move(item, "approve", "Ravi")
    staff.move(item, "publish", "Ada")
    editing.new_version(session, item.id, build.card(level="recall"), by=staff.by["Bob"].id, note="New", now=NOON)
    staff.move(item, "submit", "Bob")
    assert review.move(session, item.id, "approve", by=both, now=LATER).status == "approved"


def test_every_pair_of_step_and_state_is_as_the_table_says(session: Session, staff: Staff) -> None:
    item = build.item(session)
    for status, verb, who in product(Status, MOVES, ("Bob", "Ravi", "Ada")):
        item.status, item.live_number, item.published_number = status.value, 1, 1
        step = MOVES[verb]
        may = status in step.origins and step.needs in staff.by[who].permissions
        try:
            with session.begin_nested() as nested:
                staff.move(item, verb, who)
                nested.rollback()
            assert may, (status, verb, who)
        except DomainError:
            assert not may, (status, verb, who)
        session.refresh(item)
        offered = open_to(status, staff.by[who].permissions, is_live=True, wrote=False)
        assert (verb in {move.verb for move in offered}) == may


def test_compromised_is_reached_from_anywhere_by_whoever_sees_items(session: Session, staff: Staff) -> None:
    for status in set(Status) - {Status.COMPROMISED}:
        step = MOVES["compromise"]
        assert status in step.origins
        assert step.needs is Permission.SEE_ITEMS
    item = build.item(session)
    staff.move(item, "compromise", "Ravi", "Seen in a forum")
    assert (item.status, on_papers(session)) == ("compromised", [])
    staff.move(item, "rework", "Bob")
    assert item.status == "draft"


def test_errors_keep_an_item_from_approval_and_papers(session: Session, staff: Staff) -> None:
    item = staff.draft(stem=NO_QUESTION)
    staff.move(item, "submit", "Bob")
    with pytest.raises(Invalid, match="does not end in a question"):
        staff.move(item, "approve", "Rita")
    item.status = "approved"
    session.flush()
    with pytest.raises(Invalid, match="does not end in a question"):
        staff.move(item, "publish", "Ada")


def test_each_warning_needs_its_reason(session: Session, staff: Staff) -> None:
    item = staff.draft(options=WARNED)
    staff.move(item, "submit", "Bob")
    staff.move(item, "approve", "Rita")
    for overrides in ({}, {"shared-word": " "}, {"vague-term": "It may"}):
        with pytest.raises(Invalid, match="why it may stand: shared-word"):
            staff.move(item, "publish", "Ada", overrides=overrides)
    staff.move(item, "publish", "Ada", overrides={"shared-word": "Every option is about her"})
    kept = session.scalars(select(ItemMove.overrides).where(ItemMove.verb == "publish")).one()
    assert kept == {"shared-word": "Every option is about her"}


def test_a_new_version_waits_while_the_old_one_stays_on_papers(session: Session, staff: Staff) -> None:
    item = build.item(session)
    for level, end in (("recall", "discard"), ("analyse", "publish")):
        editing.new_version(session, item.id, build.card(level=level), by=staff.by["Bob"].id, note="New", now=NOON)
        staff.move(item, "submit", "Bob")
        staff.move(item, "approve", "Rita")
        assert on_papers(session) == [1]
        staff.move(item, end, "Bob" if end == "discard" else "Ada")
        assert item.status == "live"
    assert on_papers(session) == [3]
    assert [version.number for version, _name in listing.history(session, item.id)] == [3, 2, 1]


def test_a_version_sent_back_loses_its_approvals(session: Session, staff: Staff) -> None:
    item = staff.draft(safety_critical=True)
    staff.move(item, "submit", "Bob")
    staff.move(item, "approve", "Rita")
    staff.move(item, "return", "Ravi", "The key is not the only right option")
    staff.move(item, "submit", "Bob")
    version = listing.version(session, item.id, 1)
    assert review.approvals_of(session, version) == []
    assert staff.move(item, "approve", "Rita").status == "in_review"


def test_a_retired_item_comes_back_where_it_was(session: Session, staff: Staff) -> None:
    live, draft = build.item(session), staff.draft()
    for item, status in ((live, "approved"), (draft, "draft")):
        staff.move(item, "retire", "Ada")
        assert on_papers(session) == []
        assert staff.move(item, "restore", "Bob").status == status


@pytest.mark.parametrize("verb", sorted(verb for verb, step in MOVES.items() if step.reason))
def test_a_step_that_needs_a_reason_is_not_taken_without(session: Session, staff: Staff, verb: str) -> None:
    item = build.item(session)
    item.status = min(MOVES[verb].origins).value
    session.flush()
    everybody = By(staff.by["Ada"].id, frozenset(Permission))
    with pytest.raises(Invalid, match="Say why"):
        review.move(session, item.id, verb, by=everybody, now=LATER)


def test_an_item_whose_source_is_due_and_blocks_cannot_go_live(session: Session, staff: Staff) -> None:
    item = staff.draft()
    staff.move(item, "submit", "Bob")
    source = session.get_one(Source, "S1")
    source.review_by, source.is_blocking = NOON.date(), True
    session.flush()
    with pytest.raises(Invalid, match="S1 was to be looked at again by"):
        staff.move(item, "approve", "Rita")


def test_remarks_are_settled_once(session: Session, staff: Staff) -> None:
    item = staff.draft()
    made = comments.comment(session, item.id, text="Is b not right, too?", by=staff.by["Rita"].id, now=LATER)
    comments.settle(session, item.id, made.id, by=staff.by["Bob"].id, now=LATER)
    with pytest.raises(Conflict, match="settled this comment already"):
        comments.settle(session, item.id, made.id, by=staff.by["Bob"].id, now=LATER)
    assert [(one.text, name, number) for one, name, number in comments.on_item(session, item.id)] == [
        ("Is b not right, too?", "Rita Birch", 1)
    ]
