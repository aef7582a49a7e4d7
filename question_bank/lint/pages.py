"""The rules for course pages: every claim has its source, every figure its words, every page its check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from question_bank.formats.course import Page, Source
from question_bank.formats.faults import Fault
from question_bank.formats.page import UnreadablePage, render
from question_bank.lint.bank_rules import bank_fault
from question_bank.lint.page_rules import CHECKLESS, CONTENT, OUTSIDE, UNCITED, UNREADABLE, WORDS
from question_bank.lint.sources import due_faults

LINK = re.compile(r"https?://", re.IGNORECASE)
SVG_BANNED = re.compile(
    r"<script|<foreignObject|\son\w+=|style=|<style|(?:xlink:)?href=\"(?!#)|<image|#[0-9a-f]{3,6}\b(?!\))",
    re.IGNORECASE,
)


def page_faults(
    module: str, page: Page, sources: Mapping[str, Source], figures: Mapping[str, str], today: date | None = None
) -> Iterator[Fault]:
    """Everything wrong with one page; without a day, no source is too old."""
    where = f"modules/{module}/{page.slug}"
    try:
        rendered = render(page, figures)
    except UnreadablePage as error:
        yield UNREADABLE.fault(where, str(error))
        return
    for part, words in rendered.uncited:
        yield UNCITED[part].fault(where, f"no source: {words[:80]!r}")
    for key in rendered.cited:
        if key not in sources:
            yield bank_fault(where, "unknown-source", f"{key} is not in sources.yaml")
    yield from due_faults(where, rendered.cited, sources, today)
    if not rendered.checks:
        yield CHECKLESS.fault(where, "the page has no check question")
    if LINK.search(page.body):
        yield OUTSIDE.fault(where, "a page links to another host; cite a source instead")


def figure_faults(name: str, svg: str) -> Iterator[Fault]:
    """Everything wrong with one figure."""
    where = f"figures/{name}"
    found = SVG_BANNED.search(svg)
    if found:
        yield CONTENT.fault(where, f"{found.group()!r} is not allowed in a figure; use classes")
    for needed in ("<title", "<desc", "viewBox=", 'role="img"'):
        if needed not in svg:
            yield WORDS.fault(where, f"a figure needs {needed}")
