"""Drawing a quiz: a few practice items over a module's domains, fresh ones first, by seed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from random import Random

from question_bank.selection.paper import Candidate, NoPaper


def draw_quiz(pool: Sequence[Candidate], *, count: int, seed: int, met: Collection[str] = ()) -> list[str]:
    """Draw `count` items in random order, each domain in proportion to what the pool holds of it.

    Items in `met` and enemies of items already drawn come last. The same pool, count, seed and `met` give the same
    quiz; NoPaper when the pool is too small.
    """
    if len(pool) < count:
        raise NoPaper(f"a quiz of {count} has only {len(pool)} items")
    chance = Random(seed)  # noqa: S311 - a seed must give one quiz again; nothing here is secret
    by_domain: dict[str, list[Candidate]] = {}
    for candidate in sorted(pool, key=lambda each: each.id):
        by_domain.setdefault(candidate.domain, []).append(candidate)
    drawn: list[str] = []
    for domain, share in shares({name: len(items) for name, items in by_domain.items()}, count).items():
        drawn += _take(by_domain[domain], share, chance, met)
    chance.shuffle(drawn)
    return drawn


def shares(sizes: Mapping[str, int], count: int) -> dict[str, int]:
    """Split `count` over domains in proportion to their sizes, by largest remainder; never more than a domain holds."""
    total = sum(sizes.values())
    given = {name: count * size // total for name, size in sizes.items()}
    by_remainder = sorted(sizes, key=lambda name: (-(count * sizes[name] % total), name))
    for name in by_remainder[: count - sum(given.values())]:
        given[name] += 1
    return given


def _take(items: Sequence[Candidate], share: int, chance: Random, met: Collection[str]) -> list[str]:
    order = list(items)
    chance.shuffle(order)
    order.sort(key=lambda candidate: candidate.id in met)
    apart: list[Candidate] = []
    for candidate in order:
        if not any(_are_enemies(candidate, other) for other in apart):
            apart.append(candidate)
    rest = [candidate for candidate in order if candidate not in apart]
    return [candidate.id for candidate in (apart + rest)[:share]]


def _are_enemies(one: Candidate, other: Candidate) -> bool:
    return other.id in one.enemies or one.id in other.enemies
