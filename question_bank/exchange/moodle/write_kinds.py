"""What each type of item becomes in Moodle's XML: its type there, its answers, and the comment on the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from lxml import etree

from question_bank.exchange.markup import html
from question_bank.exchange.moodle.answers import is_true_false
from question_bank.exchange.moodle.orders import NAMES
from question_bank.exchange.moodle.shares import percent
from question_bank.exchange.moodle.typed import ANY
from question_bank.exchange.moodle.xml_losses import multiplier
from question_bank.items import Choices, Matching, MultipleResponse, Numeric, Ordering, ShortText, SingleChoice

HTML, PLAIN = "html", "moodle_auto_format"
RADIO, NO_UNIT = "1", "3"
WHOLE = Fraction(1)


def put(parent: etree._Element, tag: str, text: str, **attributes: str) -> etree._Element:
    """An element that says one thing."""
    element = etree.SubElement(parent, tag, attributes)
    element.text = text
    return element


def put_text(parent: etree._Element, tag: str, text: str, kind: str = "") -> etree._Element:
    """An element that holds a text, in a format where it has one."""
    element = etree.SubElement(parent, tag, {"format": kind} if kind else {})
    put(element, "text", text)
    return element


def _answer(question: etree._Element, text: str, share: Fraction, reason: str, kind: str = HTML) -> etree._Element:
    told = html(text) if kind == HTML else text
    answer = put_text(question, "answer", told, kind)
    answer.set("fraction", percent(share))
    put_text(answer, "feedback", html(reason), HTML)
    return answer


def _choices(question: etree._Element, payload: SingleChoice | MultipleResponse) -> None:
    if isinstance(payload, SingleChoice) and is_true_false(payload):
        for option in payload.options:
            _answer(question, option.text.lower(), Fraction(option.key), option.rationale, PLAIN)
        return
    settings = {"single": str(isinstance(payload, SingleChoice)).lower(), "shuffleanswers": "true"}
    for name, value in {**settings, "answernumbering": "abc"}.items():
        put(question, name, value)
    for option in payload.options:
        earned = Fraction(option.credit or 0) if payload.scoring == "mapping" else Fraction(option.key)
        _answer(question, option.text, earned, option.rationale)


def _words(question: etree._Element, payload: ShortText) -> None:
    put(question, "usecase", str(int(payload.case_sensitive)))
    told = [
        *((text, WHOLE, "") for text in payload.accepted),
        *((each.text, Fraction(each.credit), each.rationale) for each in payload.partial),
        *((each.text, Fraction(0), each.rationale) for each in payload.near),
    ]
    for text, share, reason in told:
        _answer(question, text.replace(ANY, f"\\{ANY}"), share, reason, PLAIN)


def _numbers(question: etree._Element, payload: Numeric) -> None:
    told = [
        (payload.value, payload.tolerance, WHOLE, ""),
        *((each.value, each.tolerance, Fraction(each.credit), each.rationale) for each in payload.partial),
    ]
    for value, tolerance, share, reason in told:
        put(_answer(question, value, share, reason, PLAIN), "tolerance", tolerance)
    put(question, "unitgradingtype", "0")
    put(question, "showunits", RADIO if payload.unit else NO_UNIT)
    if payload.unit:
        units = etree.SubElement(question, "units")
        for name, times in ((payload.unit, "1"), *((unit.text, multiplier(unit.factor)) for unit in payload.units)):
            unit = etree.SubElement(units, "unit")
            put(unit, "multiplier", times)
            put(unit, "unit_name", name)


def _lines(question: etree._Element, payload: Matching) -> None:
    put(question, "shuffleanswers", "true")
    texts = {choice.id: choice.text for choice in payload.choices}
    idle = [own for own in texts if own not in payload.right.values()]
    for prompt, own in [*((each.text, each.match) for each in payload.prompts), *(("", own) for own in idle)]:
        line = put_text(question, "subquestion", html(prompt), HTML)
        put_text(line, "answer", texts[own])


def _steps(question: etree._Element, payload: Ordering) -> None:
    settings = {
        "layouttype": "VERTICAL",
        "selecttype": "ALL",
        "selectcount": "0",
        "gradingtype": NAMES[payload.scoring],
    }
    for name, value in settings.items():
        put(question, name, value)
    for place, step in enumerate(payload.steps, 1):
        put_text(question, "answer", html(step.text), HTML).set("fraction", f"{place}.0000000")


def _own_reason(payload: ShortText | Numeric) -> str:
    return payload.rationale


def _no_reason(payload: Choices) -> str:
    return ""


KINDS: Mapping[str, tuple[Callable[[Any], str], Callable[[etree._Element, Any], None], Callable[[Any], str]]] = {
    "single_choice": (lambda choice: "truefalse" if is_true_false(choice) else "multichoice", _choices, _no_reason),
    "multiple_response": (lambda _choice: "multichoice", _choices, _no_reason),
    "short_text": (lambda _text: "shortanswer", _words, _own_reason),
    "numeric": (lambda _number: "numerical", _numbers, _own_reason),
    "matching": (lambda _match: "matching", _lines, lambda match: str(match.prompts[0].rationale)),
    "ordering": (lambda _order: "ordering", _steps, lambda order: str(order.steps[0].rationale)),
}
"""How each type is told: the name of its type, its answers, and its comment."""
