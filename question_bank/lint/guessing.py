"""What a bank gives away to somebody who knows nothing: the longest option, and where the keys stand."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from question_bank.items import Option, SingleChoice
from question_bank.items.card import Card

LEAST_EXPECTED = 5
"""Chi-squared is read only where chance alone puts so many keys in each place (Cochran 1954)."""


@dataclass(frozen=True)
class Guess:
    """What choosing the longest option scores over some single choices, and what chance scores: shares from 0 to 1."""

    items: int
    score: float
    chance: float


@dataclass(frozen=True)
class Positions:
    """How often the key stands in each place of the single choices with so many options.

    `chi2` and its `p` say how unlikely so uneven a spread is; both are None where there are too few items to tell.
    """

    options: int
    counts: tuple[int, ...]
    chi2: float | None
    p: float | None


def guess_the_longest(cards: Iterable[Card]) -> Guess | None:
    """What choosing the longest option scores, ties shared; None where there is no single choice."""
    scores, chances = [], []
    for options in _option_lists(cards):
        longest = max(len(option.text) for option in options)
        ties = [option for option in options if len(option.text) == longest]
        scores.append(sum(option.key for option in ties) / len(ties))
        chances.append(1 / len(options))
    if not scores:
        return None
    return Guess(len(scores), math.fsum(scores) / len(scores), math.fsum(chances) / len(chances))


def key_positions(cards: Iterable[Card]) -> tuple[Positions, ...]:
    """Where the keys of single choices stand as they are written, for each number of options."""
    places: dict[int, Counter[int]] = defaultdict(Counter)
    for options in _option_lists(cards):
        places[len(options)][next(place for place, option in enumerate(options) if option.key)] += 1
    return tuple(_positions([places[size][place] for place in range(size)]) for size in sorted(places))


def _positions(counts: Sequence[int]) -> Positions:
    expected = sum(counts) / len(counts)
    if expected < LEAST_EXPECTED:
        return Positions(len(counts), tuple(counts), None, None)
    chi2 = math.fsum((count - expected) ** 2 / expected for count in counts)
    return Positions(len(counts), tuple(counts), chi2, chi2_survival(chi2, len(counts) - 1))


def _option_lists(cards: Iterable[Card]) -> list[tuple[Option, ...]]:
    return [card.payload.options for card in cards if isinstance(card.payload, SingleChoice)]


def chi2_survival(chi2: float, degrees: int) -> float:
    """How likely chi-squared with so many degrees of freedom is at least so large, from 0 to 1.

    Exact for whole degrees (Abramowitz and Stegun 1964, 26.4.4 and 26.4.5); raises ValueError below one degree.
    """
    if degrees < 1 or chi2 < 0:
        raise ValueError(f"chi-squared of {chi2} with {degrees} degrees of freedom is not defined")
    half = chi2 / 2
    if half == 0:
        return 1.0
    is_odd = degrees % 2
    powers = [0.5 * is_odd + step for step in range(degrees // 2)]
    tail = math.erfc(math.sqrt(half)) if is_odd else 0.0
    terms = (math.exp(power * math.log(half) - half - math.lgamma(power + 1)) for power in powers)
    return min(1.0, tail + math.fsum(terms))
