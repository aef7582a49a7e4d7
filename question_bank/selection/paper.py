"""Drawing one paper: an integer programme with a seeded random objective, so that a seed gives one paper.

A large bank is thinned by the seed before it is solved, so that drawing from 20,000 items costs what it costs from
1,000. The whole bank is asked only where the part of it has no paper, or none with as few repeats as there could be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from random import Random

from question_bank.items.card import Card, Rule, Status, Use
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint
from question_bank.selection.pool import Candidate, Count, Pool, asked_of, blocks
from question_bank.selection.solver import NoPaper, constraints, solve

__all__ = ["Candidate", "NoPaper", "Pool", "blocks", "draw", "eligible", "tested"]

REPEAT_COST = 1000.0
"""What drawing an item the candidate has already met costs, against at most 1 for a fresh one."""

RULE_COST = 2.0
"""What an item on a must-not-miss rule costs more than another: beyond those the policy asks for, they are kept fresh
for the follow-up of a held decision."""

BREADTHS = (2, 6)
"""How many times what a paper needs is looked at, before the whole bank is."""

Block = list[Candidate]


def eligible(cards: Iterable[Card]) -> list[Card]:
    """The live exam items of a bank."""
    return [card for card in cards if card.use is Use.EXAM and card.status is Status.LIVE]


def draw(
    pool: Sequence[Candidate] | Pool, blueprint: Blueprint, policy: Policy, *, seed: int, met: Collection[str] = ()
) -> list[str]:
    """Draw one paper in random order; raises NoPaper when the blueprint cannot be filled.

    The same pool, blueprint, policy, seed and `met` give the same paper. Items in `met` are drawn only when nothing
    else fits. A case is drawn whole or not at all, and its items stand side by side in the order of their codes.
    """
    ready = pool if isinstance(pool, Pool) else Pool(pool)
    asked = asked_of(blueprint, policy)
    for breadth in BREADTHS:
        if breadth * sum(asked.values()) > len(ready.blocks):
            break
        chance = Random(seed)  # noqa: S311 - a seed must give one paper again; nothing here is secret
        some = ready.thinned(asked, breadth=breadth, met=met, chance=chance)
        drawn = _try(some, asked, chance, met)
        if drawn and sum(code in met for code in drawn) <= ready.least_repeats(asked, met):
            return drawn
    return _draw(ready.whole(asked), asked, Random(seed), met, is_ample=False)  # noqa: S311 - as above


def _try(some: Sequence[Block], asked: dict[Count, int], chance: Random, met: Collection[str]) -> list[str]:
    try:
        return _draw(some, asked, chance, met, is_ample=True)
    except NoPaper:
        return []


def _draw(
    found: Sequence[Block], asked: dict[Count, int], chance: Random, met: Collection[str], *, is_ample: bool
) -> list[str]:
    """The cheapest paper. A block's chance stands for each of its items: a case is as likely as an item alone."""
    ordered = [(candidate, cost) for block in found for cost in [chance.random()] for candidate in block]
    pool = [candidate for candidate, _cost in ordered]
    costs = [cost + _dearness(candidate, met) for candidate, cost in ordered]
    chosen = solve(costs, constraints(pool, asked), is_ample=is_ample)
    drawn = blocks(candidate for candidate, taken in zip(pool, chosen, strict=True) if taken)
    chance.shuffle(drawn)
    return [candidate.id for block in drawn for candidate in block]


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
