"""HTML as it streams by, gathered into paragraphs of plain and stressed runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from question_bank.exchange.markup_formula import Formula
from question_bank.exchange.markup_signs import SHIFTED, has_signs, shifted

SPACE = re.compile(r"\s+")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol",
    "p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
STRONG = frozenset(("strong", "b"))
CELLS = frozenset(("td", "th"))
HIDDEN = frozenset(("script", "style", "head", "title", "template", "noscript"))
LISTS = frozenset(("ol", "ul"))
LOSSES = {
    **dict.fromkeys(
        ("em", "i", "u", "ins", "cite", "dfn", "var"), "words in italics or underlined stand as plain words"
    ),
    **dict.fromkeys(("s", "strike", "del"), "struck-out words stand as plain words"),
    **dict.fromkeys(("font", "mark", "big", "small"), "colours and sizes of words are not kept"),
    **dict.fromkeys(("ul", "ol", "dl"), "the list is told as lines of text"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "headings stand as plain paragraphs"),
    **dict.fromkeys(("audio", "video", "source"), "sound and video are left out"),
    **dict.fromkeys(("iframe", "object", "embed", "canvas", "applet"), "what was embedded from elsewhere is left out"),
    **dict.fromkeys(("input", "select", "textarea", "button"), "form fields in the text are left out"),
    "table": "the table is told as lines of text",
    "math": "formulas are told as a line of text",
    "svg": "a drawing inside the text is left out",
    "pre": "the layout of lines typed with spaces is not kept",
    "script": "a script is left out",
}
COLOUR = re.compile(r"(?:^|[;\s-])(?:color|background)\s*:", re.IGNORECASE)

Run = tuple[bool, str]
"""Whether a run of text is stressed, and the text."""


@dataclass(frozen=True)
class Image:
    """A picture a text names: where it is, and what it shows in words."""

    source: str
    alt: str


class Page:
    """Gathers what a parser of HTML tells into paragraphs; a target for lxml's parser."""

    def __init__(self) -> None:
        self.paragraphs: list[list[Run]] = []
        self.losses: dict[str, None] = {}
        self.images: list[Image] = []
        self._runs: list[Run] = []
        self._strong = 0
        self._hidden = 0
        self._shifted: list[tuple[str, int]] = []
        self._lists: list[int | None] = []
        self._links: list[str] = []
        self._formula = Formula()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        bare = tag.rpartition(":")[2]
        if bare == "math" or self._formula:
            self.losses[LOSSES["math"]] = None
            self._formula.start(bare, attributes)
        else:
            self._start(tag, attributes)

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in LOSSES:
            self.losses[LOSSES[tag]] = None
        if COLOUR.search(attributes.get("style", "")):
            self.losses[LOSSES["font"]] = None
        self._hidden += tag in HIDDEN or tag == "svg"
        self._strong += tag in STRONG
        if tag in BLOCKS:
            self._break()
        if tag in SHIFTED:
            self._shifted.append((tag, len(self._runs)))
        self._begin(tag, attributes)

    def _begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in LISTS:
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._say(self._bullet())
        elif tag in CELLS and self._runs:
            self._say(" | ")
        elif tag == "a":
            self._links.append(attributes.get("href", ""))
        elif tag == "img":
            self.images.append(Image(attributes.get("src", ""), " ".join(attributes.get("alt", "").split())))

    def _bullet(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._formula:
            self._say(self._formula.end())
        else:
            self._end(tag)

    def _end(self, tag: str) -> None:
        self._hidden -= tag in HIDDEN or tag == "svg"
        self._strong -= tag in STRONG
        if tag in BLOCKS:
            self._break()
        if tag in SHIFTED and self._shifted:
            self._shift(*self._shifted.pop())
        if tag in LISTS and self._lists:
            self._lists.pop()
        if tag == "a" and self._links and (address := self._links.pop()):
            self.losses[f"a link to {address} stands as plain words"] = None

    def _shift(self, tag: str, since: int) -> None:
        """What was raised or lowered, as characters of that kind; or on the line behind a mark, as a loss."""
        text = "".join(text for _strong, text in self._runs[since:])
        if not text.strip():
            return
        if not has_signs(tag, text):
            self.losses["raised and lowered words stand on the line, behind ^ and _"] = None
        self._runs[since:] = [(self._strong > 0, shifted(tag, text))]

    def data(self, text: str) -> None:
        """A run of characters."""
        if self._formula:
            self._formula.data(text)
        else:
            self._say(text)

    def _say(self, text: str) -> None:
        if not self._hidden:
            self._runs.append((self._strong > 0, text))

    def comment(self, text: str) -> None:
        """A comment; nobody was shown it."""

    def pi(self, target: str, data: str | None = None) -> None:
        """An instruction to a program; nobody was shown it."""

    def _break(self) -> None:
        if runs := tidy(self._runs):
            self.paragraphs.append(runs)
        self._runs = []
        self._shifted = [(tag, 0) for tag, _since in self._shifted]

    def close(self) -> Page:
        """Everything was told."""
        self._break()
        return self


def tidy(runs: Iterable[Run]) -> list[Run]:
    """Runs joined where they are alike, with single spaces, none at the ends of stress, and none at the ends of all."""
    seen = ((is_strong, UNSEEN.sub("", text)) for is_strong, text in runs)
    return _trimmed(_joined(_inside(_joined(seen))))


def _joined(runs: Iterable[Run]) -> list[Run]:
    alike = groupby((run for run in runs if run[1]), key=itemgetter(0))
    return [(is_strong, SPACE.sub(" ", "".join(text for _strong, text in group))) for is_strong, group in alike]


def _inside(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs, with the spaces at the ends of stress outside of it."""
    for is_strong, text in runs:
        word = text.strip()
        if is_strong and word:
            before, _word, after = text.partition(word)
            yield from ((False, before), (True, word), (False, after))
        else:
            yield False, text


def _trimmed(runs: list[Run]) -> list[Run]:
    while runs and not runs[0][1].strip():
        runs = runs[1:]
    while runs and not runs[-1][1].strip():
        runs = runs[:-1]
    if runs:
        runs[0] = (runs[0][0], runs[0][1].lstrip())
        runs[-1] = (runs[-1][0], runs[-1][1].rstrip())
    return runs


def written(runs: list[Run]) -> str:
    """Runs as one paragraph of item text."""
    return "".join(f"**{text}**" if is_strong else text for is_strong, text in runs)
