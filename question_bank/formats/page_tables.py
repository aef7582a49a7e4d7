"""Tables of a course page: caption, column and row headers, and labels for narrow screens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from markdown_it.token import Token

from question_bank.formats.page_tokens import CAPTION, UnreadablePage, plain, raw, text


def with_captions(tokens: list[Token]) -> list[Token]:
    """Give each table the paragraph after it as caption, its headers, and a wrapper that says what scrolls."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].type != "table_open":
            _refuse_stray(tokens, at)
            found.append(tokens[at])
            at += 1
            continue
        end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
        caption = caption_after(tokens, end + 1)
        found += _table(tokens[at + 1 : end], caption)
        at = end + (4 if caption else 1)
    return found


def _refuse_stray(tokens: list[Token], at: int) -> None:
    if tokens[at].type == "inline" and tokens[at].content.startswith(CAPTION):
        raise UnreadablePage(f"no table stands before its caption: {tokens[at].content[:60]!r}")


def caption_after(tokens: Sequence[Token], at: int) -> Token | None:
    """The caption that stands at a place; None where something else does."""
    if at + 1 >= len(tokens) or tokens[at].type != "paragraph_open":
        return None
    return tokens[at + 1] if tokens[at + 1].content.startswith(CAPTION) else None


def _table(body: list[Token], caption: Token | None) -> Iterator[Token]:
    yield raw(
        f'<div class="table-wrap" tabindex="0" role="region" aria-label="{escape(label_of(body, caption))}">'
        '<table class="table table--fold">'
    )
    if caption:
        yield from _caption(caption)
    yield from _cells(body, _heads(body))
    yield raw("</table></div>\n")


def label_of(body: Sequence[Token], caption: Token | None) -> str:
    """What a table is called: the words of its caption, or else of its heads."""
    return plain(caption).removeprefix(CAPTION) if caption else "Table of " + ", ".join(filter(None, _heads(body)))


def _heads(body: Sequence[Token]) -> list[str]:
    return [plain(body[i + 1]) for i, token in enumerate(body) if token.type == "th_open"]


def _caption(caption: Token) -> Iterator[Token]:
    """The first sentence stands out, the rest is small below it."""
    children = [child for child in caption.children or [] if child.type != "text" or child.content]
    first, stop, rest = children[0].content.removeprefix(CAPTION).partition(". ")
    children[:1] = [text(first + stop.strip()), raw(" <small>"), text(rest)] if rest else [text(first)]
    caption.children = children
    yield raw("<caption>")
    yield caption
    yield raw("</small></caption>" if rest else "</caption>")


def _cells(body: list[Token], heads: list[str]) -> Iterator[Token]:
    column = 0
    for index, token in enumerate(body):
        if token.type == "tr_open":
            column = 0
        elif token.type in ("th_open", "td_open"):
            _mark(token, body[index + 2], column, heads)
            column += 1
        yield token


def _mark(cell: Token, close: Token, column: int, heads: list[str]) -> None:
    aligned = str(cell.attrs.pop("style", ""))  # an inline style, which our pages do not allow
    if aligned.endswith("right"):
        cell.attrSet("class", "n")
    if cell.type == "th_open":
        if heads[column]:
            cell.attrSet("scope", "col")
        else:
            cell.tag = close.tag = "td"
    elif column == 0:
        cell.tag = close.tag = "th"
        cell.attrSet("scope", "row")
    elif heads[column]:
        cell.attrSet("data-label", heads[column])
