"""The rules for the bank as a whole: cues a test-wise guesser could use, near-duplicates, and feasibility."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from question_bank.formats.faults import Fault
from question_bank.items.base import LETTERS
from question_bank.items.card import Card, Status, Use
from question_bank.lint.bank_rules import bank_fault
from question_bank.lint.cases import case_faults
from question_bank.lint.guessing import guess_the_longest, key_positions
from question_bank.lint.stems import is_negative
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint
from question_bank.selection.feasibility import shortfalls
from question_bank.selection.paper import Candidate, NoPaper, draw, eligible
from question_bank.similar import Index, text_of

SHORT = 40
"""A stem of fewer characters asks much the same as many others and still makes an item of its own."""
FEW = 40
"""Over fewer items chance alone makes a pool look guessable."""
NEGATIVE_SHARE = 0.10
GUESS_MARGIN = 0.03
LEAST_P = 0.05


def bank_faults(cards: Sequence[Card], sources: set[str], blueprint: Blueprint, policy: Policy) -> Iterator[Fault]:
    """Everything wrong with the bank as a whole."""
    yield from _codes(cards)
    yield from case_faults(cards)
    yield from _unknown(cards, sources)
    yield from _near_duplicates(cards)
    yield from _guess_the_longest(cards)
    yield from _key_positions(cards)
    yield from _negative_stems(cards)
    short = [bank_fault("items", "infeasible-blueprint", says) for says in shortfalls(cards, blueprint, policy)]
    yield from short or _trial_draw(cards, blueprint, policy)


def _trial_draw(cards: Sequence[Card], blueprint: Blueprint, policy: Policy) -> Iterator[Fault]:
    """Counts can suffice and enemies still forbid every paper: draw one to be sure."""
    try:
        draw([Candidate.of(card) for card in eligible(cards)], blueprint, policy, seed=0)
    except NoPaper as error:
        yield bank_fault("items", "infeasible-blueprint", str(error))


def _codes(cards: Sequence[Card]) -> Iterator[Fault]:
    for code, count in Counter(card.code for card in cards).items():
        if count > 1:
            yield bank_fault(code, "repeated-code", f"{count} items carry this code", "code")


def _unknown(cards: Sequence[Card], sources: set[str]) -> Iterator[Fault]:
    codes = {card.code for card in cards}
    for card in cards:
        for source in card.sources:
            if source not in sources:
                yield bank_fault(card.code, "unknown-source", f"{source} is not in sources.yaml", "sources")
        for enemy in card.enemies:
            if enemy not in codes:
                yield bank_fault(card.code, "unknown-enemy", f"{enemy} is not an item of this bank", "enemies")


def _near_duplicates(cards: Sequence[Card]) -> Iterator[Fault]:
    by_code = {card.code: card for card in cards if card.status is not Status.RETIRED}
    stems = {code: card.payload.stem for code, card in by_code.items() if len(card.payload.stem) >= SHORT}
    found = _near(stems, "its stem is almost that of")
    found |= _near({code: text_of(card) for code, card in by_code.items()}, "it is almost")
    for (code, other), says in found.items():
        if other not in by_code[code].enemies and code not in by_code[other].enemies:
            yield bank_fault(code, "near-duplicate", f"{says}; make them enemies or change one", "stem")


def _near(texts: Mapping[str, str], says: str) -> dict[tuple[str, str], str]:
    """Every two texts that are near, and how, in words."""
    but = {True: ", but for a number", False: ""}
    pairs = Index(texts).pairs()
    return {(pair.code, pair.other): f"{says} {pair.other}{but[pair.numbers_only]}" for pair in pairs}


def _live(cards: Sequence[Card], use: Use) -> list[Card]:
    return [card for card in cards if card.status is Status.LIVE and card.use is use]


def _guess_the_longest(cards: Sequence[Card]) -> Iterator[Fault]:
    for use in Use:
        guess = guess_the_longest(_live(cards, use))
        if guess and guess.items >= FEW and guess.score > guess.chance + GUESS_MARGIN:
            says = f"choosing the longest option scores {guess.score:.0%}; chance is {guess.chance:.0%}"
            yield bank_fault(use.value, "guess-the-longest", says)


def _key_positions(cards: Sequence[Card]) -> Iterator[Fault]:
    for use in Use:
        for spread in key_positions(_live(cards, use)):
            if spread.p is not None and sum(spread.counts) >= FEW and spread.p < LEAST_P:
                counts = ", ".join(f"{letter} {count}" for letter, count in zip(LETTERS, spread.counts, strict=False))
                says = f"the keys stand unevenly ({counts}; chi2 {spread.chi2:.1f}, p {spread.p:.3f})"
                yield bank_fault(use.value, "key-positions", says)


def _negative_stems(cards: Sequence[Card]) -> Iterator[Fault]:
    for use in Use:
        pool = _live(cards, use)
        negative = sum(map(is_negative, pool))
        if len(pool) >= FEW and negative > NEGATIVE_SHARE * len(pool):
            says = f"{negative / len(pool):.0%} of the questions are negative; {NEGATIVE_SHARE:.0%} is the most"
            yield bank_fault(use.value, "negative-stems", says)
