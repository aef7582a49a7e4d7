"""Drawing a practice paper: one item of every type, then a second; nobody meets a type first under the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from question_bank.selection.paper import NoPaper

A_TYPE = 2
"""At most so many items of one type."""


def draw_practice(pool: Mapping[str, str], types: Sequence[str], *, most: int, seed: int) -> list[str]:
    """Draw from a pool of codes with their types: one of each type, then a second while at most `most` are drawn.

    Types stand in the order given, the items of one side by side. The same pool and seed give the same paper; NoPaper
    when the pool is empty.
    """
    if not pool:
        raise NoPaper("there is no live practice item")
    chance = Random(seed)  # noqa: S311 - a seed must give one paper again; nothing here is secret
    by_type: dict[str, list[str]] = {kind: [] for kind in types}
    for code in sorted(pool):
        by_type[pool[code]].append(code)
    for codes in by_type.values():
        chance.shuffle(codes)
    counts = {kind: min(1, len(codes)) for kind, codes in by_type.items()}
    for kind, codes in by_type.items():
        if sum(counts.values()) < most and len(codes) >= A_TYPE:
            counts[kind] = A_TYPE
    return [code for kind, codes in by_type.items() for code in codes[: counts[kind]]]
