"""The integer programme behind a paper: which of some items fill every quota at the least cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

import highspy
import numpy as np

from question_bank.selection.candidate import Candidate
from question_bank.selection.needs import Asked, Count, counts_of


class NoPaper(RuntimeError):
    """The bank cannot fill the blueprint."""


class NoneFound(NoPaper):
    """The work allowed came to its end with no paper found and none ruled out."""


@dataclass(frozen=True)
class Effort:
    """How far a search goes: through so many nodes, and no further once only `slack` in cost is left to gain."""

    nodes: int = highspy.kHighsIInf
    slack: float = 1e-6


THOROUGH = Effort()

Row: TypeAlias = tuple[float, float, Mapping[int, float]]
"""A constraint: at least, at most, over which candidates, each with its weight."""


def constraints(pool: Sequence[Candidate], asked: Asked) -> list[Row]:
    """What a paper must keep: cells exactly, minima and rules at least, levels within, enemies apart, cases whole.

    NoPaper when something has fewer items than are asked of it.
    """
    counted = count_rows(pool, asked)
    for low, _high, over in counted.values():
        if low > len(over):
            raise NoPaper(f"a quota of {low:.0f} has only {len(over)} items")
    return [*counted.values(), *enemy_rows(pool).values(), *chain.from_iterable(case_rows(pool).values())]


def count_rows(pool: Sequence[Candidate], asked: Asked) -> dict[Count, Row]:
    """What is counted, each as one row; what asks nothing has none."""
    over: defaultdict[Count, list[int]] = defaultdict(list)
    for i, candidate in enumerate(pool):
        for count in counts_of(candidate):
            over[count].append(i)
    return {
        count: (need.at_least, max(need.at_least, len(over[count])) if need.at_most is None else need.at_most, each)
        for count, need in asked.items()
        if need.at_least or need.at_most is not None
        for each in [_each(over[count])]
    }


def enemy_rows(pool: Sequence[Candidate]) -> dict[tuple[str, str], Row]:
    """Each pair of enemies, at most one of which may stand on a paper."""
    place = {candidate.id: i for i, candidate in enumerate(pool)}
    pairs = {
        frozenset((i, place[enemy]))
        for i, candidate in enumerate(pool)
        for enemy in candidate.enemies
        if enemy in place and place[enemy] != i
    }
    return {(pool[one].id, pool[other].id): (0, 1, _each((one, other))) for one, other in sorted(map(sorted, pairs))}


def case_rows(pool: Sequence[Candidate]) -> dict[str, list[Row]]:
    """For each case, that each of its items is taken exactly when the first one is."""
    first: dict[str, int] = {}
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for i, candidate in enumerate(pool):
        if candidate.case is not None and first.setdefault(candidate.case, i) != i:
            rows[candidate.case].append((0, 0, {first[candidate.case]: 1.0, i: -1.0}))
    return rows


def _each(over: Iterable[int]) -> dict[int, float]:
    return dict.fromkeys(over, 1.0)


def solve(
    costs: Sequence[float], rows: Sequence[Row], *, is_ample: bool, free: int = 0, effort: Effort = THOROUGH
) -> list[bool]:
    """Which columns to take so that every row holds and the costs are least; NoPaper when nothing does.

    The last `free` columns are amounts from 0 on, not choices. `effort` bounds the search: NoneFound when it ends
    without an answer, and the best seen where there is one. Where the choice is ample the programme is not simplified
    first: that takes ten times as long as solving it. The answer is the same.
    """
    solver = highspy.Highs()  # type: ignore[no-untyped-call] # highspy ships no types
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    solver.setOptionValue("mip_heuristic_run_feasibility_jump", False)  # papers are found at once; it costs a third
    solver.setOptionValue("presolve", "off" if is_ample else "on")
    solver.setOptionValue("mip_max_nodes", effort.nodes)
    solver.setOptionValue("mip_abs_gap", effort.slack)
    solver.passModel(_model(costs, [row for row in rows if row[2]], free))
    solver.run()
    status = solver.getModelStatus()
    if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit):
        raise NoPaper("the quotas, rules and enemies cannot all be met by the live items")
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        raise NoneFound("no paper was found, and none was ruled out")
    return [value > 0.5 for value in solver.getSolution().col_value]


def _model(costs: Sequence[float], rows: Sequence[Row], free: int) -> highspy.HighsLp:
    """The programme as one block of numbers: row by row is several times slower."""
    count = len(costs)
    choices = count - free
    made = highspy.HighsLp()
    made.num_col_, made.num_row_ = count, len(rows)
    made.col_cost_ = np.array(costs, dtype=np.double)
    made.col_lower_ = np.zeros(count)
    made.col_upper_ = np.concatenate((np.ones(choices), np.full(free, highspy.kHighsInf)))
    made.integrality_ = [highspy.HighsVarType.kInteger] * choices + [highspy.HighsVarType.kContinuous] * free
    made.row_lower_ = np.array([low for low, _, _ in rows], dtype=np.double)
    made.row_upper_ = np.array([high for _, high, _ in rows], dtype=np.double)
    made.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    made.a_matrix_.start_ = np.cumsum([0, *(len(over) for _, _, over in rows)], dtype=np.int32)
    made.a_matrix_.index_ = np.array([place for _, _, over in rows for place in over], dtype=np.int32)
    made.a_matrix_.value_ = np.array([weight for _, _, over in rows for weight in over.values()], dtype=np.double)
    return made
