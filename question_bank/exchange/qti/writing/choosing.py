"""Single choice and multiple response as a choice interaction."""

from __future__ import annotations

import math
from fractions import Fraction

from lxml import etree

from question_bank.exchange.qti.writing.elements import integer, line, make, variable, when
from question_bank.exchange.qti.writing.question import RESPONSE, Question, answered, declared, mapped, mapping, score
from question_bank.items.choices import Choices, Option
from question_bank.items.credit import Bounds


def single(payload: Choices) -> Question:
    """One option of several."""
    return _choice(payload, "single", "1")


def several(payload: Choices) -> Question:
    """Any number of options."""
    return _choice(payload, "multiple", "0")


def _choice(payload: Choices, cardinality: str, most: str) -> Question:
    shown = [make("simple-choice", *line(option.text), identifier=option.id) for option in payload.options]
    asks = make(
        "choice-interaction", *shown, response_identifier=RESPONSE, shuffle="true", max_choices=most, min_choices="0"
    )
    keys = [option.id for option in payload.options if option.key]
    worth, rules = scored(payload.scoring, payload.options, payload.bounds or Bounds())
    says = {option.id: option.rationale for option in payload.options}
    shows = variable(RESPONSE) if cardinality == "multiple" else make("multiple", variable(RESPONSE))
    response = declared("identifier", cardinality, keys, *worth)
    return Question((response,), (asks,), rules, says=says, shows=shows)


def scored(
    scoring: str, options: tuple[Option, ...], bounds: Bounds
) -> tuple[tuple[etree._Element, ...], tuple[etree._Element, ...]]:
    """The mapping a rule needs, if any, and the rules."""
    keys = sum(option.key for option in options)
    if scoring == "all_or_nothing":
        right = make("match", variable(RESPONSE), make("correct", identifier=RESPONSE))
        return (), (when((right, [score(Fraction(1))]), (None, [score(Fraction(0))])),)
    if scoring == "mapping":
        return _mapped(options, bounds)
    worth = mapping({option.id: 1 if option.key else -1 for option in options})
    return (worth,), (answered(*_judged(scoring, keys, len(options))),)


def _judged(scoring: str, keys: int, of: int) -> list[etree._Element]:
    """Rules over the keys taken less the others taken: `keys` is all right, each mistake one less."""
    if scoring == "half_point":
        all_right = make("equal", mapped(), integer(keys), tolerance_mode="exact")
        one_wrong = make("equal", mapped(), integer(keys - 1), tolerance_mode="exact")
        half = (one_wrong, [score(Fraction(1, 2))])
        return [when((all_right, [score(Fraction(1))]), half, (None, [score(Fraction(0))]))]
    if scoring == "per_part":
        return [score(make("divide", make("sum", integer(of - keys), mapped()), integer(of)))]
    return [score(make("divide", make("max", integer(0), mapped()), integer(keys)))]


def _mapped(
    options: tuple[Option, ...], bounds: Bounds
) -> tuple[tuple[etree._Element, ...], tuple[etree._Element, ...]]:
    """Credits in whole numbers of their smallest common part, so that no sum is rounded."""
    credits_told = {option.id: Fraction(option.credit or "0") for option in options}
    lower, upper = Fraction(bounds.lower), Fraction(bounds.upper)
    whole = math.lcm(*(each.denominator for each in (*credits_told.values(), lower, upper)))
    worth = mapping({own: int(credit * whole) for own, credit in credits_told.items()})
    worth.set("lower-bound", str(int(lower * whole)))
    worth.set("upper-bound", str(int(upper * whole)))
    return (worth,), (answered(score(make("divide", mapped(), integer(whole)))),)
