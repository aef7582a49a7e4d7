"""What is written as QTI 3 scores as our own grading does, and has the structure the specification asks for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.exchange.qti.item import read_item
from question_bank.exchange.qti.writing.writer import item_of
from question_bank.items import Numeric, Ordering, Payload, Response
from tests.question_bank.exchange.qti_answers import answers, asked, card_of, orders
from tests.question_bank.samples import RESPONSES, TYPED, VARIANTS

pytestmark = pytest.mark.pure


def named(payload: Payload) -> str:
    return f"{payload.kind}-{getattr(payload, 'scoring', '')}"


@pytest.mark.parametrize("payload", VARIANTS, ids=named)
def test_examples_earn_there_what_they_earn_here(payload: Payload) -> None:
    item = read_item(item_of(card_of(payload))[0])
    tried = [response for response, _credit in payload.examples() if asked(payload, response)]
    if isinstance(payload, Ordering):
        tried += list(orders(payload))
    for response in tried:
        if payload.kind == "short_text" and str(response).endswith("."):
            continue
        assert item.score(answers(payload, response)) == payload.grade(response).credit, response


@pytest.mark.parametrize("payload", [each for each in VARIANTS if each.kind != "short_text"], ids=named)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_answer_earns_there_what_it_earns_here(payload: Payload, data: st.DataObject) -> None:
    response = data.draw(typed(payload) if isinstance(payload, Numeric) else RESPONSES[payload.kind])
    item = read_item(item_of(card_of(payload))[0])
    known = tuple(own for own in response if own in payload.own_ids()) if payload.kind in CHOSEN else response
    assert item.score(answers(payload, known)) == payload.grade(known).credit


def typed(payload: Numeric) -> st.SearchStrategy[Response]:
    """Numbers in the unit asked for, many of them near its ends."""
    near = st.sampled_from(["72.75", "73.25", "73.75", "72.749999999", "73.750000001", "79", "81", "81.0000000001"])
    numbers = (TYPED | near).filter(lambda text: any(sign.isdigit() for sign in text))
    return numbers.map(lambda text: (text, payload.unit)) | st.just(())


CHOSEN = ("single_choice", "multiple_response", "hotspot")
