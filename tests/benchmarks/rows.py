"""Lines of a benchmark: the CPU time of the product beside a baseline in the same run, and what is promised of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Protocol

ROUNDS = 60
WARM = 3
Act = Callable[[int], object]


@dataclass(frozen=True)
class Promise:
    """What a number of the product must not go beyond; a floor, what it must reach."""

    bound: float
    unit: str
    is_floor: bool = False

    def holds(self, number: float) -> bool:
        """Whether a number keeps it."""
        return number >= self.bound if self.is_floor else number <= self.bound

    def __str__(self) -> str:
        return f"{'at least' if self.is_floor else 'at most'} {self.bound:g} {self.unit}"


class Measured(Protocol):
    """One line of a benchmark."""

    @property
    def work(self) -> str:
        """What was measured."""

    @property
    def is_kept(self) -> bool:
        """Whether what is promised of it holds."""


@dataclass(frozen=True)
class Row:
    """One measurement: CPU milliseconds of the product and of its baseline, medians, and what is promised of them."""

    work: str
    ours: float
    baseline: str
    theirs: float
    ratio_at_most: float | None = None
    ms_at_most: float | None = None

    @property
    def promises(self) -> list[tuple[Promise, float]]:
        """What is promised, each with the number it is of."""
        asked = (
            (self.ratio_at_most, "of the baseline", self.ours / self.theirs),
            (self.ms_at_most, "ms", self.ours),
        )
        return [(Promise(bound, unit), number) for bound, unit, number in asked if bound is not None]

    @property
    def is_kept(self) -> bool:
        """Whether every promise holds."""
        return all(promise.holds(number) for promise, number in self.promises)

    def __str__(self) -> str:
        ratio = self.ours / self.theirs
        line = f"{self.work:<42}{self.ours:>9.2f} ms   {self.baseline:<38}{self.theirs:>9.2f} ms   x{ratio:<7.2f}"
        promised = ", ".join(str(promise) for promise, _ in self.promises)
        return said(line, promised, is_kept=self.is_kept)


@dataclass(frozen=True)
class Line:
    """One measurement in words, with the number that something is promised of."""

    work: str
    words: str
    number: float = 0
    promise: Promise | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the promise holds."""
        return self.promise is None or self.promise.holds(self.number)

    def __str__(self) -> str:
        return said(f"{self.work}: {self.words}  ", str(self.promise or ""), is_kept=self.is_kept)


def said(line: str, promised: str, *, is_kept: bool) -> str:
    """A line with what is promised of it."""
    return f"{line} promised: {promised}{'' if is_kept else ' - NOT KEPT'}" if promised else line.rstrip()


def told(lines: Iterable[Measured]) -> str | None:
    """Print each as it is measured; returns the names of those that do not keep what is promised of them, if any.

    For `sys.exit`: the command ends with 1 and says which.
    """
    broken = []
    for line in lines:
        print(line, flush=True)
        if not line.is_kept:
            broken.append(line.work)
    return f"Beyond what is promised: {'; '.join(broken)}" if broken else None


def cpu(act: Act, rounds: int = ROUNDS) -> float:
    """The median CPU time of one call, in milliseconds, after three to warm up."""
    return median([spent(act, number) for number in range(rounds + WARM)][WARM:])


def beside(work: str, ours: Act, baseline: str, theirs: Act, rounds: int = ROUNDS, **promised: float) -> Row:
    """A row whose two sides take turns, so that a machine that slows down meanwhile is slow at both."""
    turns = [(spent(ours, number), spent(theirs, number)) for number in range(rounds + WARM)][WARM:]
    mine, others = zip(*turns, strict=True)
    return Row(work, median(mine), baseline, median(others), **promised)


def spent(act: Act, number: int) -> float:
    """The CPU milliseconds of one call."""
    began = time.process_time()
    act(number)
    return 1000 * (time.process_time() - began)
