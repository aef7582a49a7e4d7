"""Regions of a drawing: their shapes, where their middle lies and what they contain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from question_bank.items.choices import Option


class Shape(StrEnum):
    """The form of a region, and what its coordinates say."""

    CIRCLE = "circle"
    RECT = "rect"
    ELLIPSE = "ellipse"
    POLY = "poly"


NAMES = {Shape.CIRCLE: "cx cy r", Shape.RECT: "x y width height", Shape.ELLIPSE: "cx cy rx ry"}
"""What the coordinates of each shape are."""


class Region(Option):
    """One place of a drawing, in the drawing's own units: an option with a shape."""

    shape: Shape
    coords: tuple[float, ...]

    @model_validator(mode="after")
    def coordinates_fit(self) -> Self:
        if not all(math.isfinite(number) for number in self.coords):
            raise ValueError(f"region {self.id!r} has a coordinate that is no number")
        if self.shape is Shape.POLY:
            if len(self.coords) < 6 or len(self.coords) % 2:
                raise ValueError(f"region {self.id!r} needs at least three points, as x1, y1, x2, y2, x3, y3")
        elif len(self.coords) != len(NAMES[self.shape].split()):
            raise ValueError(f"region {self.id!r} needs {', '.join(NAMES[self.shape].split())} as its coordinates")
        elif min(self.coords[2:]) <= 0:
            raise ValueError(f"region {self.id!r} has no size")
        return self

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """The corners of a polygon; the ends of the box around any other shape."""
        if self.shape is Shape.POLY:
            return tuple(zip(self.coords[::2], self.coords[1::2], strict=True))
        x, y, *size = self.coords
        if self.shape is Shape.RECT:
            return ((x, y), (x + size[0], y + size[1]))
        return ((x - size[0], y - size[-1]), (x + size[0], y + size[-1]))

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the shape: of a polygon, its centre of area."""
        if self.shape is not Shape.POLY:
            (left, top), (right, bottom) = self.points
            return (left + right) / 2, (top + bottom) / 2
        return _centre(self.points)

    @property
    def path(self) -> str:
        """The outline in SVG's words; every shape is a path, so that none tells itself apart."""
        if self.shape is Shape.POLY:
            return "M" + "L".join(f"{x:g} {y:g}" for x, y in self.points) + "Z"
        (left, top), (right, bottom) = self.points
        if self.shape is Shape.RECT:
            return f"M{left:g} {top:g}H{right:g}V{bottom:g}H{left:g}Z"
        middle, across, down = (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2
        arc = f"A{across:g} {down:g} 0 0 1"
        return f"M{left:g} {middle:g}{arc} {right:g} {middle:g}{arc} {left:g} {middle:g}Z"

    def contains(self, x: float, y: float) -> bool:
        """Whether a point lies in the shape, its edge included (of a polygon, by the even-odd rule)."""
        if self.shape is Shape.POLY:
            return _is_inside(self.points, x, y)
        (left, top), (right, bottom) = self.points
        if self.shape is Shape.RECT:
            return left <= x <= right and top <= y <= bottom
        middle_x, middle_y = self.centre
        return ((x - middle_x) / (right - middle_x)) ** 2 + ((y - middle_y) / (bottom - middle_y)) ** 2 <= 1


def _centre(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return (x / (3 * area), y / (3 * area)) if area else points[0]


def _is_inside(points: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    crossings = 0
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1
