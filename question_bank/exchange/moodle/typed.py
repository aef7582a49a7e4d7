"""Questions with a word or a number to type, told as answers with shares of the credit, made into payloads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from question_bank.exchange.found import Refused
from question_bank.exchange.markup import Losses
from question_bank.exchange.moodle.answers import Answer, Asked, joined, made
from question_bank.exchange.moodle.shares import DECIMALS, decimal
from question_bank.items import Payload
from question_bank.items.short_text import normal

ANY = "*"


@dataclass(frozen=True)
class NumberAnswer:
    """A number and how far off it may be, the share it earns, and the comment on it; no value is every number."""

    value: Fraction | None
    tolerance: Fraction
    share: Fraction
    reason: str = ""


def short_text(asked: Asked, answers: Iterable[Answer], case_sensitive: bool, losses: Losses) -> Payload:
    """A word or two to type: the answers that earn everything, a part, and nothing."""
    known = list(_known(answers, case_sensitive, losses))
    right = [answer for answer in known if answer.share >= 1]
    if not right:
        raise Refused("no answer that can be kept earns 100 %; write out at least one right answer")
    return made(
        "short_text",
        asked,
        accepted=[answer.text for answer in right],
        partial=[
            {"text": each.text, "credit": str(each.share), "rationale": each.reason}
            for each in known
            if 0 < each.share < 1
        ],
        near=[{"text": each.text, "rationale": each.reason} for each in known if each.share <= 0],
        case_sensitive=case_sensitive,
        rationale=joined(*(answer.reason for answer in right), asked.reason),
    )


def _known(answers: Iterable[Answer], case_sensitive: bool, losses: Losses) -> Iterable[Answer]:
    """The answers that can be compared here, each once."""
    seen: dict[str, Fraction] = {}
    for answer in answers:
        text = _written_out(answer, losses)
        compared = normal(text, case_sensitive)
        if text and not compared:
            losses.add(f"the answer {text} is left out: it has no letter and no number")
        elif compared in seen and not answer.share == seen[compared] == 1:
            losses.add(f"the answer {text} is left out: case, accents and dashes aside it is one of those before it")
        elif text:
            seen[compared] = answer.share
            yield Answer(text, answer.share, answer.reason)


def _written_out(answer: Answer, losses: Losses) -> str:
    """The text of an answer, or none when it stands for many."""
    literal = answer.text.split("\\*")
    if not any(ANY in part for part in literal):
        return ANY.join(literal)
    if answer.text != ANY:
        losses.add(f"the answer {answer.text} is left out: * for any letters is not known here")
    elif answer.share > 0:
        losses.add("every other answer earned a part of the credit; here it earns nothing")
    elif answer.reason:
        losses.add(f"the comment on every other answer is not kept: {answer.reason}")
    return ""


def numeric(asked: Asked, answers: Sequence[NumberAnswer], losses: Losses, **units: Any) -> Payload:
    """A number to type: the one that earns everything, and those that earn a part."""
    whole = {(each.value, each.tolerance) for each in answers if each.share >= 1 and each.value is not None}
    if len(whole) != 1:
        raise Refused(f"{len(whole)} numbers earn 100 %; give the whole credit to exactly one")
    for each in answers:
        if each.share <= 0 and each.reason:
            losses.add(f"the comment on a wrong number is not kept: {each.reason}")
        if each.value is None and each.share > 0:
            losses.add("every other number earned a part of the credit; here it earns nothing")
    partial = [
        {
            "value": _told(each.value),
            "tolerance": _told(each.tolerance),
            "credit": str(each.share),
            "rationale": each.reason,
        }
        for each in answers
        if each.value is not None and 0 < each.share < 1
    ]
    ((value, tolerance),) = whole
    reason = joined(*(each.reason for each in answers if each.share >= 1), asked.reason)
    return made(
        "numeric", asked, value=_told(value), tolerance=_told(tolerance), partial=partial, rationale=reason, **units
    )


def _told(value: Fraction) -> str:
    text = decimal(value, DECIMALS)
    if Fraction(text) != value:
        raise Refused(f"the number {float(value)} has more than nine digits; shorten it")
    return text
