"""A needle as it is shown: its choices with their places in the drawing, and the line from handle to tip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

from question_bank.items import wording
from question_bank.items.base import Explained, Presented, type_of_answer

LEGENDS = {"entry": "Entry", "direction": "Direction", "depth": "Depth", "grip": "Grip"}
STUB, HANDLE = 26.0, 44.0
"""How much shaft stays outside at the greatest depth, and how long the handle is, in units of a drawing 640 wide."""


@dataclass(frozen=True)
class Way:
    """One choice: its shown id, its text, and the numbers by which it is drawn."""

    id: str
    text: str
    numbers: Mapping[str, float]


@dataclass(frozen=True)
class Part:
    """One of the four parts of an answer with its choices, in shown order."""

    name: str
    legend: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Needle:
    """A needle in a drawing: where the handle begins and ends, and where the tip is."""

    handle: tuple[float, float]
    collar: tuple[float, float]
    entry: tuple[float, float]
    tip: tuple[float, float]


def needle(entry: Mapping[str, Any], direction: Mapping[str, Any], depth: Mapping[str, Any], longest: float) -> Needle:
    """The needle from a choice of entry, direction and depth; one needle for all depths, so the rest stays outside."""
    x, y, angle, inside = entry["x"], entry["y"], radians(direction["angle"]), depth["length"]
    outside = longest + STUB - inside

    def along(way: float) -> tuple[float, float]:
        return round(x + way * cos(angle), 1), round(y + way * sin(angle), 1)

    return Needle(along(-outside - HANDLE), along(-outside), (x, y), along(inside))


@dataclass(frozen=True)
class PresentedNeedle(Presented):
    """A needle vector as shown: the choices by part, and the greatest depth, which says how long it is drawn."""

    parts: tuple[Part, ...] = ()
    longest: float = 0.0

    @property
    def task(self) -> str:
        return "choose one of each"

    def says(self, answer: type_of_answer) -> str:
        given = answer if isinstance(answer, dict) else {}
        said = [
            f"{part.legend}: {wording.plain(way.text)}"
            for part in self.parts
            for way in part.ways
            if way.id == given.get(part.name)
        ]
        return "; ".join(said)

    def as_json(self) -> dict[str, Any]:
        parts = {
            part.name: [{"id": way.id, "html": wording.html(way.text), **way.numbers} for way in part.ways]
            for part in self.parts
        }
        return {**super().as_json(), "parts": parts}


@dataclass(frozen=True)
class NeedleExplained(Explained):
    """A line of the explanation that may come with a needle to draw."""

    needle: Needle | None = None
