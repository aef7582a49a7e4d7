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
from trainer.library.listing import Filters
from trainer.web.permissions import Role

MULTIPLE = {
    "type": "multiple_response",
    "stem": "Which two points come first?",
    "options": [
        *[{"id": own, "text": f"Right {own}", "key": True, "rationale": "Yes."} for own in "ab"],
        *[{"id": own, "text": f"Wrong {own}", "rationale": "No."} for own in "cd"],
    ],
}


@pytest.fixture
def bank(session: Session) -> None:
    build.item(session, build.card("D6-E-001"))
    build.item(session, build.card("D6-P-001", stem="Which needle reaches 100% of “Ångström”?"))
    build.item(session, build.card("D6-E-002", status="retired", vignette=True))
    build.item(session, build.card("D4-E-001", group="thorax", safety_critical=True, must_not_miss="normal_oximeter"))
    build.item(session, build.card("D2-E-001", group="knowledge", status="draft", **MULTIPLE))


def found(session: Session, filters: Filters) -> list[str]:
    return [row.item.code for row in listing.matching(session, filters)]


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        (Filters(), ["D2-E-001", "D4-E-001", "D6-E-001", "D6-E-002", "D6-P-001"]),
        (Filters(domain="D4"), ["D4-E-001"]),
        (Filters(group="knowledge"), ["D2-E-001"]),
        (Filters(use="practice"), ["D6-P-001"]),
        (Filters(type="multiple_response"), ["D2-E-001"]),
        (Filters(status="retired"), ["D6-E-002"]),
        (Filters(must_not_miss="normal_oximeter"), ["D4-E-001"]),
        (Filters(safety_critical=True), ["D4-E-001"]),
        (Filters(vignette=True), ["D6-E-002"]),
        (Filters(words="d6-e"), ["D6-E-001", "D6-E-002"]),
        (Filters(words="CYCLIST calf"), ["D4-E-001", "D6-E-001", "D6-E-002"]),
        (Filters(words="cyclist nobody"), []),
        (Filters(words="100%"), ["D6-P-001"]),
        (Filters(words="% -"), ["D2-E-001", "D4-E-001", "D6-E-001", "D6-E-002", "D6-P-001"]),
        (Filters(words="cycl cal"), ["D4-E-001", "D6-E-001", "D6-E-002"]),
        (Filters(words="angstrom"), ["D6-P-001"]),
        (Filters(words="“Ångström”"), ["D6-P-001"]),
        (Filters(words="rationale"), []),
        (Filters(use="exam", domain="D6", status="live"), ["D6-E-001"]),
    ],
)
@pytest.mark.usefixtures("bank")
def test_each_filter_narrows_the_list(session: Session, filters: Filters, codes: list[str]) -> None:
    assert found(session, filters) == codes
    assert listing.count(session, filters) == len(codes)


@pytest.mark.usefixtures("bank")
def test_a_page_is_a_stretch_of_the_sorted_list(session: Session) -> None:
    rows = listing.matching(session, Filters(), offset=1, limit=2)
    assert [row.item.code for row in rows] == ["D4-E-001", "D6-E-001"]


@pytest.mark.usefixtures("bank")
def test_each_pool_is_counted_whatever_the_status(session: Session) -> None:
    assert listing.counts(session) == {"exam": 4, "practice": 1}


def test_an_empty_bank_counts_nothing(session: Session) -> None:
    assert listing.counts(session) == {"exam": 0, "practice": 0}


def test_only_the_current_version_is_searched(session: Session) -> None:
    item = build.item(session)
    bob = person(session, "Bob Birch", Role.AUTHOR).id
    changed = build.card(stem="What does a runner need?")
    editing.new_version(session, item.id, changed, by=bob, note="A runner", now=NOON + timedelta(days=1))
    assert found(session, Filters(words="cyclist")) == []
    assert found(session, Filters(words="runner")) == ["D6-E-001"]


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
    cells = listing.cells_of(session, listing.row(session, exam.id))
    assert [(cell.blueprint.number, cell.draws, cell.live) for cell in cells] == [(2, 9, 1)]
    assert listing.cells_of(session, listing.row(session, practice.id)) == []


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
