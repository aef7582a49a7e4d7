"""Percentages as Moodle writes them, and the exact fractions they stand for."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

ROUNDED = ((30, Fraction(1, 200_000)), (1000, Fraction(1, 10_000_000)))
"""A percentage this near to a fraction with so small a denominator was rounded from it: 33.33333 is a third."""
DECIMALS = 9
"""A number of an item has no more digits after its point."""
LONGEST = 30
LARGEST = 10**9


def share(percent: str) -> Fraction:
    """The exact part of a whole that a percentage stands for; raises ValueError when it is no number."""
    exact = number(percent) / 100
    for most, near in ROUNDED:
        simple = exact.limit_denominator(most)
        if abs(simple - exact) <= near:
            return simple
    return exact.limit_denominator(999_999_999)


def number(text: str) -> Fraction:
    """A number as people type it; raises ValueError when it is none, or not of this world."""
    try:
        value = Decimal(text.strip().replace(",", ".")) if len(text) <= LONGEST else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or abs(value.adjusted()) > LONGEST or abs(value) > LARGEST:
        raise ValueError(f"{text[:LONGEST]} is not a number of at most nine digits")
    return Fraction(value)


def percent(part: Fraction) -> str:
    """A part of a whole as a percentage with at most five decimals."""
    return decimal(part * 100, 5)


def decimal(value: Fraction, places: int) -> str:
    """A number in decimals, rounded where it has no end, without idle zeros."""
    scaled = round(value * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{rest:0{places}}".rstrip("0").rstrip(".")


def credit(part: Fraction) -> str | None:
    """A part as an item writes it; nothing for none."""
    return str(part) if part else None
