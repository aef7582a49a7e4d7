"""The rules for options: each stands on its own, means something, and means something else than the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from question_bank.items import wording
from question_bank.items.card import Card
from question_bank.lint.parts import Part, options_of, shown
from question_bank.lint.rule import Finding, Rule
from question_bank.lint.words import tokens

ALL_OR_NONE = re.compile(r"\b(all|none|both|neither) of (the above|the following|these|them)\b", re.IGNORECASE)
LETTERS = re.compile(r"^\s*(both )?[a-e](,? and |, )[a-e]\b", re.IGNORECASE)
NUMERALS = re.compile(r"^\s*(?:[ivx]{1,4}|\d)(?:(?:,? and |, | & )(?:[ivx]{1,4}|\d))+( only)?\W*$", re.IGNORECASE)
ENUMERATED = re.compile(r"(?:^|\s)\(?(?:1|i)[.)]\s", re.IGNORECASE)
"""A stem that numbers what it lists; without it, `III and VI` are two nerves and no combination."""
NUMBER = re.compile(r"^\D{0,3}(\d+(?:\.\d+)?)")
FILLER = re.compile(
    r"""^\W*(no (?:answer|idea)|n/?a|others?|something else|anything else|whatever|tbc|tba|test
    |(?:i )?(?:do not|don't) know|not sure|no one knows|nobody knows|x+|foo)?\W*$
    |\b(?:magic|aliens?|unicorns?|lol|haha|santa)\b|!\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
SHORT_SHARE, LONG_ENOUGH = 1 / 3, 30
"""A wrong option of less than a third of the mean length of the others, where that is 30 characters or more."""
RARELY = 0.05
"""A wrong option that fewer choose does not work as one (Tarrant, Ware and Mohammed 2009)."""
SILENT = re.compile(r"""(?<!\d)\.|\.(?!\d)|[,;:!?'"()“”‘’*]""")


def all_or_none(card: Card) -> Iterator[Finding]:
    for part in shown(card.payload):
        if ALL_OR_NONE.search(part.text):
            yield Finding(part.field, f"{_named(part)} is an all/none of the above; name what is meant")


def k_type(card: Card) -> Iterator[Finding]:
    is_enumerated = ENUMERATED.search(card.payload.stem)
    for option in options_of(card):
        if LETTERS.search(option.text) or (is_enumerated and NUMERALS.search(option.text)):
            says = f"option {option.id} combines other options; use a multiple-response item"
            yield Finding(f"options.{option.id}", says)


def numbers_in_order(card: Card) -> Iterator[Finding]:
    found = [NUMBER.match(option.text) for option in options_of(card)]
    numbers = [float(match.group(1)) for match in found if match]
    if len(numbers) == len(found) and numbers not in (sorted(numbers), sorted(numbers, reverse=True)):
        yield Finding("options", "the options are numbers out of order")


def two_keys(card: Card) -> Iterator[Finding]:
    """Two parts of one list that say the same are both right, or neither is."""
    for _name, parts in groupby(shown(card.payload), lambda part: part.field.partition(".")[0]):
        first: dict[str, Part] = {}
        for part in parts:
            one = first.setdefault(_same(part.text), part)
            if one is not part:
                yield Finding(part.field, f"{_named(part)} says the same as {_named(one)}; nobody can choose")


def _same(text: str) -> str:
    return " ".join(SILENT.sub(" ", wording.plain(text).casefold()).split())


def _named(part: Part) -> str:
    name, _dot, own = part.field.partition(".")
    return f"{'entry' if name == 'entries' else name.removesuffix('s')} {own}"


def implausible(card: Card) -> Iterator[Finding]:
    for option in options_of(card):
        others = [len(other.text) for other in options_of(card) if other.id != option.id]
        mean = sum(others) / len(others)
        if option.key:
            continue
        if FILLER.search(option.text):
            yield Finding(f"options.{option.id}", f"option {option.id} says nothing anybody would choose")
        elif mean >= LONG_ENOUGH and len(option.text) < SHORT_SHARE * mean and not _is_number(option.text):
            says = f"option {option.id} has {len(option.text)} characters, the others {mean:.0f}; make them alike"
            yield Finding(f"options.{option.id}", says)


def _is_number(text: str) -> bool:
    return any(token[0].isdigit() for token in tokens(text))


def rarely_chosen(card: Card, chosen: Mapping[str, float]) -> Iterator[Finding]:
    """The wrong options nearly nobody chose; `chosen` is the share of answers (0 to 1) that named each option."""
    for option in options_of(card):
        if not option.key and chosen.get(option.id, 1) < RARELY:
            says = f"{chosen[option.id]:.0%} chose option {option.id}; under {RARELY:.0%} it distracts nobody"
            yield Finding(f"options.{option.id}", says)


IMPLAUSIBLE = Rule(
    "implausible-distractor",
    "An option nobody would choose makes guessing easier for all.",
    "What do you do first? (a) withdraw the needle (b) go on (c) hope for magic (d) call for help. Key: a",
    implausible,
    is_warning=True,
)
OPTION_RULES = (
    Rule(
        "all-or-none",
        "It rewards knowing two options and punishes knowing more.",
        "Which is a sign of shock? (a) pallor (b) sweating (c) a fast pulse (d) all of the above. Key: d",
        all_or_none,
    ),
    Rule(
        "k-type",
        "Combinations reward elimination.",
        "Which are signs of shock? (a) pallor (b) a slow pulse (c) sweating (d) a and c. Key: d",
        k_type,
    ),
    Rule(
        "numbers-in-order",
        "Numbers out of order cost time.",
        "To which rib does it reach? (a) 10 (b) 6 (c) 12 (d) 8. Key: a",
        numbers_in_order,
    ),
    Rule(
        "two-keys",
        "Where two answers say the same, both can be defended.",
        "What is given first? (a) oxygen (b) fluid (c) Oxygen! (d) adrenaline. Key: a",
        two_keys,
    ),
    IMPLAUSIBLE,
)
