"""Bringing a paper to the expected difficulty of its blueprint, as near as everything it must keep allows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from question_bank.selection.blueprint import Difficulty
from question_bank.selection.candidate import Candidate, mean_expected
from question_bank.selection.solver import Effort, NoneFound, Row, solve

DISTANCE_COST = 1000.0
"""What a paper costs for each mark it is expected to lie outside the tolerance, against at most 3 for an item."""

HAIR = 1e-4
"""How far outside the tolerance (in mean facility) still counts as inside: sums of shares are not exact."""

EFFORT = Effort(nodes=200)
"""How long to look for a paper nearer to the target: the first ones are within a hair of the best."""


def misses(drawn: Sequence[Candidate], difficulty: Difficulty | None) -> bool:
    """Whether a paper's expected mean facility lies outside the tolerance."""
    if difficulty is None:
        return False
    return abs(mean_expected(drawn) - difficulty.target) > difficulty.tolerance + HAIR


def balanced(
    pool: Sequence[Candidate],
    costs: Sequence[float],
    rows: Sequence[Row],
    chosen: Sequence[bool],
    avoided: Collection[str],
    difficulty: Difficulty,
    *,
    is_ample: bool,
) -> list[bool]:
    """Choose again, with no more to be avoided than `chosen` has, and as near to the target as can be found."""
    stale = {i for i, candidate in enumerate(pool) if candidate.id in avoided}
    as_few = (0.0, float(sum(chosen[i] for i in stale)), dict.fromkeys(sorted(stale), 1.0))
    marks = {i: candidate.expected for i, candidate in enumerate(pool)}
    bounds = near(marks, len(pool), sum(chosen), difficulty)
    try:
        found = solve([*costs, DISTANCE_COST], [*rows, as_few, *bounds], is_ample=is_ample, free=1, effort=EFFORT)
    except NoneFound:
        return list(chosen)
    return found[: len(pool)]


def near(marks: Mapping[int, float], distance: int, items: int, difficulty: Difficulty) -> list[Row]:
    """The expected marks of so many items within the tolerance, but for the amount in the column `distance`."""
    low = items * (difficulty.target - difficulty.tolerance)
    high = items * (difficulty.target + difficulty.tolerance)
    return [(low, float("inf"), {**marks, distance: 1.0}), (float("-inf"), high, {**marks, distance: -1.0})]
