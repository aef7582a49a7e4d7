"""Every type of item on the page its staff read: the preview gives nothing away, the reasons tell everything."""

from __future__ import annotations

import html

import pytest
from flask.testing import FlaskClient

from question_bank.items import TYPES, Harm, NeedleVector, Payload
from question_bank.items.card import Card
from tests.library import build
from tests.question_bank.samples import SAMPLES
from trainer.core.db import Database
from trainer.library import rules


def card(payload: Payload) -> Card:
    """An item of any type."""
    said = build.card().model_dump(exclude={"payload", "type"})
    return Card.model_validate(said | {"type": payload.kind, "payload": payload})


@pytest.mark.parametrize("kind", TYPES)
def test_staff_see_every_type_as_a_candidate_does_and_then_its_reasons(
    kind: str, store: Database, author: FlaskClient
) -> None:
    payload = SAMPLES[kind]
    with store.write() as session:
        item = build.item(session, card(payload)).id
    answer = author.get(f"/staff/items/{item}")
    assert answer.status_code == 200
    page = " ".join(html.unescape(answer.text).split())
    start, end = page.index('<div class="preview'), page.index("Key, reasons and harm")
    for text in payload.keyed_texts():
        assert text not in page[start:end]
        assert text in page[end:]


@pytest.mark.parametrize("kind", TYPES)
def test_a_reason_tells_its_harm_in_words(kind: str) -> None:
    for reason in rules.reasons(card(SAMPLES[kind])):
        assert reason.says or reason.harm in Harm
        assert reason.text


def test_a_needle_tells_where_each_zone_is_and_what_lies_there() -> None:
    payload = SAMPLES["needle_vector"]
    assert isinstance(payload, NeedleVector)
    told = {reason.says: reason for reason in rules.reasons(card(payload))}
    assert told["Target"].text == "Free edge; Across or Straight down; 10 mm; Pincer grip"
    assert told["Target"].is_key
    assert told["Danger: lung"].harm is Harm.CRITICAL
    assert told["Acceptable, earns 1/2"].text == "Free edge; 10 mm"
    assert told["Misses"].rationale == "It misses."
