"""The rules for course pages: every claim has its source, every figure its words, every page its check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from question_bank.formats.course import Page
from question_bank.formats.faults import Fault
from question_bank.formats.page import Rendered, UnreadablePage, render

OUTSIDE = re.compile(r"https?://", re.IGNORECASE)
SVG_BANNED = re.compile(
    r"<script|<foreignObject|\son\w+=|style=|<style|(?:xlink:)?href=\"(?!#)|<image|#[0-9a-f]{3,6}\b(?!\))",
    re.IGNORECASE,
)


def page_faults(module: str, page: Page, sources: set[str], figures: Mapping[str, str]) -> Iterator[Fault]:
    """Everything wrong with one page."""
    where = f"modules/{module}/{page.slug}"
    try:
        rendered = render(page, figures)
    except UnreadablePage as error:
        yield Fault(where, "page", str(error))
        return
    for says in _claims(rendered, sources):
        yield Fault(where, "source", says)
    if not rendered.checks:
        yield Fault(where, "check", "the page has no check question")
    if OUTSIDE.search(page.body):
        yield Fault(where, "outside-link", "a page links to another host; cite a source instead")


def _claims(rendered: Rendered, sources: set[str]) -> Iterator[str]:
    for text in rendered.uncited:
        yield f"no source: {text[:80]!r}"
    for key in rendered.cited:
        if key not in sources:
            yield f"{key} is not in sources.yaml"


def figure_faults(name: str, svg: str) -> Iterator[Fault]:
    """Everything wrong with one figure."""
    where = f"figures/{name}"
    found = SVG_BANNED.search(svg)
    if found:
        yield Fault(where, "figure-content", f"{found.group()!r} is not allowed in a figure; use classes")
    for needed in ("<title", "<desc", "viewBox=", 'role="img"'):
        if needed not in svg:
            yield Fault(where, "figure-words", f"a figure needs {needed}")
