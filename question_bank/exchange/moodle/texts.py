"""The texts of a card as they come back from Moodle's formats: single spaces, nothing unseen, plain where need be."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from question_bank.exchange.markup import as_line, as_read
from question_bank.exchange.markup_page import UNSEEN
from question_bank.exchange.moodle.shares import DECIMALS, decimal
from question_bank.exchange.reduced import changed
from question_bank.items import Choices, Matching, Numeric, Ordering, Payload, Picture, ShortText
from question_bank.items.card import Card
from question_bank.items.wording import plain


def in_own_texts(card: Card) -> Card:
    """The card with every text as a reader gives it back."""
    payload = card.payload
    told = changed(card, stem=as_read(payload.stem), picture=_described(payload.picture), **_parts(payload))
    return told.model_copy(update={"title": typed(card.title), "tags": tuple(filter(None, map(typed, card.tags)))})


def typed(text: str) -> str:
    """A plain text on one line."""
    return " ".join(UNSEEN.sub("", text).split())


def _described(picture: Picture | None) -> Picture | None:
    return picture and picture.model_copy(update={"alt": typed(picture.alt)})


def _parts(payload: Payload) -> dict[str, Any]:
    if isinstance(payload, Choices):
        return {"options": _reasoned(payload.options)}
    if isinstance(payload, Matching):
        choices = tuple(each.model_copy(update={"text": typed(plain(each.text))}) for each in payload.choices)
        return {"prompts": _reasoned(payload.prompts), "choices": choices}
    if isinstance(payload, Ordering):
        return {"steps": _reasoned(payload.steps)}
    if isinstance(payload, ShortText):
        near, partial = ([_typed(each) for each in group] for group in (payload.near, payload.partial))
        accepted = tuple(map(typed, payload.accepted))
        return {"accepted": accepted, "near": tuple(near), "partial": tuple(partial), **_reason(payload)}
    if isinstance(payload, Numeric):
        partial = [each.model_copy(update={**_number(each), **_reason(each)}) for each in payload.partial]
        return {"partial": tuple(partial), **_number(payload), **_reason(payload)}
    return {}


def _reasoned(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(part.model_copy(update={"text": as_line(part.text), **_reason(part)}) for part in parts)


def _typed(near: Any) -> Any:
    return near.model_copy(update={"text": typed(near.text), **_reason(near)})


def _number(told: Any) -> dict[str, str]:
    return {name: decimal(Fraction(getattr(told, name)), DECIMALS) for name in ("value", "tolerance")}


def _reason(part: Any) -> dict[str, str]:
    return {"rationale": as_read(part.rationale)}
