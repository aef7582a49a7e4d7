"""Shapes in pictures, as QTI writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lxml import etree

from question_bank.exchange.qti.folding import refused
from question_bank.exchange.qti.values import number

SIZES = {"rect": 4, "circle": 3, "ellipse": 4, "default": 0}


@dataclass(frozen=True)
class Area:
    """A shape in a picture's own units: `rect` is left, top, right, bottom; `default` is everything."""

    shape: str
    coords: tuple[Fraction, ...]

    def contains(self, x: Fraction, y: Fraction) -> bool:
        """Whether a point lies in it, its edge included."""
        match self.shape:
            case "default":
                return True
            case "rect":
                left, top, right, bottom = self.coords
                return left <= x <= right and top <= y <= bottom
            case "circle":
                across, down, radius = self.coords
                return (x - across) ** 2 + (y - down) ** 2 <= radius**2
            case "ellipse":
                across, down, wide, high = self.coords
                return ((x - across) / wide) ** 2 + ((y - down) / high) ** 2 <= 1
        return _inside(list(zip(self.coords[::2], self.coords[1::2], strict=True)), x, y)


def area(element: etree._Element) -> Area:
    """The shape an element says; Refused when it says none."""
    shape = element.get("shape", "")
    texts = [part for part in element.get("coords", "").replace(" ", ",").split(",") if part]
    coords = [number(text) for text in texts]
    numbers = tuple(each for each in coords if each is not None)
    if shape == "poly":
        is_whole = len(numbers) == len(texts) >= 6 and len(numbers) % 2 == 0
        return Area(shape, numbers) if is_whole else _no_shape(element)
    if SIZES.get(shape) != len(texts) or len(numbers) != len(texts):
        return _no_shape(element)
    if shape in ("circle", "ellipse") and min(numbers[2:]) <= 0:
        return _no_shape(element)
    return Area(shape, numbers)


def _no_shape(element: etree._Element) -> Area:
    said = f"{element.get('shape', '')} {element.get('coords', '')}".strip()
    raise refused(element, f"“{said}” is no shape that is read here")


def _inside(points: Sequence[tuple[Fraction, Fraction]], x: Fraction, y: Fraction) -> bool:
    """By the even-odd rule."""
    crossings = 0
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1
