"""Files of items for the tests, and taking one in as the command does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask

from question_bank.exchange.course.write import write
from question_bank.items.card import Card
from tests.build import NOON
from trainer.core.db import Database
from trainer.library import finding, importing, listing
from trainer.library.exchange_cards import Wishes
from trainer.library.exchange_report import Report

GIFT = """\
::One:: Which comes first? {
=Ask about medicines #They matter.
~Look at the calf
}

::Two:: The lung lies behind it.{T}
"""


def bank_file(folder: Path, *cards: Card) -> Path:
    """A file of these items in our own YAML."""
    path = folder / "items.yaml"
    with path.open("wb") as file:
        list(write(cards, file, {}))
    return path


def taken(app: Flask, path: Path, wishes: Wishes | None = None, **more: Any) -> Report:
    """Import a file for nobody in particular."""
    own = app.extensions["trainer"]
    return importing.take_in(
        own.database, own.storage, path, wishes or Wishes(), name=path.name, by=None, now=NOON, **more
    )


def cards(store: Database) -> dict[str, Card]:
    """What every item says now, by code."""
    with store.session() as session:
        return {item.code: listing.card_of(item, version) for item, version in finding.rows(session, finding.Filters())}
