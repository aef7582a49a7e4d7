"""The rules for single items. Each is a function of a card that says what is wrong, or yields nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from question_bank.items import Choices, Option
from question_bank.items.card import Card
from question_bank.lint.kinds import KIND_RULES
from question_bank.lint.pictures import PICTURE_RULES
from question_bank.lint.rule import Rule
from question_bank.lint.words import ABSOLUTE, NEGATIVE, STRESSED, VAGUE, question

LONGER = 1.25
"""A key may be this many times as long as the next longest option before it gives itself away."""
ALL_OR_NONE = re.compile(r"\b(all|none|both|neither) of the (above|following|these)\b", re.IGNORECASE)
TRUE_FALSE = re.compile(
    r"\bwhich (of (the following|these)|statement)[^?]*\b(true|false|correct|incorrect)\b", re.IGNORECASE
)
K_TYPE = re.compile(r"^\s*(both )?[a-e](,? and |, )[a-e]\b", re.IGNORECASE)
NUMBER = re.compile(r"^\D{0,3}(\d+(?:\.\d+)?)")
WORD = re.compile(r"[a-z]{5,}")
COMMON = frozenset(
    [
        "about",
        "after",
        "before",
        "being",
        "could",
        "every",
        "first",
        "might",
        "other",
        "patient",
        "should",
        "their",
        "there",
        "these",
        "those",
        "which",
        "would",
        "with",
        "needle",
        "needling",
        "clinician",
        "treatment",
    ]
)


def options_of(card: Card) -> tuple[Option, ...]:
    """The options of a card whose type has any."""
    return card.payload.options if isinstance(card.payload, Choices) else ()


def all_or_none(card: Card) -> Iterator[str]:
    for option in options_of(card):
        if ALL_OR_NONE.search(option.text):
            yield f"option {option.id} is an all/none of the above; name what is meant"


def true_false_series(card: Card) -> Iterator[str]:
    if card.type != "true_false_set" and TRUE_FALSE.search(question(card.payload.stem)):
        yield "the question asks which statement is true or false; ask something that can be answered unseen"


def k_type(card: Card) -> Iterator[str]:
    for option in options_of(card):
        if K_TYPE.search(option.text):
            yield f"option {option.id} combines other options; use a multiple-response item"


def negative_stem(card: Card) -> Iterator[str]:
    found = NEGATIVE.search(STRESSED.sub("", question(card.payload.stem)))
    if found and card.type != "true_false_set":
        yield f"the question turns on {found.group()!r}; ask it positively or set the word in **bold**"


def no_question(card: Card) -> Iterator[str]:
    if not question(card.payload.stem).rstrip("*").endswith("?") and isinstance(card.payload, Choices):
        yield "the stem does not end in a question"


def blank(card: Card) -> Iterator[str]:
    if "__" in card.payload.stem or "..." in card.payload.stem:
        yield "the stem has a blank to fill; ask a whole question"


def key_too_long(card: Card) -> Iterator[str]:
    if card.type != "single_choice":
        return
    longest_other = max(len(option.text) for option in options_of(card) if not option.key)
    for option in options_of(card):
        if option.key and len(option.text) > LONGER * longest_other:
            yield f"the key is {len(option.text)} characters, the next longest option {longest_other}; shorten it"


def absolute_word(card: Card) -> Iterator[str]:
    wrong = [bool(ABSOLUTE.search(option.text)) for option in options_of(card) if not option.key]
    right = [bool(ABSOLUTE.search(option.text)) for option in options_of(card) if option.key]
    if any(wrong) != any(right):
        yield "an absolute word stands only on the wrong, or only on the right side; it gives the answer away"


def vague_word(card: Card) -> Iterator[str]:
    right = any(VAGUE.search(option.text) for option in options_of(card) if option.key)
    wrong = any(VAGUE.search(option.text) for option in options_of(card) if not option.key)
    if right and not wrong:
        yield "only the key is hedged (usually, often, may); it gives the answer away"


def shared_word(card: Card) -> Iterator[str]:
    stem = set(WORD.findall(card.payload.stem.lower())) - COMMON
    right = {word for o in options_of(card) if o.key for word in WORD.findall(o.text.lower())}
    wrong = {word for o in options_of(card) if not o.key for word in WORD.findall(o.text.lower())}
    shared = sorted((stem & right) - wrong)
    if shared:
        yield f"stem and key alone share {', '.join(shared)}"


def numbers_in_order(card: Card) -> Iterator[str]:
    found = [NUMBER.match(option.text) for option in options_of(card)]
    numbers = [float(match.group(1)) for match in found if match]
    if len(numbers) == len(found) and numbers not in (sorted(numbers), sorted(numbers, reverse=True)):
        yield "the options are numbers out of order"


def how_many(card: Card) -> Iterator[str]:
    words = {2: "two", 3: "three", 4: "four"}
    count = card.payload.chooses() or 0
    if card.type == "multiple_response" and words.get(count, "?") not in question(card.payload.stem).lower():
        yield f"the question does not say that {words.get(count, count)} options are right"


def convergence(card: Card) -> Iterator[str]:
    if card.type != "single_choice" or len(options_of(card)) < 4:
        return
    words = {o.id: set(WORD.findall(o.text.lower())) - COMMON for o in options_of(card)}
    key = next(option.id for option in options_of(card) if option.key)
    shares = {
        own: sum(len(mine & theirs) for other, theirs in words.items() if other != own) for own, mine in words.items()
    }
    if shares[key] >= 4 and shares[key] > 2 * max(share for own, share in shares.items() if own != key):
        yield "the key shares words with every other option; the distractors converge on it"


RULES = (
    Rule(
        "all-or-none",
        "It rewards knowing two options and punishes knowing more.",
        "All of the above",
        all_or_none,
    ),
    Rule(
        "true-false-series",
        "Unrelated statements test reading, not judgement.",
        "Which is true?",
        true_false_series,
    ),
    Rule("k-type", "Combinations reward elimination.", "a and c", k_type),
    Rule("negative-stem", "A missed 'not' fails people who know.", "Which is not a sign?", negative_stem),
    Rule("unfocused-stem", "A stem must be answerable with the options covered.", "Dry needling:", no_question),
    Rule("fill-in-the-blank", "Gaps load memory, not judgement.", "The needle is ___ long", blank),
    Rule("longest-key", "Test-wise candidates choose the longest option.", "a key twice as long", key_too_long),
    Rule("how-many", "A multiple-response item says how many.", "Which apply?", how_many),
    Rule("numbers-in-order", "Numbers out of order cost time.", "4, 2, 8", numbers_in_order),
    Rule(
        "absolute-term",
        "Absolute words mark wrong options.",
        "It never bleeds",
        absolute_word,
        is_warning=True,
    ),
    Rule("vague-term", "Hedged words mark the key.", "It may bleed", vague_word, is_warning=True),
    Rule("shared-word", "A word in stem and key alone is a cue.", "lung ... lung", shared_word, is_warning=True),
    Rule(
        "convergence",
        "Distractors made from the key point at it.",
        "variants of one option",
        convergence,
        is_warning=True,
    ),
    *KIND_RULES,
    *PICTURE_RULES,
)
