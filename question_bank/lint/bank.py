"""The rules for the bank as a whole: cues a test-wise guesser could use, near-duplicates, and feasibility."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from question_bank.formats.faults import Fault
from question_bank.items.card import Card, Status, Use
from question_bank.lint.cases import case_faults
from question_bank.lint.rules import options_of
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint
from question_bank.selection.feasibility import shortfalls
from question_bank.selection.paper import Candidate, NoPaper, draw, eligible

NEAR = 0.85
SHARED_WORDS = 0.6
SHORT = 40
NEGATIVE_SHARE = 0.10
GUESS_MARGIN = 0.03
CHI2_95 = {2: 5.991, 3: 7.815}
"""The 95 % quantiles of chi-squared with 2 and 3 degrees of freedom."""


def bank_faults(cards: Sequence[Card], sources: set[str], blueprint: Blueprint, policy: Policy) -> Iterator[Fault]:
    """Everything wrong with the bank as a whole."""
    yield from _codes(cards)
    yield from case_faults(cards)
    yield from _unknown(cards, sources)
    yield from _near_duplicates(cards)
    yield from _guess_the_longest(cards)
    yield from _key_positions(cards)
    short = [Fault("items", "infeasible-blueprint", says) for says in shortfalls(cards, blueprint, policy)]
    yield from short or _trial_draw(cards, blueprint, policy)


def _trial_draw(cards: Sequence[Card], blueprint: Blueprint, policy: Policy) -> Iterator[Fault]:
    """Counts can suffice and enemies still forbid every paper: draw one to be sure."""
    try:
        draw([Candidate.of(card) for card in eligible(cards)], blueprint, policy, seed=0)
    except NoPaper as error:
        yield Fault("items", "infeasible-blueprint", str(error))


def _codes(cards: Sequence[Card]) -> Iterator[Fault]:
    for code, count in Counter(card.code for card in cards).items():
        if count > 1:
            yield Fault(code, "repeated-code", f"{count} items carry this code")


def _unknown(cards: Sequence[Card], sources: set[str]) -> Iterator[Fault]:
    codes = {card.code for card in cards}
    for card in cards:
        for source in card.sources:
            if source not in sources:
                yield Fault(card.code, "unknown-source", f"{source} is not in sources.yaml")
        for enemy in card.enemies:
            if enemy not in codes:
                yield Fault(card.code, "unknown-enemy", f"{enemy} is not an item of this bank")


def _plain(card: Card) -> str:
    return re.sub(r"\W+", " ", card.payload.stem.lower()).strip()


def _near_duplicates(cards: Sequence[Card]) -> Iterator[Fault]:
    texts = [(card, _plain(card), frozenset(_plain(card).split())) for card in cards]
    for index, (card, text, words) in enumerate(texts):
        for other, other_text, other_words in texts[index + 1 :]:
            if len(words & other_words) < SHARED_WORDS * len(words | other_words) or len(text) < SHORT:
                continue
            if other.code in card.enemies or card.code in other.enemies:
                continue
            if SequenceMatcher(None, text, other_text, autojunk=False).ratio() >= NEAR:
                says = f"its stem is almost that of {other.code}; make them enemies or change one"
                yield Fault(card.code, "near-duplicate", says, True)


def _live_single(cards: Sequence[Card]) -> list[Card]:
    return [card for card in cards if card.type == "single_choice" and card.status is Status.LIVE]


def _guess_the_longest(cards: Sequence[Card]) -> Iterator[Fault]:
    for use in Use:
        pool = [card for card in _live_single(cards) if card.use is use]
        if len(pool) < 40:
            continue
        score = chance = 0.0
        for card in pool:
            longest = max(len(option.text) for option in options_of(card))
            ties = [option for option in options_of(card) if len(option.text) == longest]
            score += sum(option.key for option in ties) / len(ties)
            chance += 1 / len(options_of(card))
        if score / len(pool) > chance / len(pool) + GUESS_MARGIN:
            yield Fault(
                use.value,
                "guess-the-longest",
                f"choosing the longest option scores {score / len(pool):.0%}; chance is {chance / len(pool):.0%}",
            )


def _key_positions(cards: Sequence[Card]) -> Iterator[Fault]:
    for use in Use:
        pool = [card for card in _live_single(cards) if card.use is use and len(options_of(card)) == 4]
        if len(pool) < 40:
            continue
        places = Counter(next(i for i, option in enumerate(options_of(card)) if option.key) for card in pool)
        expected = len(pool) / 4
        chi2 = sum((places[i] - expected) ** 2 / expected for i in range(4))
        if chi2 > CHI2_95[3]:
            spread = ", ".join(f"{'abcd'[i]} {places[i]}" for i in range(4))
            yield Fault(
                use.value,
                "key-positions",
                f"the keys stand unevenly ({spread}; chi2 {chi2:.1f} over {CHI2_95[3]})",
                True,
            )
