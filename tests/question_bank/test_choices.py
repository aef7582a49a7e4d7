"""Options to choose from: which payloads can exist, what they read and say, and the text they are written in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from question_bank.items import Harm, MultipleResponse, Option, Payload, SingleChoice, UnreadableAnswer, wording
from question_bank.items.card import Card
from tests.question_bank.cards import options, real_content

pytestmark = pytest.mark.pure
ONE = SingleChoice(stem="Which one?", options=options(False, True, False, False))
MANY = MultipleResponse(stem="Which two?", options=options(True, False, True, False, False))
BOTH = pytest.mark.parametrize("payload", [ONE, MANY], ids=lambda payload: payload.kind)
KNOWN = {letter * 6: letter for letter in "abcdefgh"}


@BOTH
@given(data=st.data())
def test_credit_is_full_for_exactly_the_keys(payload: Payload, data: st.DataObject) -> None:
    chosen = data.draw(st.sets(st.sampled_from([option.id for option in payload.options])))
    assert payload.grade(sorted(chosen)).credit == (1 if chosen == payload.keys else 0)


@pytest.mark.parametrize(
    ("payload", "answer", "parsed"),
    [
        (ONE, "bbbbbb", ("b",)),
        (MANY, ["cccccc", "aaaaaa"], ("a", "c")),
        (MANY, ["aaaaaa", "aaaaaa"], ("a",)),
        (MANY, [], ()),
    ],
)
def test_shown_ids_are_read_as_own_ids(payload: Payload, answer: Any, parsed: tuple[str, ...]) -> None:
    assert payload.parse(answer, KNOWN) == parsed


@pytest.mark.parametrize(
    ("payload", "answer"), [(ONE, "b"), (ONE, ["bbbbbb"]), (ONE, 1), (MANY, "aaaaaa"), (MANY, ["a"]), (MANY, [None])]
)
def test_own_ids_and_other_shapes_are_unreadable(payload: Payload, answer: Any) -> None:
    with pytest.raises(UnreadableAnswer):
        payload.parse(answer, KNOWN)


@BOTH
def test_options_are_shown_in_the_order_of_the_paper(payload: Payload) -> None:
    order = [option.id for option in reversed(payload.options)]
    shown = payload.present(order, {own: shown for shown, own in KNOWN.items()})
    assert [option for option, _text in shown.options] == [own * 6 for own in order]


def test_what_to_do_is_said_in_words() -> None:
    order = {own: shown for shown, own in KNOWN.items()}
    assert ONE.present(["a", "b", "c", "d"], order).task == "choose one"
    assert MANY.present(["a", "b", "c", "d", "e"], order).task == "choose two"
    assert [letter for letter, _id, _text in ONE.present(["d", "c"], order).lettered] == ["A", "B"]


def test_the_explanation_follows_the_shown_order() -> None:
    told = MANY.explain(["e", "a", "c", "b", "d"], ["a", "b"])
    assert [(each.letter, each.is_key, each.is_chosen) for each in told] == [
        ("A", False, False), ("B", True, True), ("C", True, False), ("D", False, True), ("E", False, False),
    ]  # fmt: skip
    assert told[0].rationale == "Because of e."


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (SingleChoice, (False, False, False)),
        (SingleChoice, (True, True, False)),
        (SingleChoice, (True,)),
        (MultipleResponse, (False, False, False)),
    ],
)
def test_a_payload_with_the_wrong_keys_cannot_exist(kind: type[Payload], keys: tuple[bool, ...]) -> None:
    with pytest.raises(ValidationError):
        kind(stem="Which?", options=options(*keys))


def test_a_key_does_no_harm() -> None:
    with pytest.raises(ValidationError, match="cannot carry harm"):
        Option(id="a", text="x", key=True, harm=Harm.MINOR, rationale="y")


def test_two_options_share_neither_id_nor_text() -> None:
    twin = options(True, False, False)
    with pytest.raises(ValidationError, match="share an id"):
        SingleChoice(stem="Which?", options=(*twin, twin[0].model_copy(update={"text": "other"})))
    with pytest.raises(ValidationError, match="share a text"):
        SingleChoice(stem="Which?", options=(*twin, twin[1].model_copy(update={"id": "z", "text": "CHOICE B"})))


def test_the_worst_harm_chosen_is_told() -> None:
    graded = (*options(True), *(option.model_copy(update={"harm": harm}) for option, harm in zip(
        options(False, False, False, False)[1:], (Harm.MINOR, Harm.CRITICAL, Harm.SERIOUS), strict=True)))  # fmt: skip
    payload = MultipleResponse.model_construct(stem="Which?", options=graded)
    assert payload.grade(("a", "b", "d")).worst_harm is Harm.SERIOUS


def test_a_code_agrees_with_its_use() -> None:
    card = real_content().cards[0]
    for wrong in ({"code": "X9-E-001"}, {"code": card.code.replace("-E-", "-P-")}):
        with pytest.raises(ValidationError):
            Card.model_validate(card.model_dump(exclude={"payload"}) | {"payload": card.payload} | wrong)


def test_an_unknown_type_is_named() -> None:
    with pytest.raises(ValidationError, match="essay"):
        Card.model_validate({"type": "essay"})


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "plain"),
        ("Which **two**?", "Which <strong>two</strong>?"),
        ("a < b & **<i>**", "a &lt; b &amp; <strong>&lt;i&gt;</strong>"),
        ("a\n  b", "a b"),
        ("2 ** 3", "2 ** 3"),
    ],
)
def test_text_is_escaped_and_stressed(text: str, html: str) -> None:
    assert wording.html(text) == html


def test_a_stem_is_its_paragraphs() -> None:
    assert wording.stem_html("One\nline.\n\n**Two**?\n") == "<p>One line.</p><p><strong>Two</strong>?</p>"
    assert wording.plain("One\n\n**Two**?") == "One Two?"
