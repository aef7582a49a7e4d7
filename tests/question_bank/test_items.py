"""Every item type held to its word: the same properties over all of them."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from functools import reduce
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.items import TYPES, Harm, Payload, Response, UnreadableAnswer, parts_given, payload_from
from tests.question_bank.cards import real_content
from tests.question_bank.samples import RESPONSES, SAMPLES, VARIANTS, known, shown_as

pytestmark = pytest.mark.pure
EVERY = pytest.mark.parametrize("payload", SAMPLES.values(), ids=list(SAMPLES))
VARIED = pytest.mark.parametrize("payload", VARIANTS, ids=lambda payload: payload.kind)
NAMES = ["region", "x", "y", "value", "unit", "entry", "direction", "depth", "grip"]
SHOWN = st.sampled_from([f"{place:02}qqqq" for place in range(12)])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | SHOWN,
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | SHOWN | st.sampled_from(NAMES), inner),
    max_leaves=8,
)
DEEP: Any = reduce(lambda inner, _level: [inner], range(20_000), None)
HOSTILE = (
    math.nan, math.inf, -math.inf, 10**400, 1e308, "9" * 100_000, "1e999", "NaN", "Infinity", "0x10", "\x00", "\ud800",
    "\u0663", "", [], {}, [[]], [{}], {"": None}, True, DEEP, {"value": DEEP}, {"region": DEEP}, {"entry": DEEP},
    {"x": math.nan, "y": 10**400}, {"value": "1", "unit": DEEP}, [DEEP], {"value": 12.5}, {"unit": "mm"},
)  # fmt: skip
"""Answers no form sends."""


def right(payload: Payload) -> Response:
    """An answer that earns everything."""
    return next(response for response, credit in payload.examples() if credit == 1)


def leaves(response: Response) -> set[str]:
    """Every id a response names."""
    if isinstance(response, str):
        return {response}
    if isinstance(response, dict):
        return leaves(list(response.values()))
    return {leaf for part in response for leaf in leaves(part)} if isinstance(response, list | tuple) else set()


def read(payload: Payload, answer: Any) -> Response | None:
    """What an answer is read as; None when it is unreadable, which says in a sentence what to do."""
    try:
        return payload.parse(answer, known(payload))
    except UnreadableAnswer as error:
        said = str(error)
    assert 0 < len(said) < 300
    return None


def test_every_type_is_tried() -> None:
    assert set(SAMPLES) == set(RESPONSES) == set(TYPES)
    assert {kind: type(payload) for kind, payload in SAMPLES.items()} == TYPES
    assert all(TYPES[kind].kind == kind for kind in TYPES)


@VARIED
def test_examples_earn_what_they_say(payload: Payload) -> None:
    examples = list(payload.examples())
    assert {Fraction(0), Fraction(1)} <= {credit for _answer, credit in examples}
    for response, credit in examples:
        assert payload.grade(response).credit == credit, response
    wrong = [response for response, credit in examples if response and credit < 1]
    assert wrong, "somebody simulated can be wrong, too"


@pytest.mark.parametrize("kind", sorted({card.type for card in real_content().cards}))
def test_every_item_of_the_content_keeps_its_types_word(kind: str) -> None:
    for card in real_content().cards:
        if card.type != kind:
            continue
        for response, credit in card.payload.examples():
            assert card.payload.grade(response).credit == credit, card.code
            assert (
                card.payload.parse(card.payload.say(response, shown_as(card.payload)), known(card.payload)) == response
            )


@EVERY
@given(data=st.data())
def test_what_is_said_is_read_again(payload: Payload, data: st.DataObject) -> None:
    response = data.draw(RESPONSES[payload.kind])
    said = payload.say(response, shown_as(payload))
    assert payload.parse(json.loads(json.dumps(said)), known(payload)) == response
    assert 0 <= payload.grade(response).credit <= 1


@EVERY
def test_examples_are_said_and_read_again(payload: Payload) -> None:
    for response, _credit in payload.examples():
        parsed = payload.parse(payload.say(response, shown_as(payload)), known(payload))
        assert payload.grade(parsed) == payload.grade(response)


@EVERY
@given(answer=ANYTHING)
def test_parsing_anything_gives_own_ids_or_unreadable(payload: Payload, answer: Any) -> None:
    response = read(payload, answer)
    if response is not None and payload.own_ids():
        assert leaves(response) <= set(payload.own_ids())


@EVERY
@pytest.mark.parametrize("answer", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_hostile_is_more_than_unreadable(payload: Payload, answer: Any) -> None:
    response = read(payload, answer)
    if response is not None:
        json.dumps(payload.settle(answer, known(payload)), allow_nan=False).encode()
        assert payload.grade(response).credit == 0


@EVERY
def test_own_ids_are_not_read(payload: Payload) -> None:
    if payload.own_ids():
        own_said = payload.say(right(payload), {own: own for own in payload.own_ids()})
        assert read(payload, own_said) is None


@VARIED
def test_no_answer_earns_nothing_and_harms_nobody(payload: Payload) -> None:
    response = payload.parse(None, known(payload))
    assert not response
    assert payload.say(response, shown_as(payload)) is None
    assert payload.settle(None, known(payload)) is None
    assert (payload.grade(response).credit, payload.grade(response).worst_harm) == (0, Harm.NONE)


@VARIED
def test_an_unfinished_answer_is_read_and_earns_less(payload: Payload) -> None:
    said = payload.say(right(payload), shown_as(payload))
    if payload.chooses() in (None, 1):
        return
    assert parts_given(said) == payload.chooses()
    part = said[:-1] if isinstance(said, list) else dict(list(said.items())[:-1])
    assert payload.settle(part, known(payload)) == part
    graded = payload.grade(payload.parse(part, known(payload)))
    assert graded.credit < 1
    assert graded.worst_harm is Harm.NONE


@EVERY
@given(seed=st.integers())
def test_a_paper_shows_everything_once_and_the_same_again(payload: Payload, seed: int) -> None:
    order = payload.arrange(Random(seed))
    assert sorted(order) == sorted(payload.own_ids())
    assert order == payload.arrange(Random(seed))


@EVERY
def test_what_is_presented_tells_no_key(payload: Payload) -> None:
    shown = payload.present(payload.arrange(Random(7)), shown_as(payload))
    for told in (json.dumps(shown.as_json(), default=str), repr(shown)):
        assert payload.keyed_texts()
        assert not [text for text in payload.keyed_texts() if text in told]
        assert "key" not in told
        assert not [
            name for name in ("is_true", "rationale", "harm", "match=", "accepted", "tolerance") if name in told
        ]
    assert {shown_id for shown_id, _text in shown.options} <= set(shown_as(payload).values())


@EVERY
def test_a_program_is_shown_what_its_answers_name(payload: Payload) -> None:
    shown = payload.present(payload.arrange(Random(7)), shown_as(payload)).as_json()
    assert shown["type"] == payload.kind
    for name in shown_as(payload).values():
        assert f'"{name}"' in json.dumps(shown, default=str)


@VARIED
def test_an_explanation_needs_no_answer(payload: Payload) -> None:
    order = payload.arrange(Random(7))
    for response in (payload.parse(None, known(payload)), right(payload)):
        told = payload.explain(order, response)
        assert any(each.rationale for each in told)
        assert not any(each.is_chosen for each in told) or response
    assert any(each.is_key and each.is_chosen for each in payload.explain(order, right(payload)))


@VARIED
def test_an_answer_is_said_in_words(payload: Payload) -> None:
    shown = payload.present(payload.arrange(Random(7)), shown_as(payload))
    assert shown.task
    assert shown.says(None) == ""
    words = shown.says(payload.say(right(payload), shown_as(payload)))
    assert words
    assert not [name for name in shown_as(payload).values() if name in words]


@EVERY
@given(answer=ANYTHING)
def test_whatever_is_stored_has_words(payload: Payload, answer: Any) -> None:
    shown = payload.present(payload.arrange(Random(7)), shown_as(payload))
    assert isinstance(shown.says(answer), str)


@VARIED
def test_a_payload_is_stored_and_read_again(payload: Payload) -> None:
    stored = json.loads(json.dumps(payload.model_dump(mode="json", exclude_none=True)))
    assert payload_from(payload.kind, stored) == payload
