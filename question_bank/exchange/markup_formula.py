"""Formulas in MathML as they stream by, told on one line: fractions with a stroke, powers raised, roots as roots."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from question_bank.exchange.markup_signs import shifted

WHOLE = re.compile(r"[-−+]?(\d+([.,]\d+)?|[^\W\d])")
"""What needs no brackets beside a stroke or under a root: one number or one letter."""
RELATIONS = frozenset("=<>≤≥≠≈≡→⇒")
UNSEEN = str.maketrans("", "", "\u2061\u2062\u2063\u2064")
"""Signs that say what stands beside what, and are not shown."""
SILENT = frozenset(("annotation", "annotation-xml", "none", "mprescripts", "script", "style"))


class Formula:
    """One formula: elements open and close, and its line is told when the last has closed."""

    def __init__(self) -> None:
        self._open: list[tuple[str, Mapping[str, str], list[str]]] = []

    def __bool__(self) -> bool:
        return bool(self._open)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._open.append((tag, attributes, []))

    def data(self, text: str) -> None:
        """A run of characters."""
        if bare := " ".join(text.translate(UNSEEN).split()):
            self._open[-1][2].append(bare)

    def end(self) -> str:
        """The element begun last ends; the line when it was the formula itself, and else nothing."""
        tag, attributes, parts = self._open.pop()
        text = _fenced(attributes, parts) if tag == "mfenced" else TELLING.get(tag, _row)(parts)
        if not self._open:
            return text
        self._open[-1][2].append(text)
        return ""


def _row(parts: Sequence[str]) -> str:
    """Parts side by side, with a space where two would read as one number or as under one stroke."""
    told = [*filter(None, parts), ""]
    return "".join(f"{left} " if _runs_together(left, right) else left for left, right in pairwise(told))


def _runs_together(left: str, right: str) -> bool:
    last, first = left[-1:], right[:1]
    if not (last.isalnum() and first.isalnum()):
        return False
    return (last.isdigit() and first.isdigit()) or "/" in left.rsplit(" ", 1)[-1] or "/" in right


def _fraction(parts: Sequence[str]) -> str:
    return "/".join(map(_bracketed, parts))


def _bracketed(text: str) -> str:
    return text if WHOLE.fullmatch(text) else f"({text})"


def _root(parts: Sequence[str]) -> str:
    return f"√{_bracketed(_row(parts))}"


def _indexed_root(parts: Sequence[str]) -> str:
    base, index = [*parts, "", ""][:2]
    return f"{shifted('sup', index)}√{_bracketed(base)}"


def _shifted(*tags: str) -> Callable[[Sequence[str]], str]:
    """A base with what stands above or below it."""

    def told(parts: Sequence[str]) -> str:
        base, *marks = [*parts, ""]
        return base + "".join(shifted(tag, mark) for tag, mark in zip(tags, marks, strict=False) if mark)

    return told


def _operator(parts: Sequence[str]) -> str:
    text = "".join(parts)
    return f" {text} " if text in RELATIONS else text


def _fenced(attributes: Mapping[str, str], parts: Sequence[str]) -> str:
    return f"{attributes.get('open', '(')}{', '.join(parts)}{attributes.get('close', ')')}"


TELLING: Mapping[str, Callable[[Sequence[str]], str]] = {
    "math": lambda parts: " ".join(_row(parts).split()),
    "mfrac": _fraction,
    "msqrt": _root,
    "mroot": _indexed_root,
    "msup": _shifted("sup"),
    "mover": _shifted("sup"),
    "msub": _shifted("sub"),
    "munder": _shifted("sub"),
    "msubsup": _shifted("sub", "sup"),
    "munderover": _shifted("sub", "sup"),
    "mo": _operator,
    "mspace": lambda _parts: " ",
    "mtd": lambda parts: f"{_row(parts)} ",
    "mtr": lambda parts: f"{_row(parts)}; ",
    **dict.fromkeys(SILENT, lambda _parts: ""),
}
"""How the parts of an element make its line; those of any other stand side by side."""
