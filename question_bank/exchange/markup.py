"""Foreign texts - HTML, Markdown, Moodle's own mixture, plain - as item text, with what that costs in words.

Item text knows paragraphs and stress. Lists, tables and lines become paragraphs; raised and lowered figures become
the characters Unicode has for them; everything else is named as a loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from lxml import etree
from markdown_it import MarkdownIt

from question_bank.exchange.found import Refused
from question_bank.exchange.markup_page import UNSEEN, Image, Page, Run, tidy, written
from question_bank.items import wording

MARKDOWN = MarkdownIt("commonmark").enable("table")
TAG = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|span|div|img|sub|sup|a|ul|ol|li|table|pre|code|h[1-6])(?:\s[^<>]*)?/?>", re.IGNORECASE
)
ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7});")
FORMULA = re.compile(r"\$\$|\\\(|\\\[")
STRESS_LOSS = "pairs of asterisks that stood in the text now stress the words between them"
FORMULA_LOSS = "formulas in TeX stand as they are typed"
UNSEEN_LOSS = "signs that cannot be shown are left out"
PARAGRAPH = "\n\n"
LONGEST = {"markdown": 20_000, "html": 200_000, "moodle": 200_000, "plain": 200_000}
"""Signs of one text, pictures inside it apart; Markdown's own rules make more than that slow."""
INSIDE = re.compile(r"data:[^\s\"'<>)]*")


@dataclass
class Losses:
    """What reading one question costs, each loss once, in the order it was met."""

    said: dict[str, None] = field(default_factory=dict)

    def add(self, *losses: str) -> None:
        """Note what is lost."""
        self.said.update(dict.fromkeys(losses))

    def __iter__(self) -> Iterator[str]:
        return iter(self.said)


@dataclass(frozen=True)
class Told:
    """A foreign text as item text, what it lost, and the pictures it names, in order."""

    text: str
    losses: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()

    @property
    def line(self) -> str:
        """The text where only one line fits."""
        return self.text.replace(PARAGRAPH, " ")


def told(text: str, kind: str) -> Told:
    """A text of one kind - `html`, `markdown`, `moodle` or `plain` - as item text; Refused when it is too long."""
    if len(text) > LONGEST[kind] and len(INSIDE.sub("", text)) > LONGEST[kind]:
        raise Refused(f"a text of it is longer than {LONGEST[kind]} signs")
    seen = UNSEEN.sub("", text)
    found = _read(seen, kind)
    losses = [
        *found.losses,
        *([UNSEEN_LOSS] if seen != text else []),
        *([FORMULA_LOSS] if FORMULA.search(seen) else []),
    ]
    return Told(found.text, tuple(losses), found.images)


def _read(text: str, kind: str) -> Told:
    if kind == "plain":
        return _plain(text)
    if kind == "markdown":
        return of_html(MARKDOWN.render(text))
    if kind == "moodle":
        is_html = TAG.search(text) or ENTITY.search(text)
        return of_html(text.replace("\n", "<br>")) if is_html else _plain(text)
    return of_html(text)


def _plain(text: str) -> Told:
    paragraphs = [tidy([(False, line)]) for line in text.splitlines()]
    return _told([runs for runs in paragraphs if runs])


def of_html(text: str) -> Told:
    """HTML as item text."""
    if "<" not in text:
        return _told([runs for runs in [tidy([(False, unescape(text))])] if runs])
    parser = etree.HTMLParser(
        target=Page(),  # type: ignore[call-overload] # the stubs ask for every event there is
        encoding="utf-8",
        no_network=True,
        huge_tree=False,
    )
    parser.feed(UNSEEN.sub("", text).encode())
    page: Page = parser.close()
    found = _told(page.paragraphs)
    return Told(found.text, (*page.losses, *found.losses), tuple(page.images))


def _told(paragraphs: list[list[Run]]) -> Told:
    text = PARAGRAPH.join(written(runs) for runs in paragraphs)
    is_meant = [tuple(runs) for runs in paragraphs] == list(wording.paragraphs(text))
    return Told(text, () if is_meant else (STRESS_LOSS,))


def html(text: str) -> str:
    """Item text as HTML: one line bare, several paragraphs each in its element."""
    return wording.stem_html(text) if len(wording.paragraphs(text)) > 1 else wording.html(text.strip())


def as_read(text: str) -> str:
    """Item text as it comes back from a writer of HTML: single spaces, and nothing that cannot be shown."""
    return of_html(html(text)).text


def as_line(text: str) -> str:
    """Item text as it comes back from a place for one line."""
    return as_read(text).replace(PARAGRAPH, " ")
