"""What comes of reading the editor's form: the item if it can be read, and what the checks say, each in its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from question_bank.formats.faults import Fault
from question_bank.items.card import Card
from trainer.library import listing, pairs, queries, review, scoring
from trainer.library.forms.about import ItemForm, called, place_of
from trainer.library.rules import unknown_faults


@dataclass(frozen=True)
class Placed:
    """A fault of the item with the field of the form that it points at."""

    fault: Fault
    place: str
    name: str


@dataclass(frozen=True)
class Place:
    """Which item is being written, if it has been saved before, and on which day."""

    item_id: UUID | None
    today: date


@dataclass(frozen=True)
class Reading:
    """What came of reading the form: the card if it can be read, and what lint says of it."""

    card: Card | None
    faults: tuple[Placed, ...] = ()

    def says(self) -> str:
        """How much was found."""
        errors = sum(not each.fault.is_warning for each in self.faults)
        warnings = len(self.faults) - errors
        counted = ", ".join(_counted(n, word) for n, word in ((errors, "error"), (warnings, "warning")) if n)
        return counted or "nothing found"

    def earns(self, rule: str) -> str:
        """What answers to the item as it is typed would earn by a scoring rule."""
        return scoring.earns(self.card.payload, rule) if self.card else ""


def read(session: Session, form: ItemForm, fixed: Mapping[str, Any], *, only_looks: bool, place: Place) -> Reading:
    """Read a sent form; what is wrong stands on its fields. What is wrong with the item itself stops nothing here."""
    form.validate()
    if only_looks:
        form.note.errors = []  # it is written last
    card = form.card(fixed)
    if card is None:
        return Reading(None)
    for name, said in _strangers(session, card).items():
        form.fault(form[name], said)
    return looked_at(session, card, form, place)


def looked_at(session: Session, card: Card, form: ItemForm, place: Place) -> Reading:
    """A card with what the checks say: item-writing rules, sources that are due, items that are nearly the same."""
    near = pairs.faults_of(pairs.near(session, card, own=place.item_id), card)
    return Reading(card, tuple(_placed([*review.faults_of(session, card, place.today), *near], form)))


def _placed(faults: Iterable[Fault], form: ItemForm) -> Iterable[Placed]:
    for fault in faults:
        field = fault.field or "stem"
        own = next((box for box in form if box.id == field), None)
        if own is not None:
            yield Placed(fault, own.id, own.label.text)
        else:
            place = place_of(form.sheet, field)
            yield Placed(fault, place, called(form.sheet, place))


def _strangers(session: Session, card: Card) -> dict[str, str]:
    known = {source.key for source in queries.sources(session, card.sources)}
    return unknown_faults(card, known, set(listing.ids_by_code(session, card.enemies)))


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
