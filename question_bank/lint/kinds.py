"""The rules for sets of statements, orders, matches, numbers and short texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from question_bank.items import Matching, Numeric, Ordering, ShortText, TrueFalseSet, wording
from question_bank.items.card import Card
from question_bank.items.short_text import normal
from question_bank.lint.rule import Finding, Rule
from question_bank.lint.words import ABSOLUTE, NEGATIVE, STRESSED, VAGUE, question

LOPSIDED = 3
"""No more than so many statements of one kind stand against one of the other."""
ORDER = re.compile(r"\b(order|sequence|sort|arrange|rank|steps?|first to last)\b", re.IGNORECASE)
PLACE = re.compile(r"^(first|second|third|then|next|after that|afterwards|last|lastly|finally)\b", re.IGNORECASE)
COUNTED = re.compile(
    r"\b(how many|number|count|percent(age)?|per cent|ratio|score|out of|in figures)\b|%", re.IGNORECASE
)


def lopsided_truths(card: Card) -> Iterator[Finding]:
    if isinstance(card.payload, TrueFalseSet):
        true = sum(each.is_true for each in card.payload.statements)
        false = len(card.payload.statements) - true
        if max(true, false) > LOPSIDED * min(true, false) > 0:
            says = f"{true} statements are true and {false} false; judging all alike almost passes"
            yield Finding("statements", says)


def statement_cue(card: Card) -> Iterator[Finding]:
    if not isinstance(card.payload, TrueFalseSet):
        return
    for words, truth, says in ((ABSOLUTE, False, "an absolute word marks"), (VAGUE, True, "a hedge marks")):
        found = {each.is_true for each in card.payload.statements if words.search(each.text)}
        if found == {truth}:
            yield Finding("statements", f"{says} {'true' if truth else 'false'} statements only; it gives them away")


def negative_statement(card: Card) -> Iterator[Finding]:
    if isinstance(card.payload, TrueFalseSet):
        for each in card.payload.statements:
            found = NEGATIVE.search(STRESSED.sub("", each.text))
            if found:
                says = f"statement {each.id} says {found.group()!r}; a denial judged false is read twice"
                yield Finding(f"statements.{each.id}", says)


def asks_for_order(card: Card) -> Iterator[Finding]:
    if isinstance(card.payload, Ordering) and not ORDER.search(question(card.payload.stem)):
        yield Finding("stem", "the question does not ask for an order or for steps")


def place_in_step(card: Card) -> Iterator[Finding]:
    if isinstance(card.payload, Ordering):
        for step in card.payload.steps:
            found = PLACE.search(step.text)
            if found:
                yield Finding(
                    f"steps.{step.id}", f"step {step.id} begins with {found.group()!r}, which tells its place"
                )


def no_spare_choice(card: Card) -> Iterator[Finding]:
    if isinstance(card.payload, Matching):
        used = [prompt.match for prompt in card.payload.prompts]
        if len(set(used)) == len(used) == len(card.payload.choices):
            says = "there are as many choices as lines, so the last match is left over; add a choice that fits none"
            yield Finding("choices", says)


def number_without_unit(card: Card) -> Iterator[Finding]:
    if isinstance(card.payload, Numeric) and not card.payload.unit and not COUNTED.search(question(card.payload.stem)):
        yield Finding("unit", "neither `unit` nor the question says in what the number is given")


def exact_measure(card: Card) -> Iterator[Finding]:
    if isinstance(card.payload, Numeric) and "." in card.payload.value and Decimal(card.payload.tolerance) == 0:
        yield Finding("tolerance", f"{card.payload.value} has decimals and no tolerance; rounding it is a wrong answer")


def one_spelling(card: Card) -> Iterator[Finding]:
    if isinstance(card.payload, ShortText) and len({normal(text) for text in card.payload.accepted}) == 1:
        says = f"only {card.payload.accepted[0]!r} is accepted; think of other spellings and words"
        yield Finding("accepted", says)


def answer_in_stem(card: Card) -> Iterator[Finding]:
    if isinstance(card.payload, ShortText):
        stem = f" {re.sub(r'[^a-z0-9]+', ' ', normal(wording.plain(card.payload.stem)))} "
        for text in card.payload.accepted:
            if f" {re.sub(r'[^a-z0-9]+', ' ', normal(text))} " in stem:
                yield Finding("stem", f"the stem says {text!r}, which is accepted as the answer")


KIND_RULES = (
    Rule(
        "lopsided-truths",
        "Judging all alike must not nearly pass.",
        "Judge each statement, of which five are true and one is false.",
        lopsided_truths,
        is_warning=True,
    ),
    Rule(
        "statement-cue",
        "A word on one side only tells true from false.",
        "It never bleeds (false). It always aches (false). Bruises are common (true).",
        statement_cue,
        is_warning=True,
    ),
    Rule(
        "negative-statement",
        "A denial judged false is read twice.",
        "True or false: bruising is not common.",
        negative_statement,
        is_warning=True,
    ),
    Rule(
        "asks-for-order",
        "A candidate must know what the list is to become.",
        "Which steps are taken after a sharps injury? (where they are to be put in order)",
        asks_for_order,
    ),
    Rule(
        "place-in-step",
        "A step that tells its place tests nothing.",
        "Put in order: wash your hands; clean the skin; finally, put a dressing on.",
        place_in_step,
        is_warning=True,
    ),
    Rule(
        "spare-choice",
        "With none to spare the last match is given away.",
        "Match three muscles with three nerves, each of which fits one muscle.",
        no_spare_choice,
        is_warning=True,
    ),
    Rule(
        "number-without-unit",
        "A number without its unit can be right and wrong at once.",
        "How deep does the pleura lie here? (answer 14, and nothing says of what)",
        number_without_unit,
    ),
    Rule(
        "exact-measure",
        "A measure is right within a tolerance.",
        "What is the mean depth? (answer 13.75 mm with a tolerance of 0, so that 13.8 is wrong)",
        exact_measure,
        is_warning=True,
    ),
    Rule(
        "one-spelling",
        "People who know write it in more ways than one.",
        "Which transmitter is it? (acetylcholine is accepted, and ACh is not)",
        one_spelling,
        is_warning=True,
    ),
    Rule(
        "answer-in-stem",
        "An answer that can be copied tests reading.",
        "His pneumothorax is under tension. What is it called? (tension pneumothorax, tension)",
        answer_in_stem,
    ),
)
