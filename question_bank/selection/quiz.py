"""Drawing a quiz: a few practice items over a module's domains, fresh ones first, by seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from random import Random

from question_bank.selection.candidate import Candidate, are_enemies, blocks
from question_bank.selection.solver import NoPaper

Block = list[Candidate]


def draw_quiz(pool: Sequence[Candidate], *, count: int, seed: int, met: Collection[str] = ()) -> list[str]:
    """Draw `count` items in random order, each domain in proportion to what the pool holds of it.

    Items in `met` and enemies of items already drawn come last. A case is drawn whole, where it fits, or not at all.
    The same pool, count, seed and `met` give the same quiz; NoPaper when the pool is too small.
    """
    whole = blocks(pool)
    sizes = Counter(candidate.domain for block in whole for candidate in block)
    if sizes.total() < count:
        raise NoPaper(f"a quiz of {count} has only {sizes.total()} items")
    chance = Random(seed)  # noqa: S311 - a seed must give one quiz again; nothing here is secret
    drawn = _take(whole, Counter(shares(sizes, count)), chance, met)
    if sum(map(len, drawn)) < count:
        raise NoPaper(f"the cases of the pool do not fit into a quiz of {count}")
    chance.shuffle(drawn)
    return [candidate.id for block in drawn for candidate in block]


def shares(sizes: Mapping[str, int], count: int) -> dict[str, int]:
    """Split `count` over domains in proportion to their sizes, by largest remainder; never more than a domain holds."""
    total = sum(sizes.values())
    given = {name: count * size // total for name, size in sizes.items()}
    by_remainder = sorted(sizes, key=lambda name: (-(count * sizes[name] % total), name))
    for name in by_remainder[: count - sum(given.values())]:
        given[name] += 1
    return given


def _take(whole: Sequence[Block], room: Counter[str], chance: Random, met: Collection[str]) -> list[Block]:
    """Fill the room of each domain; what no case fits into is filled with single items of any domain."""
    order = list(whole)
    chance.shuffle(order)
    order.sort(key=lambda block: any(candidate.id in met for candidate in block))
    drawn: list[Block] = []
    for is_apart in (True, False):
        for block in order:
            asked = Counter(candidate.domain for candidate in block)
            if block not in drawn and asked <= room and not (is_apart and _has_enemy(block, drawn)):
                drawn.append(block)
                room = room - asked
    singles = [block for block in order if len(block) == 1 and block not in drawn]
    return drawn + singles[: room.total()]


def _has_enemy(block: Block, drawn: Sequence[Block]) -> bool:
    return any(are_enemies(one, other) for one in block for others in drawn for other in others)
