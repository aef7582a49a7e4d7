"""What we write as GIFT, read by gift-pegjs: the same questions with the same keys."""

from __future__ import annotations

import html
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from question_bank.exchange.gift.write import write
from question_bank.items import Choices, Matching, Numeric, ShortText, TrueFalseSet, wording
from question_bank.items.card import Card
from tests.question_bank.cards import real_content

pytestmark = pytest.mark.pure
NODE = Path(sys.executable).with_name("node")
READER = Path(__file__).parents[2] / "npm" / "gift.cjs"
KINDS = {"single_choice": "MC", "multiple_response": "MC", "numeric": "Numerical", "short_text": "Short"}


def plain(text: Any) -> str:
    """A text as a reader sees it."""
    said = text["text"] if isinstance(text, dict) else str(text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", said)).split())


def seen(text: str) -> str:
    return " ".join(wording.plain(text).split())


@pytest.fixture(scope="module")
def both() -> list[tuple[Card, dict[str, Any]]]:
    """Every item of the course that GIFT can tell, with what gift-pegjs reads in its place."""
    cards, out = {card.code: card for card in real_content().cards}, io.BytesIO()
    told = [each.code for each in write(cards.values(), out, {}) if not each.refusal]
    run = subprocess.run([NODE, READER], input=out.getvalue(), capture_output=True, check=True)
    found = [each for each in json.loads(run.stdout) if each["type"] != "Category"]
    assert len(told) == len(found) > 400
    return list(zip((cards[code] for code in told), found, strict=True))


def of(both: list[tuple[Card, dict[str, Any]]], kind: type) -> Iterator[tuple[Any, dict[str, Any]]]:
    return ((card.payload, found) for card, found in both if isinstance(card.payload, kind))


def test_every_question_is_of_its_kind_and_asks_the_same(both: list[tuple[Card, dict[str, Any]]]) -> None:
    for card, found in both:
        assert found["type"] == KINDS.get(card.type, "Matching"), card.code
        assert seen(card.payload.stem) in plain(found["stem"]), card.code


def test_the_keys_are_the_same_and_so_are_the_reasons(both: list[tuple[Card, dict[str, Any]]]) -> None:
    for payload, found in of(both, Choices):
        keys = {seen(option.text) for option in payload.options if option.key}
        several = payload.chooses() != 1
        right = {
            plain(each["text"])
            for each in found["choices"]
            if (float(each["weight"] or 0) > 0 if several else each["isCorrect"])
        }
        assert right == keys
        assert [plain(each["text"]) for each in found["choices"]] == [seen(option.text) for option in payload.options]
        whys = [seen(option.rationale) for option in payload.options]
        assert [plain(each["feedback"]) for each in found["choices"]] == whys


def test_numbers_words_and_matches_are_the_same(both: list[tuple[Card, dict[str, Any]]]) -> None:
    for payload, found in of(both, Numeric):
        told = found["choices"][0]["text"] if isinstance(found["choices"], list) else found["choices"]
        assert float(told["number"]) == float(payload.value)
        assert float(told.get("range") or 0) == float(payload.tolerance)
    for payload, found in of(both, ShortText):
        right = {plain(each["text"]) for each in found["choices"] if each["weight"] == 100}
        assert right == {seen(text) for text in payload.accepted}
    for payload, found in of(both, Matching):
        texts = {choice.id: seen(choice.text) for choice in payload.choices}
        right = {(seen(prompt.text), texts[prompt.match]) for prompt in payload.prompts}
        pairs = {(plain(each["subquestion"]), plain(each["subanswer"])) for each in found["matchPairs"]}
        assert {pair for pair in pairs if pair[0]} == right
    assert list(of(both, TrueFalseSet))
