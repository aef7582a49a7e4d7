"""Finding items: each filter narrows, the current version counts, words are taken as they stand, and little is read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.library import build
from trainer.library import editing, finding
from trainer.library.finding import Count, Filters, Line
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
    build.item(session, build.card("D6-P-001", stem="Which needle reaches 100% of “Ångström”?", tags=["calf"]))
    build.item(session, build.card("D6-E-002", status="retired", vignette=True))
    build.item(session, build.card("D4-E-001", group="thorax", safety_critical=True, must_not_miss="normal_oximeter"))
    build.item(session, build.card("D2-E-001", group="knowledge", status="draft", **MULTIPLE))


def found(session: Session, filters: Filters) -> list[str]:
    return [line.code for line in finding.page(session, filters)]


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
        (Filters(level="apply", source="S1", tag="calf"), ["D6-P-001"]),
        (Filters(tag="cal"), []),
        (Filters(source="S2"), []),
        (Filters(bank="elsewhere"), []),
        (Filters(is_live=True, use="practice"), ["D6-P-001"]),
    ],
)
@pytest.mark.usefixtures("bank")
def test_each_filter_narrows_the_list(session: Session, filters: Filters, codes: list[str]) -> None:
    assert found(session, filters) == codes
    assert finding.count(session, filters) == len(codes)


@pytest.mark.usefixtures("bank")
def test_a_page_is_a_stretch_of_the_sorted_list(session: Session) -> None:
    rows = finding.page(session, Filters(), offset=1, limit=2)
    assert [row.code for row in rows] == ["D4-E-001", "D6-E-001"]


@pytest.mark.usefixtures("bank")
def test_items_are_counted_by_bank_pool_and_status(session: Session) -> None:
    home = "dry-needling"
    assert finding.counts(session) == [
        Count(home, "exam", "draft", 1),
        Count(home, "exam", "live", 2),
        Count(home, "exam", "retired", 1),
        Count(home, "practice", "live", 1),
    ]


@pytest.mark.parametrize(
    ("order", "codes"),
    [
        ("code", ["D2-E-001", "D4-E-001", "D6-E-001", "D6-E-002", "D6-P-001"]),
        ("newest", ["D2-E-001", "D4-E-001", "D6-E-002", "D6-P-001", "D6-E-001"]),
        ("status", ["D2-E-001", "D4-E-001", "D6-E-001", "D6-P-001", "D6-E-002"]),
    ],
)
@pytest.mark.usefixtures("bank")
def test_the_list_is_sorted_as_asked(session: Session, order: str, codes: list[str]) -> None:
    assert [line.code for line in finding.page(session, Filters(), order=order)] == codes


def test_a_line_says_what_the_list_shows_and_no_more(session: Session) -> None:
    item = build.item(session, build.card(title="Calf", tags=["lung", "calf"]))
    assert finding.page(session, Filters()) == [
        Line(
            item.id, "D6-E-001", "exam", "live", 1, 1, "single_choice", "D6", "other_safety", "apply", False, None,
            False, ["lung", "calf"], NOON, build.STEM,
        )
    ]  # fmt: skip


def test_a_page_of_any_bank_is_one_statement(session: Session) -> None:
    for number in range(1, 6):
        build.item(session, build.card(f"D6-E-{number:03}", tags=["calf"]))
    seen: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *said: seen.append(said[2]))
    finding.page(session, Filters(words="cyclist", tag="calf", source="S1", domain="D6"), order="newest")
    assert len(seen) == 1
    finding.count(session, Filters(status="live"))
    assert "item_version" not in seen[-1]


def test_only_the_current_version_is_searched(session: Session) -> None:
    item = build.item(session)
    bob = person(session, "Bob Birch", Role.AUTHOR).id
    changed = build.card(stem="What does a runner need?")
    editing.new_version(session, item.id, changed, by=bob, note="A runner", now=NOON + timedelta(days=1))
    assert found(session, Filters(words="cyclist")) == []
    assert found(session, Filters(words="runner")) == ["D6-E-001"]
