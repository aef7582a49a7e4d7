"""Which letters the fonts on paper can set, each with the marks that stand on it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # fontTools ships no types

from trainer.documents.resources import STATIC

FILES = ("source-serif-4", "noto-serif", "amiri", "noto-serif-hebrew")
ON_LETTER, ON_MARK, ELSEWHERE = 4, 6, 9
"""The kinds of lookup in a font's GPOS table (OpenType 1.9) that place a mark, and the one that points to another."""


class Unset(ValueError):
    """A text holds letters that no font on paper can set; its words name them."""


@dataclass(frozen=True)
class Joins:
    """One table of a font: where each mark belongs, and which places a letter (or a mark below) has."""

    marks: Mapping[int, int]
    places: Mapping[int, frozenset[int]]


@dataclass(frozen=True)
class Face:
    """One font: the letters it has, and how it joins marks to them."""

    letters: frozenset[int]
    joins: tuple[Joins, ...]

    def sets(self, piece: str) -> bool:
        """Whether it can set a letter with all the marks on it."""
        points = [ord(character) for character in piece]
        if _is_mark(piece[0]):
            return False
        return self.letters.issuperset(points) and all(self._joins(*pair) for pair in _stacked(points))

    def _joins(self, under: int, mark: int) -> bool:
        return any(
            mark in table.marks and table.marks[mark] in table.places.get(under, frozenset()) for table in self.joins
        )


def _stacked(points: list[int]) -> Iterator[tuple[int, int]]:
    """What each mark stands on: the mark before it on the same side of the letter, else the letter."""
    letter, *marks = points
    last: dict[int, int] = {}
    for mark in marks:
        side = unicodedata.combining(chr(mark))
        yield last.get(side, letter), mark
        last[side] = mark


@cache
def faces() -> tuple[Face, ...]:
    """The fonts of paper, in the order in which they are asked; read once from the files themselves."""
    return tuple(_face(name) for name in FILES)


def _face(name: str) -> Face:
    with TTFont(STATIC / "fonts" / f"{name}-400-normal.woff2", lazy=True) as font:
        letters: dict[int, str] = font.getBestCmap()
        points: dict[str, list[int]] = {}
        for point, glyph in letters.items():
            points.setdefault(glyph, []).append(point)
        return Face(frozenset(letters), tuple(_joins(each, points) for each in _placing(font["GPOS"].table)))


def _placing(table: Any) -> Iterator[Any]:
    """The parts of a GPOS table that place marks."""
    for lookup in table.LookupList.Lookup:
        for subtable in lookup.SubTable:
            found = subtable.ExtSubTable if subtable.LookupType == ELSEWHERE else subtable
            if found.LookupType in (ON_LETTER, ON_MARK):
                yield found


def _joins(table: Any, points: Mapping[str, list[int]]) -> Joins:
    """One part of a GPOS table, by code points instead of glyphs."""
    if table.LookupType == ON_LETTER:
        marks, over = table.MarkCoverage.glyphs, table.MarkArray.MarkRecord
        unders, anchors = table.BaseCoverage.glyphs, [each.BaseAnchor for each in table.BaseArray.BaseRecord]
    else:
        marks, over = table.Mark1Coverage.glyphs, table.Mark1Array.MarkRecord
        unders, anchors = table.Mark2Coverage.glyphs, [each.Mark2Anchor for each in table.Mark2Array.Mark2Record]
    of_marks = {point: one.Class for glyph, one in zip(marks, over, strict=True) for point in points.get(glyph, ())}
    of_unders = {
        point: frozenset(place for place, anchor in enumerate(row) if anchor is not None)
        for glyph, row in zip(unders, anchors, strict=True)
        for point in points.get(glyph, ())
    }
    return Joins(of_marks, of_unders)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def pieces(text: str) -> Iterator[str]:
    """The letters of a text, each with the marks that follow it."""
    piece = ""
    for character in text:
        if piece and not _is_mark(character):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def unset(text: str) -> list[str]:
    """What of a text no font on paper can set, letter by letter with its marks, each once."""
    return [piece for piece in dict.fromkeys(pieces(text)) if not any(face.sets(piece) for face in faces())]


def is_plain(text: str) -> bool:
    """Whether the usual font sets all of a text, so that the others need not be read."""
    return all(faces()[0].sets(piece) for piece in dict.fromkeys(pieces(text)))


def is_wide(text: str) -> bool:
    """Whether a text must be set in the second font: the first that has some letter cannot join its marks to it."""
    firsts = ((piece, _first(piece)) for piece in pieces(text))
    return any(face is not None and not face.sets(piece) for piece, face in firsts)


def _first(piece: str) -> Face | None:
    return next((face for face in faces() if ord(piece[0]) in face.letters), None)


def direction_of(text: str) -> str:
    """Whether a text runs from the left (`ltr`) or the right (`rtl`): as its first letter does."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return "ltr"
