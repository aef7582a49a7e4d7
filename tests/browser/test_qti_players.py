"""What is written as QTI 3 loads in the players of others, and every answer earns there what it earns here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from question_bank.exchange.qti.writing.writer import item_of
from question_bank.items import MultipleResponse, Ordering, Payload, Response, SingleChoice
from question_bank.items.choices import Option
from tests.browser.conftest import SHOWN_IN
from tests.browser.qti_players import Components, Player
from tests.question_bank.exchange.qti_answers import answers, asked, card_of, orders
from tests.question_bank.pictures import REGIONS, spot
from tests.question_bank.samples import VARIANTS

ONE = ("single_choice", "hotspot", "numeric", "short_text", "needle_vector")
THIRDS = tuple(
    Option(id=own, text=f"Choice {own}", key=credit == "1/3", credit=credit)
    for own, credit in zip("abcde", ("1/3", "1/3", "1/3", "-1/2", "0"), strict=True)
)
MAPPED = (
    MultipleResponse(stem="Which three?", scoring="mapping", options=THIRDS),
    MultipleResponse(stem="Which?", scoring="mapping", options=THIRDS, bounds={"lower": "1/6"}),
    SingleChoice(
        stem="Which?", scoring="mapping",
        options=tuple(Option(id=own, text=own, key=own == "a", credit=c) for own, c in (("a", "1"), ("b", "2/3"))),
    ),
    spot(scoring="mapping", regions=[
        {**region, "credit": credit} for region, credit in zip(REGIONS, ("1", "1/3", "0", "-1"), strict=True)
    ]),
)  # fmt: skip
ALL = (*VARIANTS, *MAPPED)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context() as context:
        context.set_default_timeout(SHOWN_IN)
        yield context.new_page()


def named(payload: Payload) -> str:
    return f"{payload.kind}-{getattr(payload, 'scoring', '')}"


def tried(payload: Payload) -> Iterator[Response]:
    """Right, wrong and partly right answers that mean the same there and here."""
    for response, _credit in payload.examples():
        if asked(payload, response) and not (payload.kind == "short_text" and str(response).endswith(".")):
            yield response
    if isinstance(payload, Ordering):
        yield from orders(payload)
    if isinstance(payload, MultipleResponse):
        yield from ((own,) for own in payload.own_ids())
        yield from ((first, "d") for first in "abc")


def given(payload: Payload, response: Response) -> dict[str, Any]:
    """An answer as a player holds it: one value or a list, and null where nothing was given."""
    values = answers(payload, response)
    if payload.kind == "numeric":
        return {name: float(texts[0]) if texts else None for name, texts in values.items()}
    return {name: (texts[0] if payload.kind in ONE else texts) if texts else None for name, texts in values.items()}


@pytest.mark.parametrize("program", [Components, Player])
@pytest.mark.parametrize("payload", ALL, ids=named)
def test_every_answer_earns_there_what_it_earns_here(page: Page, program: Any, payload: Payload) -> None:
    player = program(page)
    player.load(item_of(card_of(payload))[0].decode())
    told = [(response, player.score(given(payload, response))) for response in tried(payload)]
    here = [(response, float(payload.grade(response).credit)) for response in tried(payload)]
    assert len(told) > 2
    assert [(response, round(mark, player.places)) for response, mark in told] == [
        (response, round(mark, player.places)) for response, mark in here
    ]
