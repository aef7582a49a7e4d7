"""The domain profile as a drawing: a dot on a rail for the share reached, whiskers for its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

LEFT, RIGHT = 350.0, 770.0
TOP, STEP = 54, 38


@dataclass(frozen=True)
class Bar:
    """One domain: its numbers, and where they stand in the drawing (in units of the view box)."""

    name: str
    right: str
    share: str
    interval: str
    y: int
    x: float
    low_x: float
    high_x: float


def bars(profile: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[Bar]:
    """The domains of a stored decision, in order, ready to draw."""
    return [_bar(score, names, TOP + STEP * place) for place, score in enumerate(profile)]


def _bar(score: Mapping[str, Any], names: Mapping[str, str], y: int) -> Bar:
    reached = Fraction(score["reached"])
    share = float(reached / score["of"])
    right = str(reached) if reached.denominator == 1 else f"{float(reached):.1f}"
    return Bar(
        name=f"{score['domain']} {names.get(score['domain'], '')}".strip(),
        right=f"{right} of {score['of']}",
        share=_percent(share),
        interval=f"{_percent(score['low'])} to {_percent(score['high'])}",
        y=y,
        x=_x(share),
        low_x=_x(score["low"]),
        high_x=_x(score["high"]),
    )


def _percent(share: float) -> str:
    """A share as a person rounds it: 62.5% is 63%."""
    return f"{int(share * 100 + 0.5)}%"


def _x(share: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * share, 1)
