"""What a change of many items would do to each, and which changes leave an item where it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.items.card import Status
from trainer.library.bulk_forms import FIELDS, WISHES, tags_in
from trainer.library.bulk_rules import KINDS, PROPOSALS, Plan, Stand, Subject, Wish, propose, tags_after, told
from trainer.library.machine import MOVES, keeps_standing

pytestmark = pytest.mark.pure
LIVE = Stand(2, "live", 2, 2, 7)
SUBJECT = Subject("D6-E-001", LIVE, ("calf", "lung"), "D6", "other_safety", "apply")
TAGS = st.lists(st.sampled_from("abcde"), unique=True).map(tuple)


@pytest.mark.parametrize(
    ("wish", "says", "against"),
    [
        (Wish("retag", add=("rib",)), "Tags: calf, lung → calf, lung, rib", ""),
        (Wish("retag", remove=("calf", "lung")), "Tags: calf, lung → none", ""),
        (Wish("retag", add=("lung",), remove=("rib",)), "", "Its tags are so already."),
        (
            Wish("sort", domain="D4", group="thorax", level="apply"),
            "Domain: D6 → D4; Group: Other safety → Thorax; becomes a draft",
            "",
        ),
        (Wish("sort", level="apply"), "", "It is sorted so already."),
        (Wish("owner", owner_id=3, owner="Bob Birch"), "Owner: Bob Birch", ""),
        (Wish("owner", owner_id=7, owner="Ada Alder"), "", "Ada Alder owns it already."),
        (Wish("submit"), "", "It is live, so it cannot be submitted for review."),
        (Wish("retire", reason="Old"), "Live → retired", ""),
    ],
)
def test_what_a_wish_would_do(wish: Wish, says: str, against: str) -> None:
    found = propose(SUBJECT, wish)
    assert (found.says, found.against) == (says, against)


def test_a_draft_does_not_become_one() -> None:
    draft = replace(SUBJECT, stand=replace(LIVE, status="draft"))
    assert propose(draft, Wish("sort", domain="D4")).says == "Domain: D6 → D4"


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", ["submit", "retire"])
def test_steps_are_those_of_the_one_table(status: Status, verb: str) -> None:
    subject = replace(SUBJECT, stand=replace(LIVE, status=status.value))
    assert (status in MOVES[verb].origins) is not bool(propose(subject, Wish(verb)).against)


@given(TAGS, TAGS, TAGS)
def test_retagging_adds_removes_and_keeps_the_rest_in_order(
    own: tuple[str, ...], add: tuple[str, ...], remove: tuple[str, ...]
) -> None:
    after = tags_after(replace(SUBJECT, tags=own), Wish("retag", add=add, remove=remove))
    assert set(after) == (set(own) | set(add)) - set(remove)
    assert len(set(after)) == len(after)
    kept = [tag for tag in own if tag in after]
    assert list(after[: len(kept)]) == kept


def test_a_plan_is_marked_by_all_it_says() -> None:
    wish = Wish("retag", add=("rib",))
    plan = Plan(wish, (propose(SUBJECT, wish),))
    moved = replace(SUBJECT, stand=replace(LIVE, number=3))
    assert plan.mark == Plan(wish, (propose(SUBJECT, wish),)).mark
    assert plan.mark != Plan(wish, (propose(moved, wish),)).mark
    assert plan.mark != Plan(replace(wish, add=("toe",)), plan.proposals).mark


@pytest.mark.parametrize(
    ("changed", "keeps"), [(["tags"], True), (["title", "tags"], True), (["tags", "level"], False), ([], False)]
)
def test_what_nobody_is_asked_by_keeps_its_standing(changed: list[str], keeps: bool) -> None:
    assert keeps_standing(changed) is keeps


def test_every_kind_of_change_has_all_its_parts() -> None:
    assert KINDS.keys() == PROPOSALS.keys() == WISHES.keys() == FIELDS.keys()


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (Wish("retag", add=("a", "b"), remove=("c",)), "Tags of 2 items: added a, b, removed c"),
        (Wish("sort", domain="D4", level="recall"), "Sorted 2 items: domain D4, level Recall"),
        (Wish("owner", owner_id=1, owner="Bob Birch"), "Gave 2 items to Bob Birch"),
        (Wish("submit"), "2 items submitted for review"),
        (Wish("retire", reason="Old"), "2 items retired: Old"),
    ],
)
def test_a_change_is_told_in_a_sentence(wish: Wish, says: str) -> None:
    assert told(wish, 2) == says


def test_tags_are_told_apart_by_commas() -> None:
    assert tags_in(" lung ,, upper   back, lung,") == ("lung", "upper back")
