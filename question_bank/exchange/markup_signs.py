"""Raised and lowered words on a line: as the characters Unicode has for them, or behind a mark."""

from __future__ import annotations

RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
SHIFTED = {"sup": (RAISED, "^"), "sub": (LOWERED, "_")}


def has_signs(tag: str, text: str) -> bool:
    """Whether there is a character for each sign of the text."""
    return all(ord(sign) in SHIFTED[tag][0] for sign in text)


def shifted(tag: str, text: str) -> str:
    """A text raised (`sup`) or lowered (`sub`)."""
    shapes, mark = SHIFTED[tag]
    return text.translate(shapes) if has_signs(tag, text) else f"{mark}({text})"
