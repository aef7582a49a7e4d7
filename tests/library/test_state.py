"""The state of the bank: what waits for somebody, and what its items give away, on rails that hold every dot."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.library import build
from trainer.core.db import Database
from trainer.library import bank_charts, comments, state
from trainer.library.bank_charts import Chart, Rail
from trainer.library.models import Source
from trainer.web.permissions import Role

LONG_KEY = [{**build.OPTIONS[0], "text": "Which medicines she takes at present, above all those that thin her blood"}]


def charts(session: Session) -> dict[str, Chart]:
    found = state.report_of(session)
    assert found
    return {chart.id: chart for chart in bank_charts.charts(found)}


def test_a_bank_that_can_be_guessed_is_over_its_mark(session: Session) -> None:
    for number in range(1, 4):
        build.item(session, build.card(f"D6-E-00{number}", options=[*LONG_KEY, *build.OPTIONS[1:]]))
    build.item(session, build.card("D6-E-009", status="retired"))
    build.item(session, build.card("D6-E-008", status="compromised"))
    found = charts(session)
    (rail,) = found["longest"].rails
    assert (rail.name, rail.share, rail.asked_says, rail.is_over) == ("Exam", 1.0, "at most 36%", True)
    assert [place.says for place in found["keys-exam-3"].rails] == ["3", "0", "0"]
    assert "Too few to tell" in found["keys-exam-3"].tells


def test_uneven_keys_are_marked_where_they_stand(session: Session) -> None:
    for number in range(1, 17):
        build.item(session, build.card(f"D6-E-{number:03}"))
    assert [place.is_over for place in charts(session)["keys-exam-3"].rails] == [True, False, False]


@pytest.mark.pure
@given(st.lists(st.floats(0, 1), min_size=1), st.none() | st.floats(0, 1))
def test_a_rail_holds_every_dot(shares: list[float], asked: float | None) -> None:
    chart = Chart("x", "X", "", tuple(Rail("x", share, "", asked) for share in shares))
    assert max(*shares, asked or 0) <= chart.top <= 1


def test_a_bank_too_large_to_wait_for_is_read_by_domain_at_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in ("D6-E-001", "D6-E-002", "D4-E-001"):
        build.item(session, build.card(code))
    monkeypatch.setattr(state, "MOST", 2)
    assert state.report_of(session) is None
    found = state.report_of(session, "D6")
    assert found
    assert found.whole.items == 2


def test_what_waits_is_told(author: FlaskClient, store: Database) -> None:
    with store.write() as session:
        item = build.item(session, build.card(status="in_review"))
        session.get_one(Source, "S1").superseded_by = build.source(session, "S2").key
        rita = person(session, "Rita Rowan", Role.REVIEWER)
        comments.comment(session, item.id, text="Is this so?", by=rita.id, now=NOON)
    page = " ".join(author.get("/staff/bank").text.split())
    assert (
        '<span class="tile__value">1</span> <span class="tile__label"><a href="/staff/items?status=in_review">' in page
    )
    assert "superseded by S2" in page
    assert "Rita Rowan: Is this so?" in page
    assert "Choosing the longest option" in page
    assert author.get("/staff/bank?domain=D77").status_code == 200


def test_an_empty_bank_has_a_page(author: FlaskClient) -> None:
    assert "0 items" in author.get("/staff/bank").text
