"""Drawing one paper: an integer programme with a seeded random objective, so that a seed gives one paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from random import Random

import highspy
import numpy as np

from question_bank.items.card import Card, Group, Rule, Status, Use
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint

REPEAT_COST = 1000.0
"""What drawing an item the candidate has already met costs, against at most 1 for a fresh one."""

RULE_COST = 2.0
"""What an item on a must-not-miss rule costs more than another: beyond those the policy asks for, they are kept fresh
for the follow-up of a held decision."""


class NoPaper(RuntimeError):
    """The bank cannot fill the blueprint."""


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


def eligible(cards: Iterable[Card]) -> list[Card]:
    """The live exam items of a bank."""
    return [card for card in cards if card.use is Use.EXAM and card.status is Status.LIVE]


def draw(
    pool: Sequence[Candidate], blueprint: Blueprint, policy: Policy, *, seed: int, met: Collection[str] = ()
) -> list[str]:
    """Draw one paper in random order; raises NoPaper when the blueprint cannot be filled.

    The same pool, blueprint, policy, seed and `met` give the same paper. Items in `met` are drawn only when nothing
    else fits. A case is drawn whole or not at all, and its items stand side by side in the order of their codes.
    """
    chance = Random(seed)  # noqa: S311 - a seed must give one paper again; nothing here is secret
    ordered = [candidate for block in blocks(pool) for candidate in block]
    ordered.sort(key=lambda candidate: candidate.id)
    costs = [chance.random() + _dearness(candidate, met) for candidate in ordered]
    chosen = _solve(ordered, costs, _constraints(ordered, blueprint, policy))
    drawn = blocks([candidate for candidate, taken in zip(ordered, chosen, strict=True) if taken])
    chance.shuffle(drawn)
    return [candidate.id for block in drawn for candidate in block]


def blocks(pool: Iterable[Candidate]) -> list[list[Candidate]]:
    """What can be drawn, by code: each item alone, and each case as one block; a case that is not whole is left out."""
    found: dict[str, list[Candidate]] = {}
    for candidate in sorted(pool, key=lambda each: each.id):
        found.setdefault(candidate.case or candidate.id, []).append(candidate)
    return [block for block in found.values() if len(block) == block[0].case_of]


def _dearness(candidate: Candidate, met: Collection[str]) -> float:
    return (REPEAT_COST if candidate.id in met else 0.0) + (RULE_COST if candidate.rule else 0.0)


def tested(drawn: Sequence[Candidate], policy: Policy) -> dict[str, Rule]:
    """Which items of a drawn paper test which must-not-miss rule: the first of each, as many as the policy asks.

    Further items on the same rule earn their mark and no more, so that "both wrong" always means the same two.
    """
    found: dict[str, Rule] = {}
    for check in policy.must_not_miss:
        of_rule = [candidate.id for candidate in drawn if candidate.rule is check.rule]
        found.update(dict.fromkeys(of_rule[: check.items], check.rule))
    return found


Row = tuple[float, float, dict[int, float]]
"""A constraint: at least, at most, over which candidates, each with its weight."""


def _constraints(pool: Sequence[Candidate], blueprint: Blueprint, policy: Policy) -> list[Row]:
    rows: list[Row] = []
    used: set[int] = set()
    for quota in blueprint.quotas:
        mine = [i for i, candidate in enumerate(pool) if candidate.domain == quota.domain]
        for group, needed in quota.groups.items():
            cell = [i for i in mine if pool[i].group is group]
            used.update(cell)
            rows.append((needed, needed, _each(cell)))
        rows.append((quota.safety_critical, len(mine), _each(i for i in mine if pool[i].safety_critical)))
        rows.append((quota.vignettes, len(mine), _each(i for i in mine if pool[i].vignette)))
    for check in policy.must_not_miss:
        testing = [i for i, candidate in enumerate(pool) if candidate.rule is check.rule]
        rows.append((check.items, max(check.items, len(testing)), _each(testing)))
    rows.extend((0, 0, _each([i])) for i in range(len(pool)) if i not in used)
    place = {candidate.id: i for i, candidate in enumerate(pool)}
    for i, candidate in enumerate(pool):
        rows.extend((0, 1, _each([i, place[enemy]])) for enemy in sorted(candidate.enemies) if enemy in place)
    return rows + _together(pool)


def _each(over: Iterable[int]) -> dict[int, float]:
    return dict.fromkeys(over, 1.0)


def _together(pool: Sequence[Candidate]) -> list[Row]:
    """Each item of a case is taken exactly when the first one is."""
    first: dict[str, int] = {}
    rows: list[Row] = []
    for i, candidate in enumerate(pool):
        if candidate.case is not None and first.setdefault(candidate.case, i) != i:
            rows.append((0, 0, {first[candidate.case]: 1.0, i: -1.0}))
    return rows


def _solve(pool: Sequence[Candidate], costs: Sequence[float], rows: Sequence[Row]) -> list[bool]:
    solver = highspy.Highs()  # type: ignore[no-untyped-call] # highspy ships no types
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    count = len(pool)
    columns = np.arange(count, dtype=np.int32)
    solver.addVars(count, np.zeros(count), np.ones(count))
    solver.changeColsCost(count, columns, np.array(costs, dtype=np.double))
    solver.changeColsIntegrality(count, columns, np.full(count, highspy.HighsVarType.kInteger))
    for low, high, over in rows:
        if low > len(over):
            raise NoPaper(f"a quota of {low:.0f} has only {len(over)} items")
        if over:
            solver.addRow(low, high, len(over), list(over), list(over.values()))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise NoPaper("the quotas, rules and enemies cannot all be met by the live items")
    return [value > 0.5 for value in solver.getSolution().col_value]
