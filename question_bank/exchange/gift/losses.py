"""What GIFT cannot tell of a card beside what Moodle's formats cannot, and which types it does not know at all."""

from __future__ import annotations

from question_bank.exchange.moodle.losses import LOSSES as SHARED
from question_bank.exchange.moodle.losses import TEXTS
from question_bank.exchange.reduced import Loss, changed, of_payload
from question_bank.items import Numeric, ShortText
from question_bank.items.card import Card

OTHERWISE = "write it as QTI, or as the course's own files"
REFUSALS = {
    "ordering": "GIFT has no steps to put in order; write it as Moodle XML or QTI",
    "hotspot": f"GIFT has no places to point at in a picture; {OTHERWISE}",
    "needle_vector": f"GIFT has no needle to place; {OTHERWISE}",
}


def _without_picture(card: Card) -> Card:
    return changed(card, picture=None)


def _unit_in_stem(number: Numeric) -> Numeric:
    stem = f"{number.stem.rstrip()} ({number.unit})" if number.unit else number.stem
    return number.model_copy(update={"stem": stem, "unit": "", "units": ()})


def _any_case(text: ShortText) -> ShortText:
    return text.model_copy(update={"case_sensitive": False})


LOSSES: tuple[Loss, ...] = (
    *(loss for loss in SHARED if loss is not TEXTS),
    Loss("the picture", _without_picture),
    Loss(
        "units: the one asked for is told at the end of the question, others are not",
        of_payload(Numeric, _unit_in_stem),
    ),
    Loss("that capital letters count", of_payload(ShortText, _any_case)),
    TEXTS,
)
