"""What writers say is lost: nothing of a plain card, each thing by its name, and never a score in silence."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given

from question_bank.exchange.found import Writer, Written
from question_bank.exchange.gift.losses import LOSSES as GIFT_LOSSES
from question_bank.exchange.gift.write import write as write_gift
from question_bank.exchange.moodle.write import write as write_moodle
from question_bank.exchange.moodle.xml_losses import losses as moodle_losses
from question_bank.exchange.reduced import reduced, with_payload
from question_bank.exchange.table.write import write as write_table
from question_bank.items import Choices, MultipleResponse, Payload
from question_bank.items.base import Case
from question_bank.items.card import Card
from tests.question_bank.cards import options
from tests.question_bank.exchange.some_cards import cards, unhurried
from tests.question_bank.pictures import spot
from tests.question_bank.samples import SAMPLES, matching, numeric, ordering, short_text, truths

pytestmark = pytest.mark.pure
WRITERS: dict[str, Writer] = {"gift": write_gift, "moodle": write_moodle, "table": write_table}
LETTERS = "words are compared letter by letter there: accents, dashes and signs count"
SHARES = "scored in shares: each right option earns its part, a wrong one takes everything"
HARM = "harm, and what a mistake would do in practice"


def card_of(payload: Payload, **more: Any) -> Card:
    said = {"code": "D4-E-007", "use": "exam", "domain": "D4", "group": "thorax", "level": "apply"}
    return Card(**said, type=payload.kind, payload=payload, **more)


def plain_cards() -> Iterator[Card]:
    yield card_of(SAMPLES["single_choice"])
    mapped = options(True, True, False)
    shares = ("1/2", "1/2", "-1")
    told = tuple(each.model_copy(update={"credit": part}) for each, part in zip(mapped, shares, strict=True))
    yield card_of(SAMPLES["multiple_response"].model_copy(update={"scoring": "mapping", "options": told}))
    yield card_of(numeric(unit="", units=[], harm="none"))


def written(name: str, card: Card) -> Written:
    (only,) = WRITERS[name]([card], io.BytesIO(), {})
    return only


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("card", list(plain_cards()), ids=lambda card: card.type)
def test_a_plain_card_loses_nothing(name, card):
    assert written(name, card) == Written(card.code)


CASE = Case(code="C-001", title="A patient", text="She is breathless.")
CASES: list[tuple[Payload, str, str]] = [
    (short_text(harm="none"), "gift", LETTERS),
    (short_text(), "moodle", HARM),
    (short_text(case_sensitive=True), "gift", "that capital letters count"),
    (numeric(), "gift", "units: the one asked for is told at the end of the question, others are not"),
    (matching(), "gift", "scored by part: each line matched earns the same"),
    (matching(), "moodle", "the reasons of lines and steps are told together"),
    (truths(), "gift", "asked as a match of statements with True and False"),
    (ordering(), "moodle", "the reasons of lines and steps are told together"),
    (SAMPLES["multiple_response"], "gift", SHARES),
    (SAMPLES["multiple_response"], "moodle", SHARES),
    (numeric(case=CASE), "moodle", "case told as part of the stem"),
    (numeric(picture=spot().picture), "gift", "the picture"),
    (numeric(picture=spot().picture), "table", "the picture"),
    (numeric(hazard={"happens": "Air enters."}), "table", "what a mistake would do in practice, beside how bad it is"),
]


@pytest.mark.parametrize(("payload", "name", "loss"), CASES, ids=lambda value: getattr(value, "kind", value))
def test_each_loss_has_its_name(payload, name, loss):
    assert loss in written(name, card_of(payload)).losses


@pytest.mark.parametrize("name", WRITERS)
def test_a_version_is_not_told(name):
    assert written(name, card_of(SAMPLES["single_choice"], version=2)).losses == ("the number of the version",)


def scores(payload: Choices, most: int) -> list[Any]:
    """What every choice of at most so many options earns, by their places."""
    ids = payload.own_ids()
    return [payload.grade(chosen).credit for size in range(1, most + 1) for chosen in combinations(ids, size)]


@pytest.mark.parametrize("table", [GIFT_LOSSES, moodle_losses({})], ids=["gift", "moodle"])
@unhurried
@given(card=cards("single_choice"))
def test_a_choice_of_one_scores_as_before(table, card):
    less, _losses = reduced(card, table)
    assert scores(less.payload, 1) == scores(card.payload, 1)


@pytest.mark.parametrize("table", [GIFT_LOSSES, moodle_losses({})], ids=["gift", "moodle"])
@unhurried
@given(card=cards("multiple_response"))
def test_a_deduction_is_told_by_shares_that_score_alike(table, card):
    told = card.payload.model_dump() | {"scoring": "deduction", "bounds": None}
    told["options"] = [option | {"credit": None} for option in told["options"]]
    payload = MultipleResponse.model_validate(told)
    less, losses = reduced(with_payload(card, payload), table)
    assert scores(less.payload, 5) == scores(payload, 5)
    assert not [loss for loss in losses if "score" in loss or "credits" in loss]


def test_what_reads_alike_without_its_stress_is_refused():
    payload = matching()
    twins = [{"id": "c1", "text": "Axillary"}, {"id": "c2", "text": "**Axillary**"}, {"id": "c4", "text": "Other"}]
    refusal = written("gift", with_payload(card_of(payload), matching(choices=twins))).refusal
    assert "two choices share a text" in refusal
