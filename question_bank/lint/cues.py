"""The rules for cues in the wording: length, absolute and hedged words, words of the stem, and grammar."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from question_bank.items import Option
from question_bank.items.card import Card
from question_bank.lint.parts import options_of
from question_bank.lint.rule import Finding, Rule
from question_bank.lint.words import ABSOLUTE, VAGUE, last_sentence, long_words, tokens

LONGER = 1.25
"""A key may be this many times as long as the next longest option before it gives itself away."""
LETTER = re.compile(r"[^\W\d_]")
"""A number is as long as it is; only words can be made longer or shorter."""
ARTICLE = re.compile(r"\b(an?)[\s:._…]*$")
ASKED_NUMBER = re.compile(r"\b(?:which|what)\b[^?,]*?\b(is|was|has|does|are|were|have|do)\b", re.IGNORECASE)
AHEAD = 2
"""The key shares so many words more with the other options than any of them does."""
FEW_WORDS = 4
"""The last word tells whether an option is singular or plural only where the option is short."""


def _right_and_wrong(card: Card) -> tuple[list[Option], list[Option]]:
    options = options_of(card)
    return [each for each in options if each.key], [each for each in options if not each.key]


def _key_field(card: Card) -> str:
    right, _wrong = _right_and_wrong(card)
    return f"options.{right[0].id}" if len(right) == 1 else "options"


def key_too_long(card: Card) -> Iterator[Finding]:
    right, wrong = _right_and_wrong(card)
    if card.type != "single_choice" or not any(LETTER.search(option.text) for option in wrong):
        return
    longest_other = max(len(option.text) for option in wrong)
    for option in right:
        if len(option.text) > LONGER * longest_other:
            says = f"the key is {len(option.text)} characters, the next longest option {longest_other}; shorten it"
            yield Finding(f"options.{option.id}", says)


def absolute_word(card: Card) -> Iterator[Finding]:
    right, wrong = _right_and_wrong(card)
    if any(ABSOLUTE.search(each.text) for each in wrong) != any(ABSOLUTE.search(each.text) for each in right):
        says = "an absolute word stands only on the wrong, or only on the right side; it gives the answer away"
        yield Finding("options", says)


def vague_word(card: Card) -> Iterator[Finding]:
    right, wrong = _right_and_wrong(card)
    if any(VAGUE.search(each.text) for each in right) and not any(VAGUE.search(each.text) for each in wrong):
        yield Finding(_key_field(card), "only the key is hedged (usually, often, may); it gives the answer away")


def shared_word(card: Card) -> Iterator[Finding]:
    """A word of the stem in the key alone is a cue, unless most distractors are made of words of the stem as well."""
    right, wrong = _right_and_wrong(card)
    stem = long_words(card.payload.stem)
    echoes = [stem & long_words(option.text) for option in wrong]
    shared = stem.intersection(word for option in right for word in long_words(option.text)).difference(*echoes)
    if shared and 2 * sum(map(bool, echoes)) <= len(wrong):
        yield Finding(_key_field(card), f"stem and key alone share {', '.join(sorted(shared))}")


def convergence(card: Card) -> Iterator[Finding]:
    """The key is made of what the distractors share with it, some of them this and some of them that."""
    if card.type != "single_choice":
        return
    words = {option.id: long_words(option.text) for option in options_of(card)}
    key = next(option.id for option in options_of(card) if option.key)
    used = Counter(word for mine in words.values() for word in mine)
    telling = {word for word, count in used.items() if 1 < count < len(words)}
    score = {own: sum(used[word] - 1 for word in mine & telling) for own, mine in words.items()}
    next_best = max(number for own, number in score.items() if own != key)
    sharers = {frozenset(own for own, mine in words.items() if word in mine) for word in words[key] & telling}
    is_far_ahead = score[key] >= next_best + AHEAD or (score[key] > next_best and words[key] <= telling)
    if len(sharers) > 1 and is_far_ahead:
        says = "the distractors are made of parts of the key, so what they have in common points at it"
        yield Finding(f"options.{key}", says)


def grammatical_cue(card: Card) -> Iterator[Finding]:
    right, wrong = _right_and_wrong(card)
    if card.type != "single_choice" or len(wrong) < 2:
        return
    asks = last_sentence(card.payload.stem)[1]
    for says in (_article(asks, right[0], wrong), _number(asks, right[0], wrong), _verb(asks, right[0], wrong)):
        if says:
            yield Finding(f"options.{right[0].id}", says)


def _article(asks: str, key: Option, wrong: list[Option]) -> str:
    """A stem that ends in `a` or `an` fits the key; some of the others it does not fit."""
    article = ARTICLE.search(asks)
    if article is None:
        return ""
    fits = [(each.text.lstrip()[:1].casefold() in "aeiou") == (article[1] == "an") for each in (key, *wrong)]
    return f"the stem ends in {article[1]!r}, which does not fit every option" if fits[0] and not all(fits) else ""


def _number(asks: str, key: Option, wrong: list[Option]) -> str:
    """The question asks for one, or for several, and the key alone is that."""
    verb = ASKED_NUMBER.search(asks)
    if verb is None or any(len(each.text.split()) > FEW_WORDS for each in (key, *wrong)):
        return ""
    is_plural = verb[1].lower() in ("are", "were", "have", "do")
    if _is_plural(key.text) == is_plural and all(_is_plural(each.text) != is_plural for each in wrong):
        return f"the question says {verb[1]!r}, and the key alone is {'plural' if is_plural else 'singular'}"
    return ""


def _is_plural(text: str) -> bool:
    last = (tokens(text) or ("",))[-1]
    return last.endswith("s") and not last.endswith(("ss", "us", "is"))


def _verb(asks: str, key: Option, wrong: list[Option]) -> str:
    """The distractors begin alike and the key does not; or, after a stem that breaks off, the key alone fits."""
    own, others = _form(key.text), {_form(each.text) for each in wrong}
    if len(others) > 1 or own in others:
        return ""
    if others != {""} or not asks.rstrip("*").endswith("?"):
        return "the key alone begins with another form of the verb than the other options"
    return ""


def _form(text: str) -> str:
    first = (tokens(text) or ("",))[0]
    return "to" if first == "to" else "ing" if len(first) > 4 and first.endswith("ing") else ""


CUE_RULES = (
    Rule(
        "longest-key",
        "Test-wise candidates choose the longest option.",
        "What do you do? (a) wait (b) stop, withdraw the needle, sit him up and call an ambulance (c) go on. Key: b",
        key_too_long,
    ),
    Rule(
        "absolute-term",
        "Absolute words mark wrong options.",
        "What is true of soreness? (a) it never lasts a day (b) it fades in three days (c) it always needs ice. Key: b",
        absolute_word,
        is_warning=True,
    ),
    Rule(
        "vague-term",
        "Hedged words mark the key.",
        "What follows deep needling? (a) soreness usually follows (b) fever follows (c) numbness follows. Key: a",
        vague_word,
        is_warning=True,
    ),
    Rule(
        "shared-word",
        "A word in stem and key alone is a cue.",
        "Which sign shows a collapsed lung? (a) a rash (b) less air over a collapsed lobe (c) a slow pulse. Key: b",
        shared_word,
        is_warning=True,
    ),
    Rule(
        "convergence",
        "Distractors made from the key point at it.",
        "Which way? (a) pincer grip, lateral needle (b) flat grip, lateral needle (c) pincer grip, upright. Key: a",
        convergence,
        is_warning=True,
    ),
    Rule(
        "grammatical-cue",
        "An option that does not fit the stem's grammar is struck out unread.",
        "The first thing to give is an (a) bandage (b) antihistamine (c) sling. Key: b",
        grammatical_cue,
        is_warning=True,
    ),
)
