"""Drawing one paper: an integer programme with a seeded random objective, so that a seed gives one paper.

A large bank is thinned by the seed before it is solved, so that drawing from 20,000 items costs what it costs from
1,000. The whole bank is asked only where the part of it has no paper, or none with as few repeats as there could be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from question_bank.items.card import Card, Rule, Status, Use
from question_bank.scoring.policy import Policy
from question_bank.selection.balance import balanced, misses
from question_bank.selection.blueprint import Blueprint, Difficulty, Hold
from question_bank.selection.candidate import Candidate, blocks
from question_bank.selection.needs import Asked, asked_of
from question_bank.selection.pool import Pool
from question_bank.selection.solver import NoPaper, Row, constraints, solve

__all__ = ["Candidate", "NoPaper", "Pool", "blocks", "draw", "eligible", "tested"]

REPEAT_COST = 1000.0
"""What drawing an item to be avoided costs, one the candidate has met or one over its cap, against at most 1."""

RULE_COST = 2.0
"""What an item on a must-not-miss rule costs more than another: beyond those the policy asks for, they are kept fresh
for the follow-up of a held decision."""

BREADTHS = (2, 6)
"""How many times what a paper needs is looked at, before the whole bank is."""

Block = list[Candidate]


@dataclass(frozen=True)
class Wish:
    """What one paper must keep and would rather keep.

    What is avoided is drawn only when nothing else fits, what is barred never, what is worn (0 to 1) less likely.
    Of each set in `shared` at most so many items are drawn. The difficulty is come as near to as the rest allows.
    """

    asked: Asked
    avoided: Collection[str] = ()
    barred: Collection[str] = ()
    worn: Mapping[str, float] = field(default_factory=dict)
    shared: Sequence[tuple[Collection[str], int]] = ()
    difficulty: Difficulty | None = None


def eligible(cards: Iterable[Card]) -> list[Card]:
    """The live exam items of a bank."""
    return [card for card in cards if card.use is Use.EXAM and card.status is Status.LIVE]


def draw(
    pool: Sequence[Candidate] | Pool,
    blueprint: Blueprint,
    policy: Policy,
    *,
    seed: int,
    met: Collection[str] = (),
    exposure: Mapping[str, int] | None = None,
) -> list[str]:
    """Draw one paper in random order; raises NoPaper when the blueprint cannot be filled.

    The same pool, blueprint, policy, seed, `met` and `exposure` give the same paper. Items in `met` are drawn only when
    nothing else fits. `exposure` says on how many of the last papers each item stands, of as many papers as the cap has
    `before`; where there is a cap the less used are more likely, and an item that has reached it is drawn as one that
    was met, or never where the cap is hard. A case is drawn whole or not at all, and its items stand side by side in
    the order of their codes.
    """
    ready = pool if isinstance(pool, Pool) else Pool(pool)
    return drawn_for(ready, wish_of(blueprint, policy, met=met, exposure=exposure), seed=seed)


def wish_of(
    blueprint: Blueprint, policy: Policy, *, met: Collection[str] = (), exposure: Mapping[str, int] | None = None
) -> Wish:
    """What a blueprint and a policy make of a paper for somebody who met these items, at this exposure."""
    asked, cap = asked_of(blueprint, policy), blueprint.exposure
    if cap is None:
        return Wish(asked, met, difficulty=blueprint.difficulty)
    used = exposure or {}
    over = {code for code, papers in used.items() if papers >= cap.most}
    avoided, barred = (met, over) if cap.hold is Hold.HARD else ({*met, *over}, ())
    worn = {code: min(1.0, papers / cap.most) for code, papers in used.items()}
    return Wish(asked, avoided, barred, worn, difficulty=blueprint.difficulty)


def drawn_for(ready: Pool, wish: Wish, *, seed: int) -> list[str]:
    """Draw one paper as wished; NoPaper when what must be kept cannot be."""
    asked, avoided, barred = wish.asked, wish.avoided, wish.barred
    for breadth in BREADTHS:
        if breadth * sum(need.sought for need in asked.values()) > len(ready.blocks):
            break
        chance = Random(seed)  # noqa: S311 - a seed must give one paper again; nothing here is secret
        some = ready.thinned(asked, breadth=breadth, avoided=avoided, barred=barred, chance=chance)
        drawn = _try(some, wish, chance)
        if not drawn or sum(each.id in avoided for each in drawn) > ready.least_repeats(asked, {*avoided, *barred}):
            continue
        if breadth == BREADTHS[-1] or not misses(drawn, wish.difficulty):
            return [each.id for each in drawn]
    found = _draw(ready.whole(asked, barred=barred), wish, Random(seed), is_ample=False)  # noqa: S311 - as above
    return [each.id for each in found]


def _try(some: Sequence[Block], wish: Wish, chance: Random) -> list[Candidate]:
    try:
        return _draw(some, wish, chance, is_ample=True)
    except NoPaper:
        return []


def _draw(found: Sequence[Block], wish: Wish, chance: Random, *, is_ample: bool) -> list[Candidate]:
    """The cheapest paper."""
    pool = [candidate for block in found for candidate in block]
    costs = priced(found, wish, chance)
    rows = [*constraints(pool, wish.asked), *_apart(pool, wish)]
    chosen = solve(costs, rows, is_ample=is_ample)
    drawn = _taken(pool, chosen)
    if wish.difficulty and misses(drawn, wish.difficulty):
        drawn = _taken(pool, balanced(pool, costs, rows, chosen, wish.avoided, wish.difficulty, is_ample=is_ample))
    mixed = blocks(drawn)
    chance.shuffle(mixed)
    return [candidate for block in mixed for candidate in block]


def _taken(pool: Sequence[Candidate], chosen: Sequence[bool]) -> list[Candidate]:
    return [candidate for candidate, taken in zip(pool, chosen, strict=True) if taken]


def _apart(pool: Sequence[Candidate], wish: Wish) -> list[Row]:
    """Of each shared set no more than its number."""
    return [
        (0, most, dict.fromkeys((i for i, candidate in enumerate(pool) if candidate.id in codes), 1.0))
        for codes, most in wish.shared
    ]


def priced(found: Iterable[Block], wish: Wish, chance: Random) -> list[float]:
    """What each item costs. A block's chance stands for each of its items: a case is as likely as an item alone."""
    ordered = [(candidate, cost) for block in found for cost in [chance.random()] for candidate in block]
    return [cost + _dearness(candidate, wish) for candidate, cost in ordered]


def _dearness(candidate: Candidate, wish: Wish) -> float:
    repeat = REPEAT_COST if candidate.id in wish.avoided else 0.0
    return repeat + wish.worn.get(candidate.id, 0.0) + (RULE_COST if candidate.rule else 0.0)


def tested(drawn: Sequence[Candidate], policy: Policy) -> dict[str, Rule]:
    """Which items of a drawn paper test which must-not-miss rule: the first of each, as many as the policy asks.

    Further items on the same rule earn their mark and no more, so that "both wrong" always means the same two.
    """
    found: dict[str, Rule] = {}
    for check in policy.must_not_miss:
        of_rule = [candidate.id for candidate in drawn if candidate.rule is check.rule]
        found.update(dict.fromkeys(of_rule[: check.items], check.rule))
    return found
