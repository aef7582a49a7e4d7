"""What a reader should make of a card that lost nothing more."""

from __future__ import annotations

from collections.abc import Mapping

from question_bank.exchange.found import Draft
from question_bank.exchange.labels import labels, told
from question_bank.items.card import Card


def draft_of(card: Card, media: Mapping[str, bytes] | None = None) -> Draft:
    """The card as a draft, its domain as its category, whatever can be told by labels told by them."""
    about, tags = told(labels(card))
    return Draft(card.payload, card.title, card.domain, tags, {**about, "code": card.code}, media or {})
