"""What a table cannot tell of a card, and which types do not fit into one."""

from __future__ import annotations

from typing import Any

from question_bank.exchange.moodle.losses import VERSION, numbered
from question_bank.exchange.reduced import Loss, changed, of_payload
from question_bank.items import Matching, Numeric, ShortText
from question_bank.items.card import Card

OTHERWISE = "write it as QTI, or as the course's own files"
REFUSALS = {
    "hotspot": f"places in a picture do not fit into a table; {OTHERWISE}",
    "needle_vector": f"a needle to place does not fit into a table; {OTHERWISE}",
}
PARTS = ("options", "statements", "prompts")


def _without_pictures(card: Card) -> Card:
    case = card.payload.case
    return changed(card, picture=None, case=case and case.model_copy(update={"picture": None}))


def _without_hazards(card: Card) -> Card:
    own: dict[str, Any] = {"hazard": None} if hasattr(card.payload, "hazard") else {}
    parts = {
        name: tuple(part.model_copy(update={"hazard": None}) for part in getattr(card.payload, name))
        for name in PARTS
        if hasattr(card.payload, name)
    }
    return changed(card, **own, **parts)


def _one_line_tags(card: Card) -> Card:
    return card.model_copy(update={"tags": tuple(filter(None, (" ".join(tag.split()) for tag in card.tags)))})


def _one_line_choices(match: Matching) -> Matching:
    choices = (each.model_copy(update={"text": " ".join(each.text.split())}) for each in match.choices)
    return match.model_copy(update={"choices": tuple(choices)})


def _one_line_words(text: ShortText) -> ShortText:
    return text.model_copy(update={"accepted": tuple(" ".join(each.split()) for each in text.accepted)})


def _numbered_units(number: Numeric) -> Numeric:
    units = (unit.model_copy(update={"id": f"u{place}"}) for place, unit in enumerate(number.units, 1))
    return number.model_copy(update={"units": tuple(units)})


LOSSES: tuple[Loss, ...] = (
    VERSION,
    Loss("the picture", _without_pictures),
    Loss("what a mistake would do in practice, beside how bad it is", _without_hazards),
    Loss("the ids and the order of choices", of_payload(Matching, numbered)),
    Loss("", of_payload(Matching, _one_line_choices)),
    Loss("", of_payload(ShortText, _one_line_words)),
    Loss("", of_payload(Numeric, _numbered_units)),
    Loss("", _one_line_tags),
)
