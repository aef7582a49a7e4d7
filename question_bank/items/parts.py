"""What the types share whose answers have parts: reading them, and adding up what each part earned."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction

from question_bank.items.base import UnreadableAnswer, own_id, type_of_answer


def all_or_nothing(right: int, of: int) -> Fraction:
    """The whole credit for everything right, and none for less."""
    return Fraction(int(right == of))


def half_point(right: int, of: int) -> Fraction:
    """Half the credit when one part only is not right."""
    return {of: Fraction(1), of - 1: Fraction(1, 2)}.get(right, Fraction(0))


def share(right: int, of: int) -> Fraction:
    """Each part earns the same."""
    return Fraction(right, of)


CREDIT: Mapping[str, Callable[[int, int], Fraction]] = {
    "all_or_nothing": all_or_nothing,
    "half_point": half_point,
    "per_part": share,
    "adjacent_pairs": share,
}
"""What so many right parts earn, by the `scoring` an item names."""


def pairs(answer: type_of_answer, known: Mapping[str, str], says: str) -> dict[str, object]:
    """An answer that gives a value for each of some parts, by own id; parts without a value are left out.

    Raises UnreadableAnswer, which `says` what to do, when it has another form.
    """
    if answer is None:
        return {}
    if not isinstance(answer, dict):
        raise UnreadableAnswer(says)
    return {own_id(shown, known): value for shown, value in answer.items() if value is not None and value != ""}


def check_distinct(what: str, ids: Collection[str], texts: Collection[str]) -> None:
    """Raise ValueError when two of these share an id or a text."""
    if len(set(ids)) != len(ids):
        raise ValueError(f"two {what} share an id")
    if len({text.casefold() for text in texts}) != len(ids):
        raise ValueError(f"two {what} share a text")
