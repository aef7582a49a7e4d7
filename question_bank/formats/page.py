"""Course pages: Markdown with citations, figures, boxes and check questions, rendered to HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.container import container_plugin

from question_bank.formats.course import Page
from question_bank.formats.page_checks import Check, CheckOption, check_in, find_checks, read_check, split_at_checks
from question_bank.formats.page_claims import Uncited, uncited
from question_bank.formats.page_tables import with_captions
from question_bank.formats.page_tokens import Citations, UnreadablePage, with_figures

__all__ = ["Check", "CheckOption", "Rendered", "Uncited", "UnreadablePage", "read_check", "render"]

ICONS = "/static/img/icons.svg"
BOXES = {
    "key": ("ok", "ok", "Keep in mind"),
    "stop": ("bad", "bad", "Stop"),
    "note": ("quiet", "info", "About this page"),
}
"""Each box with its tone, its icon and its title."""


@dataclass(frozen=True)
class Rendered:
    """A page as HTML pieces with a check between each two, and the sources it cites in order of first mention.

    `uncited` is what it states without one.
    """

    pieces: list[str]
    checks: list[Check]
    cited: list[str]
    uncited: list[Uncited]


def render(page: Page, figures: Mapping[str, str], icons: str = ICONS) -> Rendered:
    """Turn a page into HTML; raises UnreadablePage for an unknown figure or block, a broken check or a link."""
    reader = _reader(icons)
    tokens = reader.parse(page.body + "\n")  # the box plugin looks one character too far in an empty last line
    find_checks(tokens)
    citations = Citations()
    for token in tokens:
        citations.number(token)
        if check := check_in(token):
            citations.cite(check.sources)
    missing = uncited(page.lede, tokens)
    runs, checks = split_at_checks(with_captions(with_figures(tokens, figures)))
    pieces = [reader.renderer.render(run, reader.options, {}) for run in runs]
    return Rendered(pieces, checks, citations.keys, missing)


def _reader(icons: str) -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable("table")
    for name in (*BOXES, "figkey"):
        container_plugin(reader, name, render=_box(icons))
    reader.add_render_rule("raw", lambda _self, tokens, index, *_: str(tokens[index].meta["html"]))
    reader.add_render_rule("heading_open", _heading)
    for kind, says in UNKNOWN.items():
        reader.add_render_rule(kind, _refuse(says))
    return reader


UNKNOWN = {
    "fence": "a fenced block is a check question, outside lists and boxes",
    "code_block": "an indented block is not known; take the blanks away",
    "image": "a figure stands alone in its own paragraph",
    "link_open": "a page links nowhere; cite a source instead",
}
"""What Markdown knows and a course page does not."""


def _refuse(says: str) -> Any:
    def rule(_self: RendererHTML, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
        token = tokens[index]
        about = token.content or token.attrs.get("href") or token.info
        raise UnreadablePage(f"{says}: {str(about)[:60]!r}")

    return rule


def _heading(_self: RendererHTML, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
    if tokens[index].tag not in ("h2", "h3"):
        raise UnreadablePage(f"headings begin with ## or ###: {tokens[index + 1].content[:60]!r}")
    return f"<{tokens[index].tag}>"


def _box(icons: str) -> Any:
    def rule(_self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType) -> str:
        token = tokens[index]
        kind = token.type.removeprefix("container_").removesuffix("_open").removesuffix("_close")
        if kind == "figkey":
            raise UnreadablePage("a figure's key follows its figure")
        if token.nesting != 1:
            return "</div></div>\n"
        tone, icon, title = BOXES[kind]
        return (
            f'<div class="banner banner--{tone}"><svg class="icon" aria-hidden="true">'
            f'<use href="{escape(icons)}#{icon}"></use></svg><p class="banner__title">{title}</p><div>'
        )

    return rule
