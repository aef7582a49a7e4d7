"""An item taken apart for linting: what can be chosen, what is keyed, and every rationale, each with its field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from question_bank.items import (
    Choices,
    Hotspot,
    Matching,
    NeedleVector,
    Numeric,
    Option,
    Ordering,
    Payload,
    Picture,
    ShortText,
    TrueFalseSet,
)
from question_bank.items.card import Card
from question_bank.items.needle_parts import PARTS

SHOWN = {
    "single_choice": ("options",),
    "multiple_response": ("options",),
    "true_false_set": ("statements",),
    "ordering": ("steps",),
    "matching": ("prompts", "choices"),
    "hotspot": ("regions",),
    "needle_vector": ("entries", "directions", "depths", "grips"),
}
"""The lists of each type of which a candidate reads the texts; typed answers have none."""
REASONED = {
    "single_choice": ("options",),
    "multiple_response": ("options",),
    "true_false_set": ("statements",),
    "ordering": ("steps",),
    "matching": ("prompts",),
    "numeric": ("partial",),
    "short_text": ("partial", "near"),
    "hotspot": ("regions",),
    "needle_vector": ("zones",),
}
"""The lists of each type whose parts have a rationale of their own."""


class Part(NamedTuple):
    """One part of an item: the field it is written in, and its text."""

    field: str
    text: str


def options_of(card: Card) -> tuple[Option, ...]:
    """The options of a card whose type has any."""
    return card.payload.options if isinstance(card.payload, Choices) else ()


def pictures_of(card: Card) -> Iterator[tuple[str, Picture]]:
    """The pictures shown with an item, its own and its case's, each with its field."""
    if card.payload.picture is not None:
        yield "picture", card.payload.picture
    if card.payload.case is not None and card.payload.case.picture is not None:
        yield "case.picture", card.payload.case.picture


def shown(payload: Payload) -> Iterator[Part]:
    """Every text a candidate reads below the stem, in written order."""
    for name in SHOWN.get(payload.kind, ()):
        yield from (Part(f"{name}.{each.id}", each.text) for each in getattr(payload, name))


def keyed(payload: Payload) -> Iterator[Part]:
    """Every text the item says is right."""
    match payload:
        case Choices():
            yield from (Part(f"options.{each.id}", each.text) for each in payload.options if each.key)
        case Hotspot():
            yield from (Part(f"regions.{each.id}", each.text) for each in payload.regions if each.key)
        case TrueFalseSet():
            yield from (Part(f"statements.{each.id}", each.text) for each in payload.statements if each.is_true)
        case Ordering():
            yield from (Part(f"steps.{each.id}", each.text) for each in payload.steps)
        case Matching():
            texts = {choice.id: choice.text for choice in payload.choices}
            yield from (Part(f"prompts.{each.id}", f"{each.text}: {texts[each.match]}") for each in payload.prompts)
        case Numeric():
            yield Part("value", f"{payload.value} {payload.unit}".strip())
        case ShortText():
            yield from (Part(f"accepted.{place}", text) for place, text in enumerate(payload.accepted))
        case NeedleVector():
            yield from _targets(payload)


def _targets(payload: NeedleVector) -> Iterator[Part]:
    for number, zone in enumerate(payload.zones):
        if zone.zone == "target":
            named = (each.text for part in PARTS for each in payload.lists[part] if each.id in zone.of(part))
            yield Part(f"zones.{number}", ", ".join(named))


def rationales(payload: Payload) -> Iterator[Part]:
    """Every place of an item that says why; a part without an id is named by its place, from 0."""
    if isinstance(payload, Numeric | ShortText):
        yield Part("rationale", payload.rationale)
    for name in REASONED[payload.kind]:
        for place, each in enumerate(getattr(payload, name)):
            yield Part(f"{name}.{getattr(each, 'id', place)}.rationale", each.rationale)
    if isinstance(payload, NeedleVector):
        yield Part("otherwise.rationale", payload.otherwise.rationale)
