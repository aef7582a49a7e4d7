"""Values of response processing: single ones and containers of nine base types, numbers as exact fractions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from question_bank.exchange.found import Refused

Scalar: TypeAlias = bool | Fraction | str | tuple[str, str] | tuple[Fraction, Fraction]
NUMBER = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,3})?")
LARGEST_BITS = 4096
"""Numbers grow no further: no score needs them."""
NUMERIC = {"integer", "float", "duration"}
PAIRED = {"pair", "directedPair"}
BASES = NUMERIC | PAIRED | {"identifier", "boolean", "string", "point", "uri"}
CARDINALITIES = {"single", "multiple", "ordered"}


@dataclass(frozen=True)
class Value:
    """What a variable or an expression holds; nothing at all is NULL, as an empty container is."""

    items: tuple[Scalar, ...] = ()
    base: str = "string"
    cardinality: str = "single"

    @property
    def is_null(self) -> bool:
        """Whether it holds nothing."""
        return not self.items

    @property
    def number(self) -> Fraction | None:
        """A single number, or text that reads as one; None for anything else."""
        only = self.items[0] if len(self.items) == 1 else None
        if isinstance(only, bool):
            return None
        return only if isinstance(only, Fraction) else number(only) if isinstance(only, str) else None

    @property
    def truth(self) -> bool | None:
        """A single truth; None for anything else."""
        only = self.items[0] if len(self.items) == 1 else None
        return only if isinstance(only, bool) else None

    @property
    def text(self) -> str:
        """A single value as text; empty for anything else."""
        return written(self.items[0]) if len(self.items) == 1 else ""


NULL = Value()


def single(item: Scalar, base: str) -> Value:
    """One value."""
    return Value((item,), base)


def truth(holds: bool | None) -> Value:
    """A truth, or NULL where it is not known."""
    return NULL if holds is None else single(holds, "boolean")


def amount(total: Fraction | None) -> Value:
    """A number, or NULL where there is none; Refused when it grows beyond measure."""
    if total is None:
        return NULL
    if max(total.numerator.bit_length(), total.denominator.bit_length()) > LARGEST_BITS:
        raise Refused("its response processing makes numbers that are too large")
    return single(total, "float")


def number(text: str) -> Fraction | None:
    """A number as QTI writes it; None when it is none, infinity included."""
    return Fraction(text.strip()) if NUMBER.fullmatch(text.strip()) else None


def scalar(text: str, base: str) -> Scalar | None:
    """One value of a base type as a file or a candidate writes it; None when it does not read as that."""
    said = text.strip() if base != "string" else text
    if base in NUMERIC:
        return number(said)
    if base == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(said.lower())
    if base in PAIRED:
        return _pair(said, base)
    if base == "point":
        x, _space, y = said.partition(" ")
        across, down = number(x), number(y)
        return None if across is None or down is None else (across, down)
    return said


def container(texts: Iterable[str], base: str, cardinality: str) -> Value:
    """Values of a base type; what does not read as that is left out."""
    read = (scalar(text, base) for text in texts)
    return Value(tuple(item for item in read if item is not None), base, cardinality)


def written(item: Scalar) -> str:
    """One value as text."""
    if isinstance(item, bool):
        return str(item).lower()
    if isinstance(item, tuple):
        return " ".join(written(part) for part in item)
    return item if isinstance(item, str) else str(item) if item.denominator == 1 else str(float(item))


def alike(left: Value, right: Value) -> bool:
    """Whether two values are the same: order counts where one of them is ordered."""
    ours, theirs = _comparable(left), _comparable(right)
    if "ordered" in (left.cardinality, right.cardinality):
        return ours == theirs
    return sorted(map(repr, ours)) == sorted(map(repr, theirs))


def _comparable(value: Value) -> list[object]:
    """The items so that a number typed as text equals the number, and 1 and true stay two things."""
    return [str(item) if isinstance(item, bool | str) else item for item in value.items]


def _pair(text: str, base: str) -> tuple[str, str] | None:
    parts = text.split()
    if len(parts) != 2:
        return None
    first, second = parts if base == "directedPair" else sorted(parts)
    return first, second
