"""A form and what it holds: its items, its counts, what a candidate may expect of it, and what it shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from question_bank.selection.candidate import Candidate
from question_bank.selection.needs import Count, counts_of


@dataclass(frozen=True)
class Form:
    """A named paper. `counts` has every cell, level, minimum and rule it counts towards, by domain.

    `expected` is the mean mark (items answered right) of candidates who answer each item with its expected facility p,
    and `sd` the standard deviation of such a mark, the root of the sum of p(1 - p): the spread of one candidate's luck,
    not of many candidates' strength. `shared` are the items in common with each other form, by its name.
    """

    name: str
    items: tuple[str, ...]
    counts: Mapping[Count, int]
    expected: float
    sd: float
    shared: Mapping[str, tuple[str, ...]]


def reported(forms: Mapping[str, Sequence[str]], pool: Sequence[Candidate]) -> tuple[Form, ...]:
    """The forms of these codes, in their order; KeyError for a code that is not in the pool."""
    by_code = {candidate.id: candidate for candidate in pool}
    return tuple(
        Form(
            name,
            tuple(codes),
            _counts([by_code[code] for code in codes]),
            sum(by_code[code].expected for code in codes),
            sqrt(sum(by_code[code].expected * (1 - by_code[code].expected) for code in codes)),
            {other: tuple(sorted(set(codes) & set(others))) for other, others in forms.items() if other != name},
        )
        for name, codes in forms.items()
    )


def _counts(items: Sequence[Candidate]) -> dict[Count, int]:
    found = Counter(count for item in items for count in counts_of(item))
    return {count: found[count] for count in sorted(found)}
