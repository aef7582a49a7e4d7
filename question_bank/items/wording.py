"""How an item's plain text is read: paragraphs, and **words** that are stressed; everything else stands as it is.

The same texts are read again and again, by everybody who sits an exam: what was read last is kept.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

Span = tuple[bool, str]
"""A run of text and whether it is stressed."""

STRESSED = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


@lru_cache(maxsize=8192)
def spans(text: str) -> tuple[Span, ...]:
    """A text as runs, so that a template can stress words without trusting any markup."""
    runs: list[Span] = []
    at = 0
    for match in STRESSED.finditer(text):
        runs += [(False, text[at : match.start()]), (True, match.group(1))]
        at = match.end()
    runs.append((False, text[at:]))
    return tuple((is_strong, _joined(run)) for is_strong, run in runs if run)


def _joined(run: str) -> str:
    return re.sub(r"\s+", " ", run)


@lru_cache(maxsize=4096)
def paragraphs(text: str) -> tuple[tuple[Span, ...], ...]:
    """The paragraphs of a stem; the last one asks."""
    return tuple(spans(part.strip()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip())


@lru_cache(maxsize=8192)
def html(text: str) -> str:
    """One line of text as safe HTML."""
    return "".join(f"<strong>{escape(run)}</strong>" if is_strong else escape(run) for is_strong, run in spans(text))


@lru_cache(maxsize=4096)
def stem_html(text: str) -> str:
    """A stem as safe HTML, one element for each paragraph."""
    parts = (part for part in re.split(r"\n\s*\n", text.strip()) if part.strip())
    return "".join(f"<p>{html(part.strip())}</p>" for part in parts)


def plain(text: str) -> str:
    """A text without its stress marks, on one line."""
    return _joined(STRESSED.sub(r"\1", text)).strip()
