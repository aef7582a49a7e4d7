r"""The smallest things in GIFT: paragraphs with their comments, marks that no backslash escapes, formatted texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

ESCAPED = r"\\[\\~=#{}:]"
ESCAPE = re.compile(r"\\([\\~=#{}:n])")
FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
LABEL = re.compile(r"\[(id|tag):((?:\\.|[^\\\[\]])*)\]")
LABEL_ESCAPE = re.compile(r"\\([\\\[\]])")
CATEGORY = "$CATEGORY:"
COMMENT = "//"
NORMAL = "moodle"


@dataclass(frozen=True)
class Text:
    """A text with its format: html, markdown, plain, or Moodle's own mixture."""

    format: str
    text: str


@dataclass(frozen=True)
class Paragraph:
    """What stands between two empty lines: its first line's number, its lines, and what its comments label it with."""

    line: int
    lines: tuple[str, ...] = ()
    id: str = ""
    tags: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The lines, joined."""
        return "\n".join(self.lines)


@dataclass
class _Open:
    """A paragraph while its lines come in."""

    found: Paragraph
    lines: list[str] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)

    def closed(self) -> Paragraph:
        said = [(name, LABEL_ESCAPE.sub(r"\1", value).strip()) for name, value in self.labels]
        own = next((value for name, value in said if name == "id"), "")
        tags = tuple(value for name, value in said if name == "tag" and value)
        return replace(self.found, lines=tuple(self.lines), id=own, tags=tags)


def paragraphs(lines: Iterable[str]) -> Iterator[Paragraph]:
    """The paragraphs of a file in which something is said; a category is a paragraph of its own."""
    current: _Open | None = None
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        if current and (not bare or bare.startswith(CATEGORY)):
            yield current.closed()
            current = None
        if bare.startswith(CATEGORY):
            yield Paragraph(number, (bare,))
        elif bare:
            current = current or _Open(Paragraph(number))
            _take(current, number, line, bare)
    if current:
        yield current.closed()


def _take(current: _Open, number: int, line: str, bare: str) -> None:
    if bare.startswith(COMMENT):
        current.labels += LABEL.findall(bare)
    else:
        if not current.lines:
            current.found = replace(current.found, line=number)
        current.lines.append(line)


def cut(text: str, marks: str) -> list[tuple[str, str]]:
    """A text cut at every mark that is not escaped: each piece behind its mark, the first one behind none."""
    pieces: list[tuple[str, str]] = []
    mark, since = "", 0
    for found in re.finditer(f"{ESCAPED}|({marks})", text):
        if found.group(1):
            pieces.append((mark, text[since : found.start()]))
            mark, since = found.group(1), found.end()
    return [*pieces, (mark, text[since:])]


def first_cut(text: str, marks: str) -> tuple[str, str, str]:
    """A text before its first mark that is not escaped, the mark, and what follows; no mark, when there is none."""
    for found in re.finditer(f"{ESCAPED}|({marks})", text):
        if found.group(1):
            return text[: found.start()], found.group(1), text[found.end() :]
    return text, "", ""


def formatted(text: str, otherwise: str) -> Text:
    """A text in the format it names itself, or else in another one."""
    named = FORMAT.match(text)
    kind = named.group(1).lower() if named else otherwise
    rest = text[named.end() :] if named else text
    laid_out = " ".join(rest.split()) if kind == NORMAL else rest.strip()
    return Text(kind, plain(laid_out))


def plain(text: str) -> str:
    """A text without its escapes."""
    return ESCAPE.sub(lambda found: "\n" if found.group(1) == "n" else found.group(1), text)
