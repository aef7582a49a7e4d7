"""Aiken, the plainest of formats: a question, lettered answers, and a line that says which letter is right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from question_bank.exchange.encoding import lines_of, read_text
from question_bank.exchange.found import Draft, Found, Refused, Unreadable
from question_bank.exchange.markup import PARAGRAPH, Losses, told
from question_bank.exchange.moodle.answers import Answer, Asked, single_choice
from question_bank.items.base import LETTERS

OPTION = re.compile(r"([A-Z])[.)]\s+(.*)")
ANSWER = re.compile(r"ANSWER\s*:(.*)", re.IGNORECASE)
NO_QUESTION = "the file holds no question; Aiken ends each with a line such as ANSWER: B"
NO_ANSWER = "the question has no answer; end it with a line such as ANSWER: B"
NAME = 60


@dataclass
class _Open:
    """A question while its lines come in."""

    line: int
    stem: list[str] = field(default_factory=list)
    options: list[tuple[int, str, str]] = field(default_factory=list)
    """Line, letter and text of each option."""
    strays: list[int] = field(default_factory=list)
    """Lines that are neither."""


def read(path: Path) -> Iterator[Found]:
    """Every question of an Aiken file; raises Unreadable when it is no text or holds no question."""
    text, doubts = read_text(path)
    return found_in(text, doubts)


def found_in(text: str, doubts: tuple[str, ...] = ()) -> Iterator[Found]:
    """Every question of an Aiken text."""
    is_empty = True
    for found in _questions(lines_of(text), doubts):
        is_empty = False
        yield found
    if is_empty:
        raise Unreadable(NO_QUESTION)


def _questions(lines: Iterable[str], doubts: tuple[str, ...]) -> Iterator[Found]:
    current: _Open | None = None
    was_empty = False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        answer, option = ANSWER.fullmatch(text), OPTION.fullmatch(text)
        if current and current.options and was_empty and text and not answer and not option:
            yield _found(current, None, doubts)
            current = None
        if answer and current:
            yield _found(current, answer.group(1).strip(), doubts)
            current = None
        elif text:
            current = current or _Open(number)
            _take(current, number, text, option)
        was_empty = not text
    if current and current.options:
        yield _found(current, None, doubts)


def _take(current: _Open, number: int, text: str, option: re.Match[str] | None) -> None:
    if option and current.stem:
        if len(current.options) <= len(LETTERS):  # one too many is enough to be refused for
            current.options.append((number, option.group(1), option.group(2)))
    elif current.options:
        current.strays.append(number)
    else:
        current.stem.append(text)


def _found(question: _Open, answer: str | None, doubts: tuple[str, ...]) -> Found:
    where, name = f"line {question.line}", question.stem[0][:NAME]
    losses = Losses()
    losses.add(*doubts)
    try:
        draft = _draft(question, answer, losses)
    except Refused as refusal:
        return Found(where, name, refusal=str(refusal))
    return Found(where, name, draft, tuple(losses))


def _draft(question: _Open, answer: str | None, losses: Losses) -> Draft:
    if answer is None:
        raise Refused(NO_ANSWER)
    if question.strays:
        raise Refused(
            f"line {question.strays[0]} is neither an answer such as A. text nor ANSWER: B; write it in one line"
        )
    letters = [letter for _line, letter, _text in question.options]
    if letters != list(LETTERS[: len(letters)]):
        raise Refused(f"the answers are lettered {' '.join(letters)}; letter them A, B, C in order")
    right = answer.rstrip(".)").upper()
    if right not in letters:
        raise Refused(f"ANSWER: {answer} names none of the answers; Aiken has one right answer, named by its letter")
    told_answers = [Answer(_plain(text, losses), Fraction(letter == right)) for _line, letter, text in question.options]
    stem = PARAGRAPH.join(_plain(line, losses) for line in question.stem)
    return Draft(single_choice(Asked(stem), told_answers, losses))


def _plain(text: str, losses: Losses) -> str:
    said = told(text, "plain")
    losses.add(*said.losses)
    return said.text
