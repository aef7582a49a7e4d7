"""Which letters each glyph of our other fonts stands for, so that what is set can be read back letter by letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # fontTools ships no types

from trainer.documents.resources import STATIC

FAMILIES = {"Doc Wide": "noto-serif", "Doc Arabic": "amiri", "Doc Hebrew": "noto-serif-hebrew"}
SINGLE, SEQUENCE, LIGATURE, ELSEWHERE = 1, 2, 4, 7
"""Kinds of lookup in a font's GSUB table (OpenType 1.9): one glyph for one, several for one,
one for several, and one kept elsewhere."""
PAIR = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")


def correct(pdf: Any, fonts: Any) -> None:
    """Let each glyph be read back as its own letters.

    The renderer gives all letters of a cluster to its last glyph and none to the others, and does so once a glyph: a
    letter first met under a mark would be lost wherever it stands alone.
    """
    listed = next(each for each in pdf.objects if isinstance(each, dict) and "Font" in each and "ExtGState" in each)
    named = pdf.objects[int(listed["Font"].split()[0])]
    for font in fonts:
        if font.family in FAMILIES:
            own = letters(FAMILIES[font.family])
            dictionary = pdf.objects[int(named[font.hash].split()[0])]
            map_stream = pdf.objects[int(dictionary["ToUnicode"].split()[0])]
            map_stream.stream = [_corrected(line, own) for line in map_stream.stream]


def _corrected(line: bytes, own: dict[int, str]) -> bytes:
    """A line of a ToUnicode map, with our letters where we know the glyph."""
    found = PAIR.fullmatch(line)
    if found is None or (text := own.get(int(found[1], 16))) is None:
        return line
    return b"<%s> <%s>" % (found[1], text.encode("utf-16-be").hex().encode())


@cache
def letters(name: str) -> dict[int, str]:
    """The letters of each glyph of a font by its number: as it is encoded, or as it is made from glyphs that are."""
    with TTFont(STATIC / "fonts" / f"{name}-400-normal.woff2", lazy=True) as font:
        found: dict[str, str] = {}
        for point, glyph in sorted(font.getBestCmap().items()):
            found.setdefault(
                glyph, unicodedata.normalize("NFKC", chr(point)) if 0xFB50 <= point < 0xFF00 else chr(point)
            )
        rules = list(_made(font["GSUB"].table))
        for _ in range(3):
            for glyph, parts in rules:
                if glyph not in found and all(part in found for part in parts):
                    found[glyph] = "".join(found[part] for part in parts)
        return {font.getGlyphID(glyph): text for glyph, text in found.items()}


def _made(table: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each glyph that a font puts in place of others, with those."""
    for lookup in table.LookupList.Lookup:
        for subtable in lookup.SubTable:
            found = subtable.ExtSubTable if subtable.LookupType == ELSEWHERE else subtable
            if found.LookupType == SINGLE:
                yield from ((after, (before,)) for before, after in found.mapping.items())
            elif found.LookupType == SEQUENCE:
                yield from ((after[0], (before,)) for before, after in found.mapping.items() if len(after) == 1)
            elif found.LookupType == LIGATURE:
                for first, ligatures in found.ligatures.items():
                    yield from ((each.LigGlyph, (first, *each.Component)) for each in ligatures)
