"""Finding items: each filter narrows, the current version counts, and words are taken as they stand."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from question_bank.items.card import Use
from question_bank.selection.blueprint import Blueprint
from tests.build import NOON, person
from tests.library import build
from trainer.core.errors import NotFound
from trainer.library import editing, listing
from trainer.web.permissions import Role


def test_the_history_names_authors_and_tells_files_apart(session: Session) -> None:
    item = build.item(session)
    bob = person(session, "Bob Birch", Role.AUTHOR).id
    editing.new_version(session, item.id, build.card(level="recall"), by=bob, note="Recall", now=NOON)
    assert [(version.number, name) for version, name in listing.history(session, item.id)] == [
        (2, "Bob Birch"),
        (1, None),
    ]


def test_sources_stand_in_the_order_of_their_numbers(session: Session) -> None:
    for key in ("S10", "F3.1", "S7b", "S2", "S7", "F0.2"):
        build.source(session, key)
    assert [source.key for source in listing.all_sources(session)] == ["S2", "S7", "S7b", "S10", "F0.2", "F3.1"]


def test_an_exam_item_knows_its_cell_of_the_newest_blueprint(session: Session) -> None:
    bob = person(session, "Bob Birch", Role.AUTHOR).id
    for needed in (4, 9):
        quota = {"domain": "D6", "groups": {"other_safety": needed}}
        editing.new_blueprint(
            session, Blueprint.model_validate({"slug": "final", "version": 1, "quotas": [quota]}), by=bob, now=NOON
        )
    exam, practice = build.item(session), build.item(session, build.card("D6-P-001"))
    cells = listing.cells_of(session, listing.row(session, exam.id), NOON.date())
    assert [(cell.blueprint.number, cell.draws, cell.open) for cell in cells] == [(2, 9, 1)]
    assert listing.cells_of(session, listing.row(session, practice.id), NOON.date()) == []


def test_a_cell_counts_what_papers_may_draw_that_day(session: Session) -> None:
    source = build.source(session, "S2")
    source.review_by, source.is_blocking = NOON.date(), True
    build.item(session, build.card("D6-E-001", sources=["S2"]))
    build.item(session, build.card("D6-E-002"))
    days = NOON.date(), NOON.date() + timedelta(days=1)
    assert [listing.count_open(session, day, domain="D6", group="other_safety") for day in days] == [2, 1]


def test_a_stored_version_is_the_card_its_author_wrote(session: Session) -> None:
    written = build.card(must_not_miss="sharps_injury", enemies=["D6-E-009"], vignette=True)
    found = listing.row(session, build.item(session, written).id)
    assert listing.card_of(found.item, found.version) == written
    assert listing.live_cards(session, Use.EXAM) == [written]


def test_what_does_not_exist_is_not_found(session: Session) -> None:
    item = build.item(session)
    with pytest.raises(NotFound):
        listing.row(session, uuid4())
    with pytest.raises(NotFound):
        listing.version(session, item.id, 2)
