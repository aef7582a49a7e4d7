"""The rules for stems: one clear question, asked positively, with nothing in front of it that it does not use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from question_bank.items import Choices
from question_bank.items.base import NUMBERS
from question_bank.items.card import Card
from question_bank.lint.parts import shown
from question_bank.lint.rule import Finding, Rule
from question_bank.lint.words import NEGATIVE, STRESSED, last_sentence, long_words, question

TRUE_FALSE = re.compile(
    r"\bwhich (of (the following|these)|statement)[^?]*\b(true|false|correct|incorrect)\b", re.IGNORECASE
)
LONG_LEAD = 40
"""A lead of fewer words costs nobody time, whether the question uses it or not."""
POINTS_BACK = re.compile(
    r"""\b(he|she|him|hers?|his|they|them|their|it|its|you|your|we|us|our|this|that|these|those|here|there|such|now|next
    |both|either|each)\b""",
    re.IGNORECASE | re.VERBOSE,
)
ROOT = 5
"""Words that begin with the same letters, so many, are taken for one: needle, needles, needled."""


def true_false_series(card: Card) -> Iterator[Finding]:
    if card.type != "true_false_set" and TRUE_FALSE.search(question(card.payload.stem)):
        yield Finding(
            "stem", "the question asks which statement is true or false; ask something that can be answered unseen"
        )


def is_negative(card: Card) -> bool:
    """Whether the question turns on a negative word, stressed or not."""
    return card.type != "true_false_set" and bool(NEGATIVE.search(question(card.payload.stem)))


def negative_stem(card: Card) -> Iterator[Finding]:
    found = NEGATIVE.search(STRESSED.sub("", question(card.payload.stem)))
    if found and is_negative(card):
        yield Finding("stem", f"the question turns on {found.group()!r}; ask it positively or set the word in **bold**")


def unfocused(card: Card) -> Iterator[Finding]:
    if not question(card.payload.stem).rstrip("*").endswith("?") and isinstance(card.payload, Choices):
        yield Finding("stem", "the stem does not end in a question")


def blank(card: Card) -> Iterator[Finding]:
    if "__" in card.payload.stem or "..." in card.payload.stem:
        yield Finding("stem", "the stem has a blank to fill; ask a whole question")


def how_many(card: Card) -> Iterator[Finding]:
    word = NUMBERS.get(card.payload.chooses() or 0, "?")
    if card.type == "multiple_response" and word not in question(card.payload.stem).lower():
        yield Finding("stem", f"the question does not say that {word} options are right")


def gratuitous(card: Card) -> Iterator[Finding]:
    """A lead is unused when its question neither points back to it nor shares a word with it, options included.

    Where an answer is typed, nothing tells what the question uses, so it is not judged.
    """
    lead, asks = last_sentence(card.payload.stem)
    below = [part.text for part in shown(card.payload)]
    if not below or len(lead.split()) < LONG_LEAD or POINTS_BACK.search(asks):
        return
    if not _roots(lead) & _roots(" ".join([asks, *below])):
        yield Finding("stem", f"the question uses nothing of the {len(lead.split())} words before it; leave them out")


def _roots(text: str) -> set[str]:
    return {word[:ROOT] for word in long_words(text)}


STEM_RULES = (
    Rule(
        "true-false-series",
        "Unrelated statements test reading, not judgement.",
        "Which of the following statements about aftercare is true?",
        true_false_series,
    ),
    Rule(
        "negative-stem",
        "A missed 'not' fails people who know.",
        "Which of these is not a sign of a pneumothorax? (with not in plain letters)",
        negative_stem,
    ),
    Rule(
        "unfocused-stem",
        "A stem must be answerable with the options covered.",
        "Dry needling: (a) is painless (b) uses hollow needles (c) can puncture a lung. Key: c",
        unfocused,
    ),
    Rule(
        "fill-in-the-blank",
        "Gaps load memory, not judgement.",
        "The pleura ends at rib ___ at the back. Which rib is it?",
        blank,
    ),
    Rule(
        "how-many",
        "A multiple-response item says how many options are right, or it tests guessing.",
        "Which of these raise the risk of a pneumothorax? (with three keys)",
        how_many,
    ),
    Rule(
        "gratuitous-information",
        "A long lead that the question does not use costs reading time and tests nothing.",
        "Fifty words about a gardener with shoulder pain, and then: Which lymph vessel drains into a subclavian vein?",
        gratuitous,
        is_warning=True,
    ),
)
