"""Drawing several forms in one integer programme, for banks in which one form after the other leaves too little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

from question_bank.selection.balance import DISTANCE_COST, near
from question_bank.selection.candidate import Candidate, blocks, mean_expected
from question_bank.selection.paper import Wish, priced
from question_bank.selection.solver import Effort, Row, constraints, solve

ALIKE = 0.01
"""How far apart (in mean facility) the expected difficulties of parallel forms may be without anything trying."""

EFFORT = Effort(nodes=400, slack=20.0)
"""How long to search: any forms will do that are alike, and where none were found by then, there are hardly any."""

INFINITE = float("inf")

Block = list[Candidate]


def spread(forms: Sequence[Sequence[Candidate]]) -> float:
    """How far apart the forms' expected mean facilities are, from 0 to 1."""
    means = [mean_expected(form) for form in forms]
    return max(means) - min(means)


def drawn_together(found: Sequence[Block], wish: Wish, count: int, overlap: int, seed: int) -> list[list[Candidate]]:
    """Draw `count` forms at once; NoPaper when there are not so many, NoneFound when that stays open."""
    chance = Random(seed)  # noqa: S311 - a seed must give the same forms again; nothing here is secret
    pool = [candidate for block in found for candidate in block]
    costs = [cost for _form in range(count) for cost in priced(found, wish, chance)]
    joint = _Joint(len(pool), count, [])
    joint.rows.extend(_moved(row, joint.at(form)) for form in range(count) for row in constraints(pool, wish.asked))
    joint.keep_apart(overlap)
    joint.make_alike([candidate.expected for candidate in pool], wish)
    free = joint.amounts
    chosen = solve([*costs, *free], joint.rows, is_ample=False, free=len(free), effort=EFFORT)
    return [_mixed(pool, chosen[joint.at(form) :], chance) for form in range(count)]


@dataclass
class _Joint:
    """A programme of several forms: a choice for each form and item, then amounts, each with its cost."""

    items: int
    forms: int
    rows: list[Row]
    amounts: list[float] = field(default_factory=list)

    def at(self, form: int) -> int:
        """The column of the first item of a form."""
        return form * self.items

    def amount(self, cost: float) -> int:
        """The column of a new amount."""
        self.amounts.append(cost)
        return self.forms * self.items + len(self.amounts) - 1

    def keep_apart(self, overlap: int) -> None:
        """No item on two forms; or an amount of 1 for each item on both of two, and of these no more than may be."""
        if not overlap:
            places = [[self.at(form) + item for form in range(self.forms)] for item in range(self.items)]
            self.rows.extend((0, 1, dict.fromkeys(each, 1.0)) for each in places)
            return
        for one, other in combinations(range(self.forms), 2):
            shared = [self.amount(0.0) for _item in range(self.items)]
            self.rows.append((0, overlap, dict.fromkeys(shared, 1.0)))
            for item, both in enumerate(shared):
                over = {self.at(one) + item: 1.0, self.at(other) + item: 1.0, both: -1.0}
                self.rows.append((-INFINITE, 1, over))

    def make_alike(self, expected: Sequence[float], wish: Wish) -> None:
        """Expected marks within one narrow span, before each form's nearness to the target."""
        items = sum(need.at_least for (kind, *_), need in wish.asked.items() if kind == "cell")
        least, beyond = self.amount(0.0), self.amount(DISTANCE_COST * self.forms)
        for form in range(self.forms):
            marks = {self.at(form) + item: mark for item, mark in enumerate(expected)}
            self.rows.append((0, INFINITE, {**marks, least: -1.0}))
            self.rows.append((-INFINITE, ALIKE * items, {**marks, least: -1.0, beyond: -1.0}))
            if wish.difficulty:
                self.rows.extend(near(marks, self.amount(DISTANCE_COST), items, wish.difficulty))


def _moved(row: Row, by: int) -> Row:
    low, high, over = row
    return low, high, {place + by: weight for place, weight in over.items()}


def _mixed(pool: Sequence[Candidate], chosen: Sequence[bool], chance: Random) -> list[Candidate]:
    drawn = blocks(candidate for candidate, taken in zip(pool, chosen, strict=False) if taken)
    chance.shuffle(drawn)
    return [candidate for block in drawn for candidate in block]
