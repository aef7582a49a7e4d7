"""GIFT as plain values: every question of a file with all that it says, and nothing of what it means here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from question_bank.exchange.found import Refused
from question_bank.exchange.gift.scan import (
    CATEGORY,
    NORMAL,
    Paragraph,
    Text,
    cut,
    first_cut,
    formatted,
    paragraphs,
    plain,
)

GAP = "_____"
LONGEST = 200_000
"""Signs of one question."""
MOST_ANSWERS = 200
"""More than any item takes."""
TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
WEIGHT = re.compile(r"\s*%(-?\d{1,9}(?:\.\d{0,15})?)%")
STEPS = re.compile(r">\s*\d")
"""How the ordering question, which is not in GIFT itself, begins."""
ARROW = "->"
NOTHING = Text(NORMAL, "")


@dataclass(frozen=True)
class Number:
    """A number as it is written: a value with its tolerance, or a lowest and a highest one."""

    value: str = ""
    tolerance: str = ""
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Choice:
    """One answer: whether `=` stands before it, its weight in percent as it is written, and what is said of it."""

    is_right: bool
    weight: str
    text: Text
    feedback: Text | None
    number: Number | None = None


@dataclass(frozen=True)
class Pair:
    """A line and the choice that fits it; a choice without a line fits none."""

    prompt: Text
    match: str


@dataclass(frozen=True)
class Question:
    """One question as its file tells it, or why it cannot be read."""

    line: int
    kind: str
    title: str = ""
    stem: Text = NOTHING
    id: str = ""
    tags: tuple[str, ...] = ()
    category: str = ""
    choices: tuple[Choice, ...] = ()
    pairs: tuple[Pair, ...] = ()
    is_true: bool = False
    comments: tuple[Text | None, Text | None] = (None, None)
    feedback: Text | None = None
    is_embedded: bool = False
    problem: str = ""


def parse(lines: Iterable[str]) -> Iterator[Question]:
    """Every question of a file, in order; categories are told as questions of their own."""
    category = ""
    for paragraph in paragraphs(lines):
        if paragraph.text.startswith(CATEGORY):
            category = paragraph.text.removeprefix(CATEGORY).strip()
            yield Question(paragraph.line, "category", title=category)
        elif paragraph.lines:
            yield replace(_question(paragraph), category=category)


def _question(paragraph: Paragraph) -> Question:
    if len(paragraph.text) > LONGEST:
        return Question(paragraph.line, "unreadable", problem=f"the question is longer than {LONGEST} signs")
    title, rest = _titled(paragraph.text)
    empty = Question(paragraph.line, "unreadable", title, formatted(rest, NORMAL), paragraph.id, paragraph.tags)
    try:
        return _asked(empty, rest)
    except Refused as problem:
        return replace(empty, problem=str(problem))


def _titled(text: str) -> tuple[str, str]:
    bare = text.lstrip()
    if bare.startswith("::"):
        title, mark, rest = first_cut(bare[2:], "::")
        if mark:
            return " ".join(plain(title).split()), rest
    return "", text


def _asked(empty: Question, text: str) -> Question:
    before, opens, rest = first_cut(text, "[{}]")
    if not opens:
        return replace(empty, kind="description")
    body, closes, after = first_cut(rest, "[{}]")
    if opens == "}" or closes != "}":
        raise Refused("a brace is not closed, or not opened; write \\{ and \\} for braces that are meant as such")
    if first_cut(after, "[{}]")[1]:
        raise Refused("there are two sets of answers in braces; make two questions of it")
    stem = formatted(before, NORMAL)
    is_embedded = bool(after.strip())
    if is_embedded:
        stem = Text(stem.format, f"{stem.text} {GAP} {formatted(after, stem.format).text}".strip())
    body, _mark, general = first_cut(body, "####")
    feedback = formatted(general, stem.format) if general.strip() else None
    return _answered(replace(empty, stem=stem, is_embedded=is_embedded, feedback=feedback), body.strip())


def _answered(asked: Question, body: str) -> Question:
    """The question with its answers, of the kind that Moodle sees in them, looking in Moodle's order."""
    if not body:
        return replace(asked, kind="essay")
    if STEPS.match(body):
        return replace(asked, kind="ordering")
    if body.startswith("#"):
        return replace(asked, kind="numerical", choices=tuple(_numbers(body[1:], asked.stem.format)))
    marks = {mark for mark, _piece in cut(body, "[~=]")}
    if "~" in marks:
        return replace(asked, kind="multiple_choice", choices=tuple(_choices(body, asked.stem.format)))
    if "=" in marks and ARROW in body:
        return replace(asked, kind="matching", pairs=tuple(_pairs(body, asked.stem.format)))
    truth, _mark, comments = first_cut(body, "#")
    if truth.strip() in TRUTHS:
        first, _mark, second = first_cut(comments, "#")
        said = (_said(first, asked.stem.format), _said(second, asked.stem.format))
        return replace(asked, kind="true_false", is_true=TRUTHS[truth.strip()], comments=said)
    return replace(asked, kind="short_answer", choices=tuple(_choices(body, asked.stem.format)))


def _choices(body: str, kind: str) -> Iterator[Choice]:
    for mark, piece in _pieces(body, "[~=]"):
        if mark or piece.strip():
            text, _mark, comment = first_cut(piece, "#")
            weight = WEIGHT.match(text)
            said = formatted(text[weight.end() :] if weight else text, kind)
            yield Choice(mark != "~", weight.group(1) if weight else "", said, _said(comment, kind))


def _pieces(body: str, marks: str) -> list[tuple[str, str]]:
    pieces = cut(body, marks)
    if len(pieces) > MOST_ANSWERS:
        raise Refused(f"there are {len(pieces)} answers; no question here has more than {MOST_ANSWERS}")
    return pieces


def _said(comment: str, kind: str) -> Text | None:
    return formatted(comment, kind) if comment.strip() else None


def _numbers(body: str, kind: str) -> Iterator[Choice]:
    for choice in _choices(body, kind):
        yield replace(choice, number=_number(choice.text.text) if choice.text.text not in ("", "*") else None)


def _number(text: str) -> Number:
    low, dots, high = text.partition("..")
    if dots:
        return Number(low=low.strip(), high=high.strip())
    value, _colon, tolerance = text.partition(":")
    return Number(value.strip(), tolerance.strip())


def _pairs(body: str, kind: str) -> Iterator[Pair]:
    for mark, piece in _pieces(body, "="):
        if not mark and not piece.strip():
            continue
        prompt, arrow, match = piece.partition(ARROW)
        if not arrow:
            raise Refused(f"the line {plain(piece.strip())!r} has no -> between what is matched")
        yield Pair(formatted(prompt, kind), plain(" ".join(match.split())))
