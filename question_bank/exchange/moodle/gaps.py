"""Gaps in a text: those filled from a list, as lines to match; one with its answers inside, as what it asks."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from lxml import etree

from question_bank.exchange.found import Refused
from question_bank.exchange.gift.parse import GAP, WEIGHT
from question_bank.exchange.gift.scan import cut, first_cut, plain
from question_bank.exchange.moodle import answers, typed
from question_bank.exchange.moodle.answers import Answer, Asked
from question_bank.exchange.moodle.elements import said, value
from question_bank.exchange.moodle.reading import Reading
from question_bank.exchange.moodle.shares import number, share
from question_bank.items import Payload

PLACE = re.compile(r"\[\[(\d{1,3})\]\]")
OPTIONS = ("dragbox", "selectoption")
INSIDE = re.compile(r"\{\d{0,3}:([A-Z_]{2,20}):")
CHOOSE = re.compile(r"MC|MULTICHOICE")
SEVERAL = re.compile(r"MR|MULTIRESPONSE")
NUMBER = re.compile(r"NM|NUMERICAL")
WORD = re.compile(r"SA|SHORTANSWER|MW")


def gaps(question: etree._Element, asked: Asked, reading: Reading) -> Payload:
    """Each gap is a line, and the words for all of them are the choices."""
    options = [option for name in OPTIONS for option in question.findall(name)]
    words = [reading.line(said(option).text, said(option).kind) for option in options]
    numbers = [int(place) for place in PLACE.findall(asked.stem)]
    if any(not 0 < place <= len(words) for place in numbers):
        raise Refused("a gap [[n]] names a word that is not in the list")
    if len({value(option, "group") for option in options}) > 1:
        reading.losses.add("each gap offered a list of its own; here all gaps offer all words")
    reading.losses.add("gaps in the text are told as numbered lines to match")
    label = iter(range(1, len(numbers) + 1))
    stem = PLACE.sub(lambda _place: f"[{next(label)}] {GAP}", asked.stem)
    pairs = [(f"[{line}]", words[place - 1]) for line, place in enumerate(numbers, 1)]
    idle = [("", word) for place, word in enumerate(words, 1) if place not in numbers]
    return answers.matching(replace(asked, stem=stem), [*pairs, *idle], reading.losses)


def cloze(asked: Asked, reading: Reading) -> Payload:
    """A text with one gap whose answers stand inside it."""
    found = list(INSIDE.finditer(asked.stem))
    if len(found) != 1:
        raise Refused(f"the text has {len(found)} gaps with answers inside; make one question of each gap")
    kind, (body, closes, after) = found[0].group(1), first_cut(asked.stem[found[0].end() :], "}")
    if not closes:
        raise Refused("the gap is not closed by a brace")
    whole = replace(asked, stem=f"{asked.stem[: found[0].start()]}{GAP}{after}".strip())
    told = [_inside(piece) for _mark, piece in cut(body, "~") if piece.strip()]
    if CHOOSE.match(kind):
        return answers.single_choice(whole, told, reading.losses)
    if SEVERAL.match(kind):
        return answers.multiple_response(whole, told)
    if WORD.match(kind):
        return typed.short_text(whole, told, kind.endswith("C"), reading.losses)
    if not NUMBER.match(kind):
        raise Refused(f"a gap of the kind {kind} is not known; make it MULTICHOICE, SHORTANSWER or NUMERICAL")
    return typed.numeric(whole, [_number(answer) for answer in told], reading.losses)


def _inside(piece: str) -> Answer:
    """One answer: `=` or a weight before it, a comment behind it."""
    text, _mark, reason = first_cut(piece.strip(), "#")
    weight = WEIGHT.match(text)
    is_right = text.startswith("=")
    earned = share(weight.group(1)) if weight else Fraction(int(is_right))
    bare = text[weight.end() :] if weight else text.removeprefix("=")
    return Answer(plain(bare.strip()), earned, plain(reason.strip()))


def _number(answer: Answer) -> typed.NumberAnswer:
    amount, _colon, tolerance = answer.text.partition(":")
    try:
        value_told = None if amount == typed.ANY else number(amount)
        return typed.NumberAnswer(value_told, number(tolerance or "0"), answer.share, answer.reason)
    except ValueError as problem:
        raise Refused(f"{problem}; a number in a gap is written 5 or 5:0.1") from None
