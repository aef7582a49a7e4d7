"""Scoring rules as data: what judgements, orders and chosen options earn, as exact fractions of the whole credit.

Half point: Lahner et al. 2018. The rules for orders are those of Moodle's ordering question, by other names.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from question_bank.items.base import Frozen

WHOLE, NONE = Fraction(1), Fraction(0)
Credit = Annotated[str, Field(pattern=r"^-?\d{1,9}(/[1-9]\d{0,8})?$")]
"""An exact share of an item's mark as it is written: `1`, `1/3`, `-1/2`."""

Judging = Literal["all_or_nothing", "half_point", "per_part", "deduction"]
"""Rules for parts that are each judged right or wrong."""
Choosing = Literal["all_or_nothing", "half_point", "per_part", "deduction", "mapping"]
"""Rules for options to choose; a mapping gives each option its credit."""
OrderRule = Literal[
    "all_or_nothing",
    "absolute_position",
    "adjacent_pairs",
    "adjacent_pairs_and_last",
    "longest_subset",
    "longest_run",
    "one_neighbour",
    "all_neighbours",
]
"""Rules for orders."""


class Bounds(Frozen):
    """Between what the credit of a mapping is kept."""

    lower: Credit = "0"
    upper: Credit = "1"

    @model_validator(mode="after")
    def hold_a_range(self) -> Self:
        if not 0 <= Fraction(self.lower) < Fraction(self.upper) <= 1:
            raise ValueError("bounds lie between 0 and 1, the lower one below the upper")
        return self

    def clamp(self, credit: Fraction) -> Fraction:
        """The credit nearest to this one that lies within the bounds."""
        return min(max(credit, Fraction(self.lower)), Fraction(self.upper))


def judged(rule: Judging, right: int, wrong: int, of: int) -> Fraction:
    """What so many right and wrong judgements of `of` earn; what was not judged is neither."""
    match rule:
        case "all_or_nothing":
            return Fraction(int(right == of))
        case "half_point":
            return {of: WHOLE, of - 1: Fraction(1, 2)}.get(right, NONE) if of > 1 else Fraction(right)
        case "per_part":
            return Fraction(right, of)
        case "deduction":
            return max(NONE, Fraction(right - wrong, of))


def mapped(earned: Iterable[str | None], bounds: Bounds) -> Fraction:
    """The sum of the credits of what was chosen, kept within the bounds."""
    return bounds.clamp(sum((Fraction(each) for each in earned if each), NONE))


def after_tries(credit: Fraction, tries: int, penalty: Fraction) -> Fraction:
    """What a credit reached at the n-th try is worth when each try before it costs `penalty` of the whole."""
    return credit * max(NONE, 1 - penalty * (tries - 1))


Order = Sequence[str]
END = ""
"""What stands before the first step and after the last."""


def _places(given: Order, right: Order) -> Fraction:
    return Fraction(sum(own == there for own, there in zip(given, right, strict=False)), len(right))


def _pairs(given: Order, right: Order) -> Fraction:
    return Fraction(len(set(pairwise(given)) & set(pairwise(right))), len(right) - 1)


def _pairs_and_last(given: Order, right: Order) -> Fraction:
    is_whole = len(given) == len(right)
    kept = set(pairwise((*given, END) if is_whole else given)) & set(pairwise((*right, END)))
    return Fraction(len(kept), len(right))


def _longest_subset(given: Order, right: Order) -> Fraction:
    place = {own: number for number, own in enumerate(right)}
    ends: list[int] = []
    for number in (place[own] for own in given):
        at = bisect_left(ends, number)
        ends[at : at + 1] = [number]
    return _long_enough(len(ends), right)


def _longest_run(given: Order, right: Order) -> Fraction:
    follows = dict(pairwise(right))
    longest = run = 1 if given else 0
    for before, after in pairwise(given):
        run = run + 1 if follows.get(before) == after else 1
        longest = max(longest, run)
    return _long_enough(longest, right)


def _long_enough(length: int, right: Order) -> Fraction:
    """One step alone is in order with nothing."""
    return Fraction(length, len(right)) if length > 1 else NONE


def _one_neighbour(given: Order, right: Order) -> Fraction:
    """Each step earns for the one before it and the one after it; an end counts as one where the order is whole."""
    if len(given) < len(right):
        return Fraction(2 * len(set(pairwise(given)) & set(pairwise(right))), 2 * len(right))
    kept = set(pairwise((END, *given))) & set(pairwise((END, *right)))
    kept_after = set(pairwise((*given, END))) & set(pairwise((*right, END)))
    return Fraction(len(kept) + len(kept_after), 2 * len(right))


def _all_neighbours(given: Order, right: Order) -> Fraction:
    place = {own: number for number, own in enumerate(right)}
    kept = sum(place[before] < place[after] for number, before in enumerate(given) for after in given[number + 1 :])
    return Fraction(2 * kept, len(right) * (len(right) - 1))


ORDERS: Mapping[OrderRule, Callable[[Order, Order], Fraction]] = {
    "all_or_nothing": lambda given, right: Fraction(int(tuple(given) == tuple(right))),
    "absolute_position": _places,
    "adjacent_pairs": _pairs,
    "adjacent_pairs_and_last": _pairs_and_last,
    "longest_subset": _longest_subset,
    "longest_run": _longest_run,
    "one_neighbour": _one_neighbour,
    "all_neighbours": _all_neighbours,
}
"""What an order earns against the right one. Steps that were given no place are missing from it and earn nothing."""
