"""A frozen paper: the same from the same seed, with options in an order and under ids of its own."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.items import payload_from
from question_bank.items.card import Card
from question_bank.selection.paper import Candidate
from tests.exams import build
from trainer.exams.paper import ALPHABET, Bank, Banked, Drawn, draw_module_quiz, freeze

pytestmark = pytest.mark.pure
CARDS: list[Card] = [card for card in build.cards() if "-P-" in card.code]
BANK = Bank(Banked(n, Candidate.of(card)) for n, card in enumerate(CARDS))
SEEDS = st.integers(min_value=0, max_value=2**63 - 1)


def frozen(seed: int) -> list[dict[str, object]]:
    drawn = Drawn([card.code for card in CARDS], {})
    return freeze(drawn, BANK, lambda n: payload_from(CARDS[n].type, CARDS[n].payload.model_dump()), seed=seed)


def orders(seed: int) -> list[list[str]]:
    return [[own for _shown, own in entry["options"]] for entry in frozen(seed)]


@given(SEEDS)
def test_the_same_seed_freezes_the_same_to_the_option_id(seed: int) -> None:
    assert frozen(seed) == frozen(seed)


def test_a_key_stands_at_every_letter_about_as_often() -> None:
    places = Counter(order.index("own-key-canary") for seed in range(60) for order in orders(seed))
    assert set(places) == {0, 1, 2, 3}
    assert min(places.values()) > 180  # of 960: a quarter is 240


def test_shown_ids_are_short_distinct_and_never_the_same_on_two_papers() -> None:
    papers = [{shown for entry in frozen(seed) for shown, _own in entry["options"]} for seed in range(5)]
    assert all(len(ids) == 4 * len(CARDS) for ids in papers)
    assert all(len(shown) == 6 and set(shown) <= set(ALPHABET) for ids in papers for shown in ids)
    assert not any(one & other for one, other in pairwise(papers))


def test_a_position_keeps_what_marking_needs() -> None:
    entry = frozen(1)[0]
    assert set(entry) == {"position", "version_id", "type", "domain", "group", "rule", "case", "chooses", "options"}
    assert (entry["position"], entry["type"], entry["chooses"], entry["rule"]) == (1, "single_choice", 1, None)


@given(SEEDS)
def test_a_quiz_is_drawn_from_both_domains_alike(seed: int) -> None:
    codes = draw_module_quiz(BANK, count=8, seed=seed, met=()).codes
    assert Counter(code[:2] for code in codes) == {"D1": 4, "D2": 4}
