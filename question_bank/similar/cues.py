"""Items that give away one another's key: what one asks for stands in the stem or in a rationale of the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from question_bank.items.card import Card
from question_bank.lint.parts import keyed, rationales
from question_bank.lint.words import LONG_WORD, tokens

Words = tuple[str, ...]
LEAST_WORDS, LEAST_LONG = 3, 2
"""A key of fewer words, or of fewer long ones, is a name that any item may use."""


@dataclass(frozen=True)
class Cue:
    """One item says what another asks for: whose it is, whose key it tells, in which words, and where they stand."""

    code: str
    other: str
    words: str
    part: str


def cues(cards: Sequence[Card]) -> list[Cue]:
    """Every cue between items of the same pool that are not enemies yet, each two items once."""
    keys = _keys(cards)
    found: dict[tuple[str, str], Cue] = {}
    for card in cards:
        for part, text in (("stem", card.payload.stem), *(("rationale", why.text) for why in rationales(card.payload))):
            for other, words in _told(tokens(text), keys):
                if other.code != card.code and other.use is card.use and not _are_enemies(card, other):
                    found.setdefault((card.code, other.code), Cue(card.code, other.code, " ".join(words), part))
    return list(found.values())


def _keys(cards: Sequence[Card]) -> dict[Words, list[tuple[Words, Card]]]:
    """What is right in each item, by its first words."""
    found = defaultdict(list)
    for card in cards:
        for text in dict.fromkeys(tokens(part.text) for part in keyed(card.payload)):
            if len(text) >= LEAST_WORDS and sum(bool(LONG_WORD.search(word)) for word in text) >= LEAST_LONG:
                found[text[:LEAST_WORDS]].append((text, card))
    return found


def _told(words: Words, keys: dict[Words, list[tuple[Words, Card]]]) -> Iterator[tuple[Card, Words]]:
    for at in range(len(words) - LEAST_WORDS + 1):
        for key, card in keys.get(words[at : at + LEAST_WORDS], ()):
            if words[at : at + len(key)] == key:
                yield card, key


def _are_enemies(one: Card, other: Card) -> bool:
    return other.code in one.enemies or one.code in other.enemies
