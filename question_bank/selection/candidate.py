"""An item as drawing sees it, and what can be drawn: items alone and whole cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from statistics import fmean

from question_bank.items.card import Card, Group, Level, Rule

FACILITIES = {None: 0.75, Level.RECALL: 0.85, Level.APPLY: 0.75, Level.ANALYSE: 0.65}
"""The share of candidates expected to answer an item right while nobody knows: a guess, in the order of the levels."""


@dataclass(frozen=True)
class Candidate:
    """What drawing needs to know of an item. `case` is the code of its case, of whose `case_of` items it is one.

    `facility` is the share of candidates (0 to 1) who answer it right, as far as it is known. What is not `is_current`
    rests on evidence that has expired and stands on no new paper.
    """

    id: str
    domain: str
    group: Group
    safety_critical: bool
    vignette: bool
    rule: Rule | None
    enemies: frozenset[str] = frozenset()
    case: str | None = None
    case_of: int = 1
    level: Level | None = None
    facility: float | None = None
    is_current: bool = True

    @classmethod
    def of(cls, card: Card, *, facility: float | None = None, is_current: bool = True) -> Candidate:
        """The candidate behind a card, under its code."""
        case = card.payload.case
        return cls(
            card.code,
            card.domain,
            card.group,
            card.safety_critical,
            card.vignette,
            card.must_not_miss,
            frozenset(card.enemies),
            case.code if case else None,
            case.of if case else 1,
            card.level,
            facility,
            is_current,
        )

    @property
    def expected(self) -> float:
        """Its facility, or what its level lets expect."""
        return FACILITIES[self.level] if self.facility is None else self.facility


def mean_expected(items: Collection[Candidate]) -> float:
    """The expected mean facility of some items, from 0 to 1; of no items it is 0."""
    return fmean(each.expected for each in items) if items else 0.0


def are_enemies(one: Candidate, other: Candidate) -> bool:
    """Whether either names the other as its enemy."""
    return other.id in one.enemies or one.id in other.enemies


def blocks(pool: Iterable[Candidate]) -> list[list[Candidate]]:
    """What can be drawn, by code: each item alone, and each case as one block.

    What has expired is left out, and so is a case that is not whole.
    """
    found: dict[str, list[Candidate]] = {}
    for candidate in sorted(pool, key=lambda each: each.id):
        if candidate.is_current:
            found.setdefault(candidate.case or candidate.id, []).append(candidate)
    return [block for block in found.values() if len(block) == block[0].case_of]
