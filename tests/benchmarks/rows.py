"""One line of a benchmark: the CPU time of the product beside that of a baseline in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

ROUNDS = 60
WARM = 3
Act = Callable[[int], object]


@dataclass(frozen=True)
class Row:
    """One measurement: CPU milliseconds of the product and of its baseline, medians."""

    work: str
    ours: float
    baseline: str
    theirs: float

    def __str__(self) -> str:
        ratio = self.ours / self.theirs
        return f"{self.work:<42}{self.ours:>9.2f} ms   {self.baseline:<38}{self.theirs:>9.2f} ms   x{ratio:.2f}"


def cpu(act: Act, rounds: int = ROUNDS) -> float:
    """The median CPU time of one call, in milliseconds, after three to warm up."""
    return median([spent(act, number) for number in range(rounds + WARM)][WARM:])


def beside(work: str, ours: Act, baseline: str, theirs: Act, rounds: int = ROUNDS) -> Row:
    """A row whose two sides take turns, so that a machine that slows down meanwhile is slow at both."""
    turns = [(spent(ours, number), spent(theirs, number)) for number in range(rounds + WARM)][WARM:]
    mine, others = zip(*turns, strict=True)
    return Row(work, median(mine), baseline, median(others))


def spent(act: Act, number: int) -> float:
    """The CPU milliseconds of one call."""
    began = time.process_time()
    act(number)
    return 1000 * (time.process_time() - began)
