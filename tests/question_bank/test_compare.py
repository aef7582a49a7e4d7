"""Two versions side by side: every part that differs is told, and its words are marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.items.card import Card
from question_bank.items.compare import differences
from tests.library.build import OPTIONS, card

pytestmark = pytest.mark.pure
WORDS = st.text(alphabet="ab ,.-é\n", min_size=1, max_size=60).filter(lambda text: text.strip())


def changed(**said: object) -> Card:
    return card(**said)


def test_only_what_differs_is_told_with_the_words_marked() -> None:
    found = {
        one.part: one for one in differences(card(), changed(level="recall", stem="A cyclist books.\n\nWhat next?"))
    }
    assert set(found) == {"stem", "level"}
    assert found["level"].before == (("gone", "apply"),)
    assert found["level"].after == (("new", "recall"),)
    assert ("new", "next") in found["stem"].after


def test_a_moved_and_a_reworded_option_are_told_by_their_ids() -> None:
    told = {one.part for one in differences(card(), changed(options=[OPTIONS[1], OPTIONS[0], OPTIONS[2]]))}
    assert told == {"order of options"}
    reworded = [OPTIONS[0] | {"rationale": "It matters."}, *OPTIONS[1:]]
    assert {one.part for one in differences(card(), changed(options=reworded))} == {"option a, rationale"}
    fewer = {one.part for one in differences(card(), changed(options=OPTIONS[:2]))}
    assert {"order of options", "option c", "option c, rationale"} <= fewer


@given(WORDS, WORDS)
def test_marks_lose_no_sign_and_invent_none(before: str, after: str) -> None:
    one, other = card(stem=before), card(stem=after)
    found = [each for each in differences(one, other) if each.part == "stem"]
    assert bool(found) == (one.payload.stem != other.payload.stem)
    for each in found:
        assert "".join(text for _kind, text in each.before) == one.payload.stem
        assert "".join(text for _kind, text in each.after) == other.payload.stem
        assert all(kind != "new" for kind, _text in each.before)
        assert all(kind != "gone" for kind, _text in each.after)
