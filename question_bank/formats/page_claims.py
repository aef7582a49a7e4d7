"""What a course page states without a source: sentences, tables, figures, check questions and the lede."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from question_bank.formats.page_checks import check_in
from question_bank.formats.page_tables import caption_after, label_of
from question_bank.formats.page_tokens import CITATION, image_alone, is_citation, plain

FREE = ("container_note", "container_figkey", "heading")
"""Where nothing is claimed, or what the figure's caption answers for."""
LED_INTO = ("bullet_list_open", "ordered_list_open", "table_open")
"""What a line that ends in a colon may leave the sources to."""


class Uncited(NamedTuple):
    """Something stated without a source: which part of the page it is, and its words."""

    part: str
    words: str


def uncited(lede: str, tokens: Sequence[Token]) -> list[Uncited]:
    """Every claim of a page that names no source; `tokens` with their citations numbered and their checks found."""
    found = [] if _opens_with_a_source(tokens) else [Uncited("lede", lede)]
    free = 0
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type.removesuffix("_open").removesuffix("_close") in FREE:
            free += token.nesting
        end = _end_of_table(tokens, at) if token.type == "table_open" else at
        if not free:
            found += _stated(tokens, at, end)
        at = end + 1
    return found


def _opens_with_a_source(tokens: Sequence[Token]) -> bool:
    """Whether the first thing after the lede, headings apart, is a paragraph that cites."""
    at = next((i for i, one in enumerate(tokens) if not one.level and not one.type.startswith("heading")), None)
    return at is not None and tokens[at].type == "paragraph_open" and _cites(tokens[at + 1])


def _end_of_table(tokens: Sequence[Token], at: int) -> int:
    """The last token of a table, of its caption where it has one."""
    end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
    return end + 3 if caption_after(tokens, end + 1) else end


def _stated(tokens: Sequence[Token], at: int, end: int) -> Iterator[Uncited]:
    """What a block, or a line of one, states without a source."""
    token = tokens[at]
    if token.type == "table_open":
        yield from _table(tokens[at : end + 1])
    elif check := check_in(token):
        if not check.sources:
            yield Uncited("check", check.id)
    elif token.type == "inline":
        image = image_alone(tokens, at - 1)
        if image is None and not _cites(token) and not _leads_in(tokens, at):
            yield Uncited("claim", token.content)
        elif image is not None and not CITATION.search(caption := str(image.attrs.get("title", ""))):
            yield Uncited("figure", caption)


def _cites(inline: Token) -> bool:
    return any(is_citation(child) for child in inline.children or [])


def _leads_in(tokens: Sequence[Token], at: int) -> bool:
    """Whether a line only introduces the list or table that follows it, which has sources of its own."""
    return plain(tokens[at]).endswith(":") and at + 2 < len(tokens) and tokens[at + 2].type in LED_INTO


def _table(tokens: Sequence[Token]) -> Iterator[Uncited]:
    """A table needs a source in its caption, or in every row."""
    end = next(i for i, token in enumerate(tokens) if token.type == "table_close")
    caption = caption_after(tokens, end + 1)
    if not (caption and _cites(caption)) and not all(_rows(tokens[:end])):
        yield Uncited("table", label_of(tokens[:end], caption))


def _rows(body: Sequence[Token]) -> list[bool]:
    """Whether each row cites; a table without rows is taken for one that does not."""
    rows: list[bool] = []
    start = next((i for i, token in enumerate(body) if token.type == "tbody_open"), len(body))
    for token in body[start:]:
        if token.type == "tr_open":
            rows.append(False)
        elif token.type == "inline":
            rows[-1] = rows[-1] or _cites(token)
    return rows or [False]
