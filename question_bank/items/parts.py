"""What the types share whose answers have parts: reading them, and telling them apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from question_bank.items.base import UnreadableAnswer, own_id, type_of_answer


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
