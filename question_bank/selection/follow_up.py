"""Drawing the follow-up of a held decision: fresh items on each rule that held it, by seed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from random import Random

from question_bank.items.card import Rule
from question_bank.selection.candidate import Candidate, are_enemies
from question_bank.selection.solver import NoPaper


def draw_follow_up(
    pool: Sequence[Candidate],
    rules: Sequence[Rule],
    *,
    each: int,
    least: int,
    seed: int,
    met: Mapping[str, int],
    barred: Collection[str],
) -> dict[str, Rule]:
    """Draw up to `each` items on every rule, in random order: those met least often first, never one of `barred`.

    Items of a case stay with it, and enemies of items already drawn come last of those met alike. NoPaper when a rule
    has fewer than `least` items.
    The same pool, rules, seed and history give the same items.
    """
    chance = Random(seed)  # noqa: S311 - a seed must give one paper again; nothing here is secret
    drawn: dict[str, Rule] = {}
    for rule in rules:
        alone = (item for item in pool if item.rule is rule and item.case is None and item.is_current)
        of_rule = sorted((item for item in alone if item.id not in barred), key=lambda own: own.id)
        if len(of_rule) < least:
            raise NoPaper(f"the rule {rule.value} has {len(of_rule)} items that were not on the held paper")
        chance.shuffle(of_rule)
        drawn.update(dict.fromkeys(_take(of_rule, each, met), rule))
    order = list(drawn)
    chance.shuffle(order)
    return {code: drawn[code] for code in order}


def _take(items: Sequence[Candidate], count: int, met: Mapping[str, int]) -> list[str]:
    taken: list[Candidate] = []
    rest = list(items)
    while rest and len(taken) < count:
        best = min(rest, key=lambda item: (met.get(item.id, 0), any(are_enemies(item, other) for other in taken)))
        rest.remove(best)
        taken.append(best)
    return [item.id for item in taken]
