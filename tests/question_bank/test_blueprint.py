"""Blueprints: what can be said, what is refused, and that what was stored before still reads and writes the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from question_bank.items.card import Group, Level
from question_bank.selection.blueprint import Blueprint, Difficulty, ExposureCap, Hold, Quota, Range
from tests.question_bank.cards import real_content
from tests.question_bank.small_banks import banks

pytestmark = pytest.mark.pure
OLD = {
    "slug": "final",
    "version": 3,
    "quotas": [
        {"domain": "D1", "groups": {"thorax": 1, "other_safety": 7}, "safety_critical": 1, "vignettes": 0},
        {"domain": "D2", "groups": {"knowledge": 15}, "safety_critical": 0, "vignettes": 0},
    ],
    "items_per_rule": 2,
}


def quota(**levels: object) -> Quota:
    return Quota(domain="D1", groups={Group.KNOWLEDGE: 4}, levels={Level(name): each for name, each in levels.items()})


def test_a_blueprint_stored_before_levels_and_caps_reads_and_writes_the_same() -> None:
    read = Blueprint.model_validate(OLD)
    assert read.model_dump(mode="json") == OLD
    assert json.loads(read.model_dump_json()) == OLD
    assert read.model_dump(mode="json", exclude={"version"}) == {k: v for k, v in OLD.items() if k != "version"}
    assert (read.exposure, read.difficulty, read.no_repeat, read.quotas[0].levels) == (None, None, None, {})


def test_the_blueprint_of_the_course_says_what_it_always_said() -> None:
    said = real_content().course.exam.blueprint.model_dump(mode="json")
    assert set(said) == {"slug", "version", "quotas", "items_per_rule"}
    assert all(set(row) == {"domain", "groups", "safety_critical", "vignettes"} for row in said["quotas"])


@given(banks(hold="hard", difficulty=Difficulty(target=0.7)), st.none() | st.integers(0, 3))
def test_what_is_said_is_kept(bank: object, no_repeat: int | None) -> None:
    blueprint = bank.blueprint.model_copy(update={"no_repeat": no_repeat})
    assert Blueprint.model_validate_json(blueprint.model_dump_json()) == blueprint
    assert Blueprint.model_validate(blueprint.model_dump(mode="json")) == blueprint


def test_no_earlier_paper_to_avoid_is_not_the_same_as_not_saying() -> None:
    assert Blueprint.model_validate(OLD | {"no_repeat": 0}).model_dump()["no_repeat"] == 0


def test_levels_stand_in_one_order_however_a_store_keeps_them() -> None:
    assert list(quota(analyse=Range(at_least=1), recall=Range(at_most=2)).levels) == [Level.RECALL, Level.ANALYSE]


@pytest.mark.parametrize(
    ("levels", "says"),
    [
        ({"recall": {"at_least": 3}, "apply": {"at_least": 2}}, "D1 asks 5 items by level and has 4 items"),
        (
            {"recall": {"at_most": 1}, "apply": {"at_most": 1}, "analyse": {"at_least": 1, "at_most": 1}},
            "D1 has 4 items, and its levels let in at most 3",
        ),
        ({"recall": {"at_least": 2, "at_most": 1}}, "at least 2 and at most 1 leaves nothing"),
    ],
)
def test_levels_that_no_domain_could_have_are_refused(levels: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        quota(**levels)


def test_levels_that_fill_a_domain_exactly_are_fine() -> None:
    quota(recall=Range(at_most=0), apply=Range(at_least=3, at_most=3), analyse=Range(at_most=1))


@pytest.mark.parametrize(("share", "papers", "most"), [(0.25, 100, 25), (0.29, 100, 29), (1, 7, 7), (0.3, 7, 2)])
def test_a_cap_is_a_number_of_papers(share: float, papers: int, most: int) -> None:
    cap = ExposureCap(share=share, papers=papers)
    assert cap.most == most
    assert cap.hold is Hold.SOFT


def test_a_cap_below_one_paper_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"a share of 0.01 of 50 papers is less than one paper"):
        ExposureCap(share=0.01, papers=50)
