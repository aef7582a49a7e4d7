"""The bars of looks by day, as a drawing lays them out. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from trainer.certificates.models import VerificationLook

HEIGHT = 120
STEP = 20
"""In the drawing's own units: how high the highest bar is, and how far from one day to the next."""


@dataclass(frozen=True)
class Bar:
    """One day: where its bar stands, how high it is, and how many looks it counts."""

    day: date
    count: int
    x: int
    height: int


@dataclass(frozen=True)
class Plot:
    """The bars of a span of days, and the days with looks by door for the table beside them, newest first."""

    bars: tuple[Bar, ...]
    rows: tuple[tuple[date, str, int], ...]

    @property
    def width(self) -> int:
        """The width of all bars."""
        return STEP * len(self.bars)

    @property
    def total(self) -> int:
        """All looks together."""
        return sum(bar.count for bar in self.bars)

    @property
    def most(self) -> int:
        """The looks of the day with the most of them."""
        return max(bar.count for bar in self.bars)


def plotted(looks: Iterable[VerificationLook], today: date, days: int) -> Plot:
    """The looks of the last so many days, today included."""
    found = [(look.day, look.door, look.count) for look in looks]
    counts: Counter[date] = Counter()
    for day, _door, count in found:
        counts[day] += count
    first = today - timedelta(days=days - 1)
    span = [first + timedelta(days=number) for number in range(days)]
    most = max((counts[day] for day in span), default=0) or 1
    bars = tuple(
        Bar(day, counts[day], STEP * number, round(HEIGHT * counts[day] / most)) for number, day in enumerate(span)
    )
    return Plot(bars, tuple(sorted(found, key=lambda row: (-row[0].toordinal(), row[1]))))
