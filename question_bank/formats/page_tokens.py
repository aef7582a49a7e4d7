"""What a course page means beyond Markdown: citations, figures with their key, tables with caption and row headers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from markdown_it.token import Token

CITATION = re.compile(r"\s*\[@([^\]]+)\]")
CAPTION = "Table: "


class UnreadablePage(ValueError):
    """A page says something its format does not know."""


def raw(html: str) -> Token:
    """A token that is its own HTML."""
    token = Token("raw", "", 0)
    token.meta = {"html": html}
    return token


def plain(inline: Token) -> str:
    """The words of a line, without its marks."""
    return "".join(
        child.content if child.type in ("text", "code_inline") else " " * (child.type == "softbreak")
        for child in inline.children or []
    ).strip()


class Citations:
    """The sources a page cites, numbered in order of first mention."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def number(self, block: Token) -> None:
        """Turn every [@key] of a block into a numbered link to the page's list of sources."""
        if block.type == "inline":
            block.children = [piece for child in block.children or [] for piece in self._cited(child)]

    def cite(self, keys: Iterable[str]) -> None:
        """Take in what is cited beside the text."""
        self.keys += [key for key in dict.fromkeys(keys) if key not in self.keys]

    def _cited(self, child: Token) -> Iterator[Token]:
        if child.type == "image":
            child.meta = {"caption": self._in_text(str(child.attrs.get("title", "")))}
        if child.type != "text":
            yield child
            return
        at = 0
        for match in CITATION.finditer(child.content):
            yield text(child.content[at : match.start()])
            chips = raw(self._chips(match.group(1)))
            chips.meta["is_citation"] = True
            yield chips
            at = match.end()
        yield text(child.content[at:])

    def _in_text(self, words: str) -> str:
        parts = CITATION.split(words)
        return "".join(self._chips(part) if index % 2 else escape(part) for index, part in enumerate(parts))

    def _chips(self, keys: str) -> str:
        return "".join(self._chip(key.strip().lstrip("@")) for key in keys.split(","))

    def _chip(self, key: str) -> str:
        self.cite([key])
        number = self.keys.index(key) + 1
        return f'<a class="cite" href="#source-{escape(key)}" aria-label="Source {number}">{number}</a>'


def text(content: str) -> Token:
    """Plain words."""
    token = Token("text", "", 0)
    token.content = content
    return token


def is_citation(token: Token) -> bool:
    """Whether a token is the chips of one citation."""
    return bool(token.meta.get("is_citation"))


def with_figures(tokens: list[Token], figures: Mapping[str, str]) -> list[Token]:
    """Put each drawing where its image stands, numbered, with its caption and the key that follows it."""
    found: list[Token] = []
    names: list[str] = []
    at = 0
    while at < len(tokens):
        image = image_alone(tokens, at)
        if image is None:
            found.append(tokens[at])
            at += 1
            continue
        name = _name(image, figures)
        if name in names:
            raise UnreadablePage(f"figure {name} stands on the page twice")
        names.append(name)
        key = _key_after(tokens, at + 3)
        found += _figure(image, figures[name], len(names), key)
        at += 3 + len(key)
    return found


def image_alone(tokens: Sequence[Token], at: int) -> Token | None:
    """The image that a paragraph of the page consists of; None where there is no such paragraph."""
    if tokens[at].type != "paragraph_open" or tokens[at].level:
        return None
    children = tokens[at + 1].children or []
    return children[0] if len(children) == 1 and children[0].type == "image" else None


def _name(image: Token, figures: Mapping[str, str]) -> str:
    name = str(image.attrs.get("src", "")).removeprefix("figures/")
    if name not in figures or "<svg" not in figures[name]:
        raise UnreadablePage(f"figure {name} is not in figures/")
    if not image.content.strip() or not image.meta["caption"].strip():
        raise UnreadablePage(f"figure {name} needs alternative text and a caption")
    return name


def _key_after(tokens: list[Token], at: int) -> list[Token]:
    if at >= len(tokens) or tokens[at].type != "container_figkey_open":
        return []
    end = next(i for i in range(at, len(tokens)) if tokens[i].type == "container_figkey_close")
    return tokens[at : end + 1]


def _figure(image: Token, svg: str, number: int, key: list[Token]) -> list[Token]:
    drawing = svg[svg.index("<svg") :].strip()
    if 'class="chart"' in drawing.split(">", 1)[0]:
        label = escape(f"Chart: {image.content}")
        drawing = f'<div class="chart-scroll" tabindex="0" role="region" aria-label="{label}">{drawing}</div>'
    beside = " figure__body--key" if key else ""
    return [
        raw(f'<figure class="figure" id="figure-{number}"><div class="figure__body{beside}">{drawing}'),
        *_as_key(key),
        raw(f"</div><figcaption><b>Figure {number}.</b> {image.meta['caption']}</figcaption></figure>\n"),
    ]


def _as_key(key: list[Token]) -> Iterator[Token]:
    for token in key[1:-1]:
        if token.type == "bullet_list_open":
            token.attrSet("class", "key")
        elif token.type == "inline":
            token.children = list(_lettered(token.children or []))
        yield token


def _lettered(children: list[Token]) -> Iterator[Token]:
    """`**A** Scapula: over ribs 2 to 7` as a letter in a circle, its name, and the detail below it."""
    marked = [child for child in children if child.type != "text" or child.content]
    if not marked or marked[0].type != "strong_open":
        raise UnreadablePage("an entry of a figure's key begins with its letter in bold")
    end = next(i for i, child in enumerate(marked) if child.type == "strong_close")
    yield raw('<span class="key__dot">')
    yield from marked[1:end]
    yield raw("</span><span>")
    is_split = False
    rest = marked[end + 1 :]
    if rest and rest[0].type == "text":
        rest[0] = text(rest[0].content.lstrip())
    for child in rest:
        name, colon, detail = child.content.partition(": ")
        if child.type == "text" and colon and not is_split:
            is_split = True
            yield from (text(name), raw("<small>"), text(detail))
        else:
            yield child
    yield raw("</small></span>" if is_split else "</span>")
