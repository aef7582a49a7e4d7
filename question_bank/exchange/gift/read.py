"""GIFT as drafts. What the answers mean is what Moodle makes of them; essays and descriptions are refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from question_bank.exchange.encoding import lines_of, read_text
from question_bank.exchange.found import Draft, Found, Refused, Unreadable
from question_bank.exchange.gift.parse import Choice, Question, parse
from question_bank.exchange.gift.scan import Text
from question_bank.exchange.moodle import answers, typed
from question_bank.exchange.moodle.answers import Answer
from question_bank.exchange.moodle.reading import Reading
from question_bank.exchange.moodle.shares import number, share
from question_bank.items import Payload

NO_QUESTION = "the file holds no question; GIFT tells one as text with its answers in braces: 2 + 2 = {=4 ~5}"
REFUSALS = {
    "essay": "an essay is marked by a person, and that is not done here; ask for a choice, a word or a number",
    "description": "this is a text without a question; put it before the stem of the question it belongs to",
    "ordering": "steps to put in order are not read from GIFT; export the question as Moodle XML",
}
NAME = 60


def read(path: Path) -> Iterator[Found]:
    """Every question of a GIFT file; raises Unreadable when it is no text or holds no question."""
    text, doubts = read_text(path)
    return found_in(text, doubts)


def found_in(text: str, doubts: tuple[str, ...] = ()) -> Iterator[Found]:
    """Every question of a GIFT text."""
    is_empty = True
    for question in parse(lines_of(text)):
        if question.kind != "category":
            is_empty = False
            yield _found(question, doubts)
    if is_empty:
        raise Unreadable(NO_QUESTION)


def _found(question: Question, doubts: tuple[str, ...]) -> Found:
    where, name = f"line {question.line}", question.title or question.stem.text[:NAME]
    reading = Reading()
    reading.losses.add(*doubts)
    try:
        draft = _draft(question, reading)
    except Refused as refusal:
        return Found(where, name, refusal=str(refusal))
    return Found(where, name, draft, tuple(reading.losses))


def _draft(question: Question, reading: Reading) -> Draft:
    if question.kind not in READERS:
        raise Refused(question.problem or REFUSALS[question.kind])
    payload = READERS[question.kind](question, reading)
    return reading.draft(payload, question.title, question.category, question.tags, question.id)


def _asked(question: Question, reading: Reading) -> answers.Asked:
    return reading.asked(question.stem.text, question.stem.format, _comment(question.feedback, reading))


def _comment(text: Text | None, reading: Reading) -> str:
    return reading.text(text.text, text.format) if text else ""


def _share(choice: Choice) -> Fraction:
    try:
        return share(choice.weight) if choice.weight else Fraction(int(choice.is_right))
    except ValueError as problem:
        raise Refused(str(problem)) from None


def _choice(question: Question, reading: Reading) -> Payload:
    asked = _asked(question, reading)
    told = [
        Answer(reading.line(each.text.text, each.text.format), _share(each), _comment(each.feedback, reading))
        for each in question.choices
    ]
    if any(each.is_right for each in question.choices):
        return answers.single_choice(asked, told, reading.losses)
    return answers.multiple_response(asked, told)


def _true_false(question: Question, reading: Reading) -> Payload:
    """Moodle's first comment is for whoever is wrong, its second for whoever is right."""
    wrong, right = (_comment(each, reading) for each in question.comments)
    comments = (right, wrong) if question.is_true else (wrong, right)
    return answers.true_false(_asked(question, reading), question.is_true, comments, reading.losses)


def _short(question: Question, reading: Reading) -> Payload:
    """What is to be typed is plain text, whatever the format of the question."""
    told = [Answer(each.text.text, _share(each), _comment(each.feedback, reading)) for each in question.choices]
    return typed.short_text(_asked(question, reading), told, False, reading.losses)


def _numeric(question: Question, reading: Reading) -> Payload:
    asked = _asked(question, reading)
    return typed.numeric(asked, [_number(each, reading) for each in question.choices], reading.losses)


def _number(choice: Choice, reading: Reading) -> typed.NumberAnswer:
    comment, told = _comment(choice.feedback, reading), choice.number
    try:
        if told is None:
            return typed.NumberAnswer(None, Fraction(0), _share(choice), comment)
        if told.value:
            value, tolerance = number(told.value), number(told.tolerance or "0")
        else:
            low, high = number(told.low), number(told.high)
            value, tolerance = (low + high) / 2, (high - low) / 2
    except ValueError as problem:
        raise Refused(f"{problem}; write 5, 5:0.1 or 4.9..5.1") from None
    return typed.NumberAnswer(value, tolerance, _share(choice), comment)


def _matching(question: Question, reading: Reading) -> Payload:
    pairs: Iterable[tuple[str, str]] = [
        (reading.line(each.prompt.text, each.prompt.format), reading.line(each.match, "plain"))
        for each in question.pairs
    ]
    return answers.matching(_asked(question, reading), pairs, reading.losses)


READERS: Mapping[str, Callable[[Question, Reading], Payload]] = {
    "multiple_choice": _choice,
    "true_false": _true_false,
    "short_answer": _short,
    "numerical": _numeric,
    "matching": _matching,
}
