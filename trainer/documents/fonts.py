"""Which characters the fonts on paper can set."""

from __future__ import annotations

from functools import cache

from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # fontTools ships no types

from trainer.documents.paper import STATIC

SCRIPTS = ("latin", "latin-ext", "vietnamese", "cyrillic", "cyrillic-ext", "greek")


@cache
def covered() -> frozenset[int]:
    """The code points for which the paper's serif has a letter; read once from the fonts themselves."""
    found: set[int] = set()
    for script in SCRIPTS:
        with TTFont(STATIC / "fonts" / f"source-serif-4-{script}-400-normal.woff2", lazy=True) as font:
            found.update(font.getBestCmap())
    return frozenset(found)
