"""Course pages: Markdown with citations, figures, boxes and check questions, rendered to HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.container import container_plugin
from pydantic import Field, ValidationError

from question_bank.formats.course import Page
from question_bank.items.base import Frozen

CITATION = re.compile(r"\s*\[@([^\]]+)\]")
PLACE = "\ue000{}\ue001"
"""Where a check question stands in the HTML; a private-use character no author types."""
BOXES = {"key": "ok", "stop": "bad", "note": "quiet", "figkey": ""}
BOX_TITLES = {"key": "Keep in mind", "stop": "Stop", "note": "About this page"}


class UnreadablePage(ValueError):
    """A page says something its format does not know."""


class CheckOption(Frozen):
    """One answer of a check question."""

    text: str
    key: bool = False
    rationale: str


class Check(Frozen):
    """A question in the flow of a page: answered for oneself, never counted."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    stem: str
    options: tuple[CheckOption, ...] = Field(min_length=2, max_length=5)


@dataclass
class Rendered:
    """A page as HTML pieces between its checks, with the sources it cites in order of first mention."""

    pieces: list[str]
    checks: list[Check]
    cited: list[str] = field(default_factory=list)
    uncited: list[str] = field(default_factory=list)


def render(page: Page, figures: Mapping[str, str]) -> Rendered:
    """Turn a page into HTML; raises UnreadablePage for an unknown figure or a broken check."""
    rendered = Rendered([], [])
    reader = _reader(rendered, figures)
    tokens = reader.parse(page.body)
    _number_citations(tokens, rendered)
    rendered.uncited = _uncited(tokens)
    html = reader.renderer.render(tokens, reader.options, {})
    rendered.pieces = re.split("\ue000\\d+\ue001", html)
    return rendered


def _reader(rendered: Rendered, figures: Mapping[str, str]) -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable("table")
    for name in BOXES:
        container_plugin(reader, name, render=_box)
    reader.add_render_rule("fence", _fence(rendered))
    reader.add_render_rule("image", _image(figures))
    reader.add_render_rule("table_open", lambda *_: '<div class="table-wrap" tabindex="0" role="region" aria-label="Table"><table class="table">')
    reader.add_render_rule("table_close", lambda *_: "</table></div>")
    reader.add_render_rule("th_open", lambda *_: '<th scope="col">')
    reader.add_render_rule("citation", lambda _self, tokens, index, *_: str(tokens[index].meta["html"]))
    return reader


def _box(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    kind = tokens[index].type.removeprefix("container_").removesuffix("_open").removesuffix("_close")
    if kind == "figkey":
        return '<div class="figkey">' if tokens[index].nesting == 1 else "</div>"
    if tokens[index].nesting != 1:
        return "</div></div>"
    icon = {"key": "ok", "stop": "bad", "note": "info"}[kind]
    return (
        f'<div class="banner banner--{BOXES[kind]}"><svg class="icon" aria-hidden="true">'
        f'<use href="/static/img/icons.svg#{icon}"></use></svg><p class="banner__title">{BOX_TITLES[kind]}</p><div>'
    )


def _fence(rendered: Rendered) -> Any:
    def rule(_self: RendererHTML, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
        token = tokens[index]
        if token.info.strip() != "check":
            raise UnreadablePage(f"a block marked {token.info.strip()!r} is not known; only check is")
        rendered.checks.append(read_check(token.content))
        return PLACE.format(len(rendered.checks) - 1)

    return rule


def read_check(text: str) -> Check:
    """Read one check question; raises UnreadablePage when it is not whole."""
    try:
        check = Check.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise UnreadablePage(f"a check question cannot be read: {error}") from error
    if sum(option.key for option in check.options) != 1:
        raise UnreadablePage(f"check {check.id} needs exactly one key")
    return check


def _image(figures: Mapping[str, str]) -> Any:
    def rule(_self: RendererHTML, tokens: Sequence[Token], index: int, *_rest: Any) -> str:
        token = tokens[index]
        name = str(token.attrs.get("src", "")).removeprefix("figures/")
        caption = str(token.attrs.get("title", ""))
        if name not in figures:
            raise UnreadablePage(f"figure {name} is not in figures/")
        if not token.content.strip() or not caption.strip():
            raise UnreadablePage(f"figure {name} needs alternative text and a caption")
        drawing = figures[name][figures[name].index("<svg") :]
        return (
            f'<figure class="figure"><div class="figure__body">{drawing}</div>'
            f"<figcaption>{escape(caption)}</figcaption></figure>"
        )

    return rule


def _number_citations(tokens: list[Token], rendered: Rendered) -> None:
    for block in tokens:
        if block.type != "inline" or not block.children:
            continue
        children: list[Token] = []
        for child in block.children:
            children.extend(_split(child, rendered) if child.type == "text" else [child])
        block.children = children


def _split(text: Token, rendered: Rendered) -> list[Token]:
    found: list[Token] = []
    at = 0
    for match in CITATION.finditer(text.content):
        found.append(_text(text.content[at : match.start()]))
        token = Token("citation", "", 0)
        token.meta = {"html": "".join(_chip(key.strip().lstrip("@"), rendered) for key in match.group(1).split(","))}
        found.append(token)
        at = match.end()
    found.append(_text(text.content[at:]))
    return found


def _text(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token


def _chip(key: str, rendered: Rendered) -> str:
    if key not in rendered.cited:
        rendered.cited.append(key)
    number = rendered.cited.index(key) + 1
    return f'<a class="cite" href="#source-{escape(key)}" aria-label="Source {number}">{number}</a>'


def _uncited(tokens: list[Token]) -> list[str]:
    """The paragraphs and list items that state something without a source."""
    missing: list[str] = []
    free = 0
    for token in tokens:
        if token.type in ("container_note_open", "container_figkey_open", "heading_open", "table_open"):
            free += 1
        elif token.type in ("container_note_close", "container_figkey_close", "heading_close", "table_close"):
            free -= 1
        elif token.type == "inline" and not free:
            has_source = any(child.type in ("citation", "image") for child in token.children or [])
            leads_in = token.content.rstrip().endswith(":")
            if not has_source and not leads_in:
                missing.append(token.content)
    return missing
