"""A bank made ready for drawing: sorted once into what can be drawn and where it counts, then drawn from many times."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from question_bank.items.card import Card, Group, Rule
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint


@dataclass(frozen=True)
class Candidate:
    """What drawing needs to know of an item. `case` is the code of its case, of whose `case_of` items it is one."""

    id: str
    domain: str
    group: Group
    safety_critical: bool
    vignette: bool
    rule: Rule | None
    enemies: frozenset[str] = frozenset()
    case: str | None = None
    case_of: int = 1

    @classmethod
    def of(cls, card: Card) -> Candidate:
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
        )


def blocks(pool: Iterable[Candidate]) -> list[list[Candidate]]:
    """What can be drawn, by code: each item alone, and each case as one block; a case that is not whole is left out."""
    found: dict[str, list[Candidate]] = {}
    for candidate in sorted(pool, key=lambda each: each.id):
        found.setdefault(candidate.case or candidate.id, []).append(candidate)
    return [block for block in found.values() if len(block) == block[0].case_of]


Count: TypeAlias = tuple[str, str, str]
"""Something a paper counts: a kind, and what of it - a cell of the blueprint, a minimum of a domain, a rule."""


def cell_of(candidate: Candidate) -> Count:
    """The cell of a blueprint this item stands in."""
    return ("cell", candidate.domain, candidate.group.value)


def counts_of(candidate: Candidate) -> list[Count]:
    """Everything this item counts towards."""
    found = [cell_of(candidate)]
    if candidate.safety_critical:
        found.append(("safety", candidate.domain, ""))
    if candidate.vignette:
        found.append(("vignette", candidate.domain, ""))
    if candidate.rule is not None:
        found.append(("rule", candidate.rule.value, ""))
    return found


def asked_of(blueprint: Blueprint, policy: Policy) -> dict[Count, int]:
    """How much of what a paper needs, the cells first."""
    asked: dict[Count, int] = {}
    for quota in blueprint.quotas:
        asked.update({("cell", quota.domain, group.value): needed for group, needed in quota.groups.items()})
    for quota in blueprint.quotas:
        asked["safety", quota.domain, ""] = quota.safety_critical
        asked["vignette", quota.domain, ""] = quota.vignettes
    asked.update({("rule", check.rule.value, ""): check.items for check in policy.must_not_miss})
    return asked


class Pool:
    """The items of a bank by what they count towards. Never changed once made, so that threads may share it."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self.blocks = blocks(candidates)
        self.sizes: Counter[Count] = Counter()
        self._place: dict[str, int] = {}
        self._plain: defaultdict[Count, list[int]] = defaultdict(list)
        self._ruled: defaultdict[Count, list[int]] = defaultdict(list)
        for place, block in enumerate(self.blocks):
            self._put(place, block)

    def _put(self, place: int, block: Sequence[Candidate]) -> None:
        counts = [count for candidate in block for count in counts_of(candidate)]
        self.sizes.update(counts)
        self._place.update((candidate.id, place) for candidate in block)
        kept = self._ruled if any(candidate.rule for candidate in block) else self._plain
        for count in dict.fromkeys(counts):
            kept[count].append(place)

    def whole(self, asked: Collection[Count]) -> list[list[Candidate]]:
        """Every block that can stand on a paper with these cells."""
        return [block for block in self.blocks if _fits(block, asked)]

    def thinned(
        self, asked: dict[Count, int], *, breadth: int, met: Collection[str], chance: Random
    ) -> list[list[Candidate]]:
        """Some of the blocks: of whatever is asked at most `breadth` times as many, those not met first.

        Each count is sampled on its own, so that what is rare in a large bank is not lost: a paper that needs two items
        on a rule finds `breadth` times two among them, whatever the size of the bank.
        """
        stale = {self._place[code] for code in met if code in self._place}
        taken: dict[int, None] = {}
        for count, needed in asked.items():
            taken.update(dict.fromkeys(self._some(count, breadth * needed, stale, chance)))
        return [self.blocks[place] for place in sorted(taken) if _fits(self.blocks[place], asked)]

    def _some(self, count: Count, wanted: int, stale: set[int], chance: Random) -> list[int]:
        """So many of what counts: fresh before met, and items that test no rule before those that do.

        At most as many as are stale can be drawn in vain, so that the work does not grow with the bank.
        """
        fresh: list[int] = []
        rest: list[int] = []
        for places in (self._plain.get(count, []), self._ruled.get(count, [])):
            for place in chance.sample(places, min(len(places), wanted + len(stale))):
                (rest if place in stale else fresh).append(place)
        return (fresh + rest)[:wanted]

    def least_repeats(self, asked: dict[Count, int], met: Collection[str]) -> int:
        """A number of met items below which no paper can stay: where cells or rules have too few that are fresh."""
        stale = Counter(count for code in met if code in self._place for count in self._counts(code))
        short = {count: max(0, needed - (self.sizes[count] - stale[count])) for count, needed in asked.items()}
        cells = sum(missing for (kind, *_), missing in short.items() if kind == "cell")
        rules = sum(missing for (kind, *_), missing in short.items() if kind == "rule")
        return max(cells, rules)

    def _counts(self, code: str) -> list[Count]:
        block = self.blocks[self._place[code]]
        return next(counts_of(candidate) for candidate in block if candidate.id == code)


def _fits(block: Sequence[Candidate], asked: Collection[Count]) -> bool:
    return all(cell_of(candidate) in asked for candidate in block)
