"""Cards as a poorer format can tell them: a table of losses says what each takes away, and the rest is written whole.

So what a writer says is lost and what is lost are the same thing, and a test can hold every format to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from question_bank.items import Payload, payload_from
from question_bank.items.card import Card


@dataclass(frozen=True)
class Loss:
    """One thing a format cannot tell: in words, and the card without it. A card without it stays as it is.

    A loss without words is another way of telling the same. What no card shows, such as how a system compares words,
    is named for each type `of` which it is true.
    """

    says: str
    without: Callable[[Card], Card]
    of: tuple[str, ...] = ()


def reduced(card: Card, losses: Sequence[Loss]) -> tuple[Card, tuple[str, ...]]:
    """The card as a format with these losses can tell it, and what it lost."""
    said: list[str] = []
    for loss in losses:
        less = loss.without(card)
        if loss.says and (less != card or card.type in loss.of):
            said.append(loss.says)
        card = less
    return card, tuple(said)


def unchanged(card: Card) -> Card:
    """The card itself."""
    return card


def problem_with(card: Card) -> str:
    """Why what is left of a card is no item any more, such as two options that now read alike; mostly nothing."""
    try:
        payload_from(card.type, card.payload.model_dump())
    except ValidationError as error:
        return error.errors()[0]["msg"].removeprefix("Value error, ")
    return ""


def with_payload(card: Card, payload: Payload) -> Card:
    """The card with another payload, of whatever type."""
    return card.model_copy(update={"payload": payload, "type": payload.kind})


def changed(card: Card, **fields: Any) -> Card:
    """The card with some fields of its payload changed."""
    return with_payload(card, card.payload.model_copy(update=fields))


def of_payload(
    kind: type[Payload] | tuple[type[Payload], ...], change: Callable[[Any], Payload]
) -> Callable[[Card], Card]:
    """A change of some types of payload, as a change of cards."""

    def without(card: Card) -> Card:
        return with_payload(card, change(card.payload)) if isinstance(card.payload, kind) else card

    return without
