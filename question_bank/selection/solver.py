"""The integer programme behind a paper: which of some items fill every quota at the least cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import highspy
import numpy as np

from question_bank.selection.pool import Candidate, Count, counts_of


class NoPaper(RuntimeError):
    """The bank cannot fill the blueprint."""


Row = tuple[float, float, dict[int, float]]
"""A constraint: at least, at most, over which candidates, each with its weight."""


def constraints(pool: Sequence[Candidate], asked: Mapping[Count, int]) -> list[Row]:
    """What a paper must keep: cells exactly, minima and rules at least, enemies apart, cases whole."""
    over: defaultdict[Count, list[int]] = defaultdict(list)
    for i, candidate in enumerate(pool):
        for count in counts_of(candidate):
            over[count].append(i)
    rows: list[Row] = [
        (needed, needed if count[0] == "cell" else max(needed, len(over[count])), _each(over[count]))
        for count, needed in asked.items()
        if needed or count[0] == "cell"
    ]
    place = {candidate.id: i for i, candidate in enumerate(pool)}
    pairs = {
        frozenset((i, place[enemy]))
        for i, candidate in enumerate(pool)
        for enemy in candidate.enemies
        if enemy in place and place[enemy] != i
    }
    rows.extend((0, 1, _each(sorted(pair))) for pair in sorted(pairs, key=sorted))
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


def solve(costs: Sequence[float], rows: Sequence[Row], *, is_ample: bool) -> list[bool]:
    """Which candidates to take so that every row holds and the costs are least; NoPaper when nothing does.

    Where the choice is ample the programme is not simplified first: that takes ten times as long as solving it. The
    answer is the same.
    """
    for low, _high, over in rows:
        if low > len(over):
            raise NoPaper(f"a quota of {low:.0f} has only {len(over)} items")
    solver = highspy.Highs()  # type: ignore[no-untyped-call] # highspy ships no types
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    solver.setOptionValue("mip_heuristic_run_feasibility_jump", False)  # papers are found at once; it costs a third
    solver.setOptionValue("presolve", "off" if is_ample else "on")
    solver.passModel(_model(costs, [row for row in rows if row[2]]))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise NoPaper("the quotas, rules and enemies cannot all be met by the live items")
    return [value > 0.5 for value in solver.getSolution().col_value]


def _model(costs: Sequence[float], rows: Sequence[Row]) -> highspy.HighsLp:
    """The programme as one block of numbers: row by row is several times slower."""
    count = len(costs)
    made = highspy.HighsLp()
    made.num_col_, made.num_row_ = count, len(rows)
    made.col_cost_ = np.array(costs, dtype=np.double)
    made.col_lower_, made.col_upper_ = np.zeros(count), np.ones(count)
    made.integrality_ = [highspy.HighsVarType.kInteger] * count
    made.row_lower_ = np.array([low for low, _, _ in rows], dtype=np.double)
    made.row_upper_ = np.array([high for _, high, _ in rows], dtype=np.double)
    made.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    made.a_matrix_.start_ = np.cumsum([0, *(len(over) for _, _, over in rows)], dtype=np.int32)
    made.a_matrix_.index_ = np.array([place for _, _, over in rows for place in over], dtype=np.int32)
    made.a_matrix_.value_ = np.array([weight for _, _, over in rows for weight in over.values()], dtype=np.double)
    return made
