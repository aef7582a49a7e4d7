"""What Moodle's XML cannot tell of a card beside what GIFT cannot either, and which types it does not know at all."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from question_bank.exchange.moodle.losses import LOSSES as SHARED
from question_bank.exchange.moodle.losses import TEXTS
from question_bank.exchange.moodle.shares import DECIMALS, decimal
from question_bank.exchange.reduced import Loss, changed, of_payload
from question_bank.items import Numeric
from question_bank.items.card import Card

OTHERWISE = "write it as QTI, or as the course's own files"
REFUSALS = {
    "hotspot": f"Moodle's places in a picture are of another kind; {OTHERWISE}",
    "needle_vector": f"Moodle has no needle to place; {OTHERWISE}",
}
FACTOR_DIGITS = 24


def multiplier(factor: str) -> str:
    """What the unit asked for is multiplied with to give another: what Moodle says instead of a factor."""
    return decimal(1 / Fraction(factor), FACTOR_DIGITS)


def _numbered_units(payload: Numeric) -> Numeric:
    units = tuple(
        unit.model_copy(update={"id": f"u{place}", "factor": decimal(1 / Fraction(multiplier(unit.factor)), DECIMALS)})
        for place, unit in enumerate(payload.units, 1)
    )
    return payload.model_copy(update={"units": units})


def _titled(card: Card) -> Card:
    """Every question of Moodle's has a name; one that is its code says nothing more."""
    return card.model_copy(update={"title": ""}) if card.title.strip() == card.code else card


def losses(media: Mapping[str, bytes]) -> tuple[Loss, ...]:
    """The table, for pictures whose files are these."""

    def without_lost_picture(card: Card) -> Card:
        picture = card.payload.picture
        is_lost = picture is not None and picture.digest and picture.digest not in media
        return changed(card, picture=None) if is_lost else card

    return (
        *(loss for loss in SHARED if loss is not TEXTS),
        Loss("", of_payload(Numeric, _numbered_units)),
        Loss("", _titled),
        Loss("the picture: its file is not here", without_lost_picture),
        TEXTS,
    )
