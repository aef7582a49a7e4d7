"""Each type of Moodle's questions as a payload."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from lxml import etree

from question_bank.exchange.found import Refused
from question_bank.exchange.moodle import answers, typed
from question_bank.exchange.moodle.answers import Answer, Asked
from question_bank.exchange.moodle.elements import comment, earned, is_yes, old_picture, said, value
from question_bank.exchange.moodle.gaps import cloze, gaps
from question_bank.exchange.moodle.orders import GRADING, TO_CORRECT
from question_bank.exchange.moodle.reading import Reading
from question_bank.exchange.moodle.shares import DECIMALS, decimal, number
from question_bank.items import Payload

NO_UNITS = "3"
PLAIN = "plain"


def asked(question: etree._Element, reading: Reading) -> Asked:
    """The stem, its picture, and the comment on the whole."""
    stem = said(question.find("questiontext"))
    return reading.asked(stem.text + old_picture(question), stem.kind, comment(question, reading, "generalfeedback"))


def _answers(question: etree._Element, reading: Reading) -> list[Answer]:
    told = [(answer, said(answer)) for answer in question.findall("answer")]
    return [
        Answer(reading.line(text.text, text.kind), earned(answer), comment(answer, reading)) for answer, text in told
    ]


def _multichoice(question: etree._Element, reading: Reading) -> Payload:
    whole, told = asked(question, reading), _answers(question, reading)
    if is_yes(value(question, "single", "true")):
        return answers.single_choice(whole, told, reading.losses)
    return answers.multiple_response(whole, told)


def _multichoiceset(question: etree._Element, reading: Reading) -> Payload:
    return answers.all_or_nothing(asked(question, reading), _answers(question, reading))


def _truefalse(question: etree._Element, reading: Reading) -> Payload:
    told = {said(answer).text.lower(): answer for answer in question.findall("answer")}
    if set(told) != {"true", "false"}:
        raise Refused("a question of true and false has exactly these two answers, in English")
    comments = (comment(told["true"], reading), comment(told["false"], reading))
    return answers.true_false(asked(question, reading), earned(told["true"]) > 0, comments, reading.losses)


def _shortanswer(question: etree._Element, reading: Reading) -> Payload:
    told = [Answer(said(each).text, earned(each), comment(each, reading)) for each in question.findall("answer")]
    return typed.short_text(asked(question, reading), told, is_yes(value(question, "usecase", "0")), reading.losses)


def _numerical(question: etree._Element, reading: Reading) -> Payload:
    told = [_number(answer, reading) for answer in question.findall("answer")]
    return typed.numeric(asked(question, reading), told, reading.losses, **_units(question, reading))


def _number(answer: etree._Element, reading: Reading) -> typed.NumberAnswer:
    text, share = said(answer).text, earned(answer)
    try:
        amount = None if text == typed.ANY else number(text)
        return typed.NumberAnswer(amount, number(value(answer, "tolerance", "0")), share, comment(answer, reading))
    except ValueError as problem:
        raise Refused(f"line {answer.sourceline}: {problem}") from None


def _units(question: etree._Element, reading: Reading) -> dict[str, Any]:
    """The unit whose multiplier is 1, and the others by what turns them into it; Moodle says it the other way round."""
    found = [(value(unit, "unit_name"), _multiplier(unit)) for unit in question.iterfind("units/unit")]
    if not found or value(question, "showunits") == NO_UNITS:
        return {}
    if value(question, "unitgradingtype", "0") != "0":
        reading.losses.add("marks taken away for a wrong unit; here a number in a wrong unit is wrong")
    own = next((name for name, multiplier in found if multiplier == 1), "")
    others = [(name, 1 / multiplier) for name, multiplier in found if name != own]
    if not own or any(Fraction(decimal(factor, DECIMALS)) <= 0 for _name, factor in others):
        reading.losses.add("the units are left out: none of them has the multiplier 1, or one is too large")
        return {}
    units = [
        {"id": f"u{place}", "text": name, "factor": decimal(factor, DECIMALS)}
        for place, (name, factor) in enumerate(others, 1)
    ]
    return {"unit": own, "units": units}


def _multiplier(unit: etree._Element) -> Fraction:
    try:
        multiplier = number(value(unit, "multiplier", "1"))
    except ValueError as problem:
        raise Refused(f"line {unit.sourceline}: {problem}") from None
    if multiplier <= 0:
        raise Refused(f"line {unit.sourceline}: the multiplier of a unit is not above 0")
    return multiplier


def _matching(question: etree._Element, reading: Reading) -> Payload:
    """In a match the choices are plain text; where they are dragged they are HTML."""
    pairs = []
    for line in question.findall("subquestion"):
        prompt, choice = said(line), said(line.find("answer"), PLAIN if question.get("type") == "matching" else "html")
        pairs.append((reading.line(prompt.text, prompt.kind), reading.line(choice.text, choice.kind)))
    return answers.matching(asked(question, reading), pairs, reading.losses)


def _ordering(question: etree._Element, reading: Reading) -> Payload:
    steps = sorted(question.findall("answer"), key=earned)
    grading = value(question, "gradingtype", "ABSOLUTE_POSITION")
    if grading not in GRADING and grading != TO_CORRECT:
        raise Refused(f"the grading type {grading} is not known; choose another in Moodle")
    if grading == TO_CORRECT:
        reading.losses.add("scored by the distance of each step from its place; here by steps in their place")
    if value(question, "selecttype", "ALL") not in ("ALL", "0"):
        reading.losses.add("only some of the steps were shown there; here all of them are")
    told = [said(step) for step in steps]
    texts = [reading.line(text.text, text.kind) for text in told]
    scoring = GRADING.get(grading, "absolute_position")
    return answers.ordering(asked(question, reading), texts, scoring, reading.losses)


def _gaps(question: etree._Element, reading: Reading) -> Payload:
    return gaps(question, asked(question, reading), reading)


def _cloze(question: etree._Element, reading: Reading) -> Payload:
    return cloze(asked(question, reading), reading)


KINDS: Mapping[str, Callable[[etree._Element, Reading], Payload]] = {
    "multichoice": _multichoice,
    "multichoiceset": _multichoiceset,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ddmatch": _matching,
    "ordering": _ordering,
    "ddwtos": _gaps,
    "gapselect": _gaps,
    "cloze": _cloze,
}
