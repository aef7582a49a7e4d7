"""True-false sets and matching as a match interaction."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lxml import etree

from question_bank.exchange.qti.writing.elements import integer, line, make, setting, variable, when
from question_bank.exchange.qti.writing.question import RESPONSE, Question, answered, declared, mapped, mapping, score
from question_bank.items.matching import Matching
from question_bank.items.true_false_set import WORDS, TrueFalseSet

RIGHT = "RIGHT"
TRUTHS = {True: "TRUE", False: "FALSE"}
"""Identifiers in capitals, which no own id has."""


def truths(payload: TrueFalseSet) -> Question:
    """Each statement with true or false."""
    prompts = {each.id: each.text for each in payload.statements}
    right = {each.id: TRUTHS[each.is_true] for each in payload.statements}
    says = {each.id: each.rationale for each in payload.statements}
    return _pairs(prompts, {TRUTHS[truth]: WORDS[truth] for truth in (True, False)}, right, payload.scoring, says)


def matches(payload: Matching) -> Question:
    """Each prompt with a choice."""
    prompts = {each.id: each.text for each in payload.prompts}
    choices = {each.id: each.text for each in payload.choices}
    says = {each.id: each.rationale for each in payload.prompts}
    return _pairs(prompts, choices, payload.right, payload.scoring, says)


def _pairs(
    prompts: Mapping[str, str],
    choices: Mapping[str, str],
    right: Mapping[str, str],
    scoring: str,
    says: Mapping[str, str],
) -> Question:
    asks = make(
        "match-interaction", _set(prompts, "1"), _set(choices, "0"), response_identifier=RESPONSE, shuffle="true",
        max_associations=str(len(prompts)), min_associations="0",
    )  # fmt: skip
    pairs = [f"{prompt} {choice}" for prompt, choice in right.items()]
    response = declared("directedPair", "multiple", pairs, mapping(dict.fromkeys(pairs, 1)))
    counted = setting(RIGHT, mapped())
    rules = (answered(counted, *judged(scoring, len(prompts))),)
    return Question((response,), (asks,), rules, counters={RIGHT: 0}, counted_in="float", says=says)


def _set(parts: Mapping[str, str], most: str) -> etree._Element:
    members = (
        make("simple-associable-choice", *line(text), identifier=own, match_max=most) for own, text in parts.items()
    )
    return make("simple-match-set", *members)


def judged(scoring: str, of: int) -> list[etree._Element]:
    """Rules over how many parts are right, and how many were answered."""
    if scoring == "per_part":
        return [score(make("divide", variable(RIGHT), integer(of)))]
    if scoring == "deduction":
        wrong = make("subtract", make("container-size", variable(RESPONSE)), variable(RIGHT))
        kept = make("max", integer(0), make("subtract", variable(RIGHT), wrong))
        return [score(make("divide", kept, integer(of)))]
    branches = [(_are_right(of), [score(Fraction(1))])]
    if scoring == "half_point" and of > 1:
        branches.append((_are_right(of - 1), [score(Fraction(1, 2))]))
    return [when(*branches, (None, [score(Fraction(0))]))]


def _are_right(count: int) -> etree._Element:
    return make("equal", variable(RIGHT), integer(count), tolerance_mode="exact")
