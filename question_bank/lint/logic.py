"""The rules for cues in the logic of options: opposites, ranges that overlap, and one option inside another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from question_bank.items import Option, wording
from question_bank.items.card import Card
from question_bank.lint.parts import options_of
from question_bank.lint.rule import Finding, Rule
from question_bank.lint.words import tokens

PAIR = re.compile(r"(\w+)/(\w+)")
OPPOSITES = frozenset(
    frozenset(pair)
    for pair in PAIR.findall(
        """increase/decrease increases/decreases increased/decreased rise/fall rises/falls raise/lower raises/lowers
        raised/lowered more/less more/fewer most/least high/low higher/lower before/after with/without can/cannot
        safe/unsafe always/never all/none active/passive deep/superficial deeper/shallower deep/shallow medial/lateral
        medially/laterally cranial/caudal anterior/posterior longer/shorter long/short faster/slower fast/slow
        early/late earlier/later start/stop continue/stop allowed/forbidden present/absent positive/negative
        better/worse"""
    )
)
DENIALS = frozenset(["not", "no", "never"])
TURNING = DENIALS | {"without", "except", "less", "more", "than", "before", "after", "under", "over", "non"}
"""Words that make another thing of what they stand with, so that it is not said any more."""
LARGE = float("inf")
SPAN = re.compile(r"^\D{0,20}?(\d+(?:\.\d+)?)\s*(?:-|–|to|and)\s*(\d+(?:\.\d+)?)\s*(\D{0,20})$")
OPEN = re.compile(
    r"^(?:(less than|under|below|up to|at most|<|≤)|(?:more than|over|above|at least|>|≥))\s*"
    r"(\d+(?:\.\d+)?)\s*(\D{0,20})$"
)
Range = tuple[float, float, str]
"""Lower end, upper end and what is counted, in that unit."""


def logical_cue(card: Card) -> Iterator[Finding]:
    """One of two opposites is right, so the rest falls; wrong options that overlap fall together."""
    options = options_of(card)
    if card.type != "single_choice":
        return
    pairs = [pair for pair in combinations(options, 2) if _are_opposites(*pair)]
    if len(options) > 3 and len(pairs) == 1 and any(option.key for option in pairs[0]):
        one, other = pairs[0]
        yield Finding("options", f"options {one.id} and {other.id} are opposites, and one of them is the key")
    ranges = _ranges(options)
    for one, other in combinations([option for option in options if not option.key], 2):
        if _overlap(ranges, one, other) or _holds(one, other) or _holds(other, one):
            says = f"where {one.id} is right, {other.id} cannot be wrong, so both can be struck out unread"
            yield Finding(f"options.{other.id}", says)


def key_not_alone(card: Card) -> Iterator[Finding]:
    """A wrong option that overlaps the key, or is a part of it, can be defended."""
    options = options_of(card)
    if card.type != "single_choice":
        return
    ranges = _ranges(options)
    key = next(option for option in options if option.key)
    for option in options:
        if option is not key and _overlap(ranges, option, key):
            yield Finding(f"options.{option.id}", f"option {option.id} and the key overlap; a value can lie in both")
        elif option is not key and _holds(key, option):
            yield Finding(f"options.{option.id}", f"the key says all that option {option.id} says; both can be right")


def _are_opposites(one: Option, other: Option) -> bool:
    mine, theirs = tokens(one.text), tokens(other.text)
    if len(mine) == len(theirs):
        differing = [{own, there} for own, there in zip(mine, theirs, strict=True) if own != there]
        return len(differing) == 1 and differing[0] in OPPOSITES
    longer, shorter = sorted((mine, theirs), key=len, reverse=True)
    return _without_denial(longer) == shorter


def _without_denial(words: Sequence[str]) -> tuple[str, ...]:
    denials = [place for place, word in enumerate(words) if word in DENIALS]
    return (*words[: denials[0]], *words[denials[0] + 1 :]) if len(denials) == 1 else ()


def _ranges(options: Sequence[Option]) -> dict[str, Range]:
    """The options that are ranges; none where all are open at the same end, since they are asked for that bound."""
    found = {option.id: span for option in options if (span := _range(option.text))}
    is_bound = len(found) == len(options) and (
        all(low == -LARGE for low, _high, _unit in found.values())
        or all(high == LARGE for _low, high, _unit in found.values())
    )
    return {} if is_bound else found


def _overlap(ranges: Mapping[str, Range], one: Option, other: Option) -> bool:
    if one.id not in ranges or other.id not in ranges:
        return False
    (low, high, unit), (other_low, other_high, other_unit) = ranges[one.id], ranges[other.id]
    return unit == other_unit and low < other_high and other_low < high


def _range(text: str) -> Range | None:
    text = wording.plain(text).casefold()
    if span := SPAN.match(text):
        return float(span[1]), float(span[2]), span[3].strip(" .")
    if end := OPEN.match(text):
        number, unit = float(end[2]), end[3].strip(" .")
        return (-LARGE, number, unit) if end[1] else (number, LARGE, unit)
    return None


def _holds(longer: Option, shorter: Option) -> bool:
    """Whether one option says all of another, word for word, and more, without turning it round."""
    words, part = tokens(longer.text), tokens(shorter.text)
    if not 0 < len(part) < len(words) or TURNING & (set(words) - set(part)):
        return False
    return any(words[at : at + len(part)] == part for at in range(len(words) - len(part) + 1))


LOGIC_RULES = (
    Rule(
        "logical-cue",
        "Options that can only be right or wrong together narrow the choice without knowledge.",
        "What does the pulse do? (a) it rises (b) it falls (c) it becomes irregular (d) it cannot be felt. Key: a",
        logical_cue,
        is_warning=True,
    ),
    Rule(
        "key-not-alone",
        "Where a wrong option overlaps the key, more than one answer can be defended.",
        "How long does soreness last? (a) 1 to 3 days (b) 2 to 4 days (c) 5 to 7 days. Key: a",
        key_not_alone,
        is_warning=True,
    ),
)
