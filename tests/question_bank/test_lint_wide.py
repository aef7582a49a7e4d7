"""Whatever can be written as an item can be linted, and every fault points to a part that is there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.items import MultipleResponse, Payload, SingleChoice, TrueFalseSet
from question_bank.lint.course import card_faults
from tests.question_bank.linting import card
from tests.question_bank.pictures import REGIONS, spot, vector
from tests.question_bank.samples import VARIANTS, matching, numeric, ordering, short_text

pytestmark = pytest.mark.pure
IDS = "abcdefghijklmnopqrstuvwxyz"
CUES = ["a", "an", "the", "is", "are", "which", "not", "never", "may", "all", "none", "of", "above"]
WORDS = st.sampled_from([*CUES, "5", "10", "1", "to", "mm", "<", ">", "**", "_", "?", ".", "!", "twitch", "required"])
LINES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join) | st.text(min_size=1, max_size=30)
TEXTS = st.lists(LINES.filter(str.strip), min_size=2, max_size=26, unique_by=lambda text: text.strip().casefold())
PHOTO = {"digest": "a" * 64, "media_type": "image/jpeg", "width": 3000, "height": 2000}
STATEMENTS = [{"id": own, "text": f"Text {own}", "is_true": True} for own in "abc"]


def part_of(value: Any, path: str) -> Any:
    """What stands at a field of a card: by name, in lists by id or by place."""
    name, _dot, rest = path.partition(".")
    if isinstance(value, (list, tuple)):
        found = [each for place, each in enumerate(value) if name in (str(place), getattr(each, "id", None))]
        assert found, path
        return part_of(found[0], rest) if rest else found[0]
    found = getattr(value, name, None)
    assert hasattr(value, name), path
    return part_of(found, rest) if rest else found


def every_fault_points_somewhere(payload: Payload, **more: Any) -> None:
    item = card(payload, **more)
    for fault in card_faults(item):
        is_about_card = hasattr(item, fault.field)
        part_of(item if is_about_card else item.payload, fault.field)


@given(LINES.filter(str.strip), TEXTS, st.data())
def test_any_options_can_be_linted(stem: str, texts: list[str], data: st.DataObject) -> None:
    keys = data.draw(st.sets(st.sampled_from(IDS[: len(texts)]), min_size=1))
    options = [{"id": own, "text": text, "key": own in keys} for own, text in zip(IDS, texts, strict=False)]
    every_fault_points_somewhere(MultipleResponse.model_validate({"stem": stem, "options": options}), sources=[])
    one = [each | {"key": each["id"] == min(keys)} for each in options]
    every_fault_points_somewhere(SingleChoice.model_validate({"stem": stem, "options": one}))


@pytest.mark.parametrize(
    "payload",
    [
        *VARIANTS,
        spot(regions=REGIONS[:1], picture=PHOTO),
        vector(picture=PHOTO, otherwise={"harm": "none"}),
        ordering(steps=[{"id": own, "text": f"Then {own}"} for own in IDS]),
        matching(prompts=[{"id": "p1", "text": "Deltoid", "match": "c2"}]),
        numeric(unit="", units=[], rationale="", partial=[{"value": "1", "tolerance": "0", "credit": "1/2"}]),
        short_text(near=[], accepted=["x"], rationale="", partial=[{"text": "y", "credit": "1/2"}]),
        TrueFalseSet.model_validate({"stem": "Judge.", "statements": STATEMENTS[:1]}),
        TrueFalseSet.model_validate({"stem": "Judge.", "statements": STATEMENTS}),
    ],
)
def test_items_at_the_edge_of_what_can_be_written_can_be_linted(payload: Payload) -> None:
    every_fault_points_somewhere(payload, sources=[], domain="D0")
