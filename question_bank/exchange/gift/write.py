r"""Cards as GIFT: HTML in every text that may be formatted, plain text in every other, each sign of GIFT escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, BinaryIO

from question_bank.exchange.found import Refused, Written
from question_bank.exchange.gift.losses import LOSSES, REFUSALS
from question_bank.exchange.gift.parse import ARROW
from question_bank.exchange.labels import labels
from question_bank.exchange.markup import html
from question_bank.exchange.moodle.answers import is_true_false
from question_bank.exchange.moodle.shares import percent
from question_bank.exchange.reduced import problem_with, reduced
from question_bank.items import Matching, MultipleResponse, Numeric, ShortText, SingleChoice
from question_bank.items.card import Card
from question_bank.items.choices import Option

SIGNS = re.compile(r"[\\~=#{}:]")
LABEL_SIGNS = re.compile(r"[\\\[\]]")
LEADING = {"%": "&#37;", "[": "&#91;"}
"""Signs that would begin a weight or a format."""


def write(cards: Iterable[Card], out: BinaryIO, media: Mapping[str, bytes]) -> Iterator[Written]:
    """Write cards one by one, a category for each domain; pictures are never in a GIFT file."""
    domain = ""
    for card in cards:
        try:
            told, losses = _reduced(card)
            text = _question(told)
        except Refused as refusal:
            yield Written(card.code, refusal=str(refusal))
            continue
        if card.domain != domain:
            domain = card.domain
            out.write(f"$CATEGORY: $course$/top/{domain}\n\n".encode())
        out.write(f"{text}\n\n".encode())
        yield Written(card.code, losses)


def _reduced(card: Card) -> tuple[Card, tuple[str, ...]]:
    if card.type in REFUSALS:
        raise Refused(REFUSALS[card.type])
    told, losses = reduced(card, LOSSES)
    if problem := problem_with(told):
        raise Refused(f"it cannot be told in GIFT: {problem}")
    return told, losses


def _question(card: Card) -> str:
    named = " ".join(f"[{name}:{_label(value)}]" for name, value in _named(card))
    title = f"::{_escaped(card.title)}::" if card.title else ""
    return f"// {named}\n{title}[html]{_escaped(html(card.payload.stem))}{{{WRITERS[card.type](card.payload)}}}"


def _named(card: Card) -> Iterator[tuple[str, str]]:
    yield "id", card.code
    for label in labels(card):
        yield "tag", label


def _label(text: str) -> str:
    return LABEL_SIGNS.sub(lambda sign: f"\\{sign.group()}", text)


def _escaped(text: str) -> str:
    return SIGNS.sub(lambda sign: f"\\{sign.group()}", text)


def _formatted(text: str) -> str:
    told = html(text)
    return _escaped(LEADING.get(told[:1], told[:1]) + told[1:])


def _typed(text: str) -> str:
    """Plain text that is to be typed; a star in it stands for itself."""
    if ARROW in text:
        raise Refused(f"GIFT takes {ARROW} in an accepted answer for a match; write it as Moodle XML")
    said = _escaped(text).replace("*", "\\*")
    return f"[plain]{said}" if said.startswith("[") else said


def _comment(text: str) -> str:
    return f"#{_formatted(text)}" if text else ""


def _general(text: str) -> list[str]:
    return [f"####{_formatted(text)}"] if text else []


def _lines(lines: Iterable[str]) -> str:
    return "\n" + "".join(f"\t{line}\n" for line in lines)


def _weight(earned: Fraction | str | None) -> str:
    return f"%{percent(Fraction(earned))}%" if earned else ""


def _single(payload: SingleChoice) -> str:
    if is_true_false(payload):
        return _truth(payload.options)
    return _lines(
        ("=" if option.key else f"~{_weight(option.credit)}") + _formatted(option.text) + _comment(option.rationale)
        for option in payload.options
    )


def _truth(options: tuple[Option, ...]) -> str:
    """GIFT tells first what to say to whoever is wrong."""
    right, wrong = sorted(options, key=lambda option: not option.key)
    comments = f"#{_formatted(wrong.rationale)} #{_formatted(right.rationale)}"
    return right.text.upper() + (comments if right.rationale or wrong.rationale else "")


def _multiple(payload: MultipleResponse) -> str:
    return _lines(
        f"~{_weight(option.credit)}{_formatted(option.text)}{_comment(option.rationale)}" for option in payload.options
    )


def _short(payload: ShortText) -> str:
    right = [f"=%100%{_typed(text)}" for text in payload.accepted]
    partly = [f"={_weight(each.credit)}{_typed(each.text)}{_comment(each.rationale)}" for each in payload.partial]
    wrong = [f"=%0%{_typed(each.text)}{_comment(each.rationale)}" for each in payload.near]
    return _lines([*right, *partly, *wrong, *_general(payload.rationale)])


def _numeric(payload: Numeric) -> str:
    partly = [
        f"={_weight(each.credit)}{each.value}:{each.tolerance}{_comment(each.rationale)}" for each in payload.partial
    ]
    return "#" + _lines([f"=%100%{payload.value}:{payload.tolerance}", *partly, *_general(payload.rationale)])


def _matching(payload: Matching) -> str:
    texts = {choice.id: _escaped(choice.text) for choice in payload.choices}
    pairs = [f"={_formatted(prompt.text)} {ARROW} {texts[prompt.match]}" for prompt in payload.prompts]
    idle = [choice.id for choice in payload.choices if choice.id not in payload.right.values()]
    others = [f"= {ARROW} {texts[own]}" for own in idle]
    return _lines([*pairs, *others, *_general(payload.prompts[0].rationale)])


WRITERS: Mapping[str, Callable[[Any], str]] = {
    "single_choice": _single,
    "multiple_response": _multiple,
    "short_text": _short,
    "numeric": _numeric,
    "matching": _matching,
}
