"""The words by which items are compared."""

from __future__ import annotations

from question_bank.items.card import Card
from question_bank.lint.parts import keyed, shown
from question_bank.lint.words import tokens

NUMBER = "#"
"""What stands for any number where numbers are not compared."""


def text_of(card: Card) -> str:
    """What makes an item this item: its stem, and below it all that can be chosen or is accepted, in a fixed order."""
    below = [part.text for part in shown(card.payload)] or [part.text for part in keyed(card.payload)]
    return "\n".join([card.payload.stem, *sorted(below)])


def normal(text: str) -> str:
    """A text as it is compared: words in small letters and numbers, without punctuation."""
    return " ".join(tokens(text))


def without_numbers(normal_text: str) -> str:
    """A compared text in which every number is the same."""
    return " ".join(NUMBER if word[0].isdigit() else word for word in normal_text.split())
