"""One calendar: the day on which a source falls due is the issuer's, for papers as for everybody who looks after it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.build import person
from tests.exams.conftest import Candidate
from tests.library import build as library
from tests.library.conftest import administrator
from trainer import tasks
from trainer.config import Settings
from trainer.core import clock
from trainer.core.db import Database
from trainer.library import listing
from trainer.library.models import Item, Source, Task

__all__ = ["administrator"]
LAST_DAY = date(2026, 11, 20)
MIDNIGHT = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
"""When the 21st begins in Auckland; in UTC the 20th has half a day to go."""
LAST_SECOND = MIDNIGHT - timedelta(seconds=1)
around_midnight = pytest.mark.parametrize(("moment", "is_due"), [(LAST_SECOND, False), (MIDNIGHT, True)])


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"time_zone": "Pacific/Auckland"})


@pytest.fixture(autouse=True)
def cited(alice: Candidate, store: Database) -> None:
    """Five of eight items of a domain, of which a paper draws four, rest on a source whose last day is the 20th."""
    with store.write() as session:
        writer = person(session, "Ines Item").id
        source = library.source(session, "S8")
        source.review_by, source.is_blocking = LAST_DAY, True
        for item in session.scalars(select(Item).where(Item.code.between("D1-E-001", "D1-E-005"))):
            said = listing.card_of(item, listing.version(session, item.id, item.current_number))
            now_said = said.model_copy(update={"sources": ("S8",)})
            library.put_live(session, item.id, now_said, by=writer, now=LAST_SECOND)


def told(browser: FlaskClient, path: str, moment: datetime) -> str:
    with clock.stopped_at(moment):
        answer = browser.get(path)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


@around_midnight
def test_a_paper_is_drawn_until_the_issuers_midnight(alice: Candidate, moment: datetime, is_due: bool) -> None:
    alice.now = moment
    answer = alice.post("/exams/small-final/attempts", {"accepted": [str(each) for each in alice.statements]})
    assert answer.status_code == (503 if is_due else 303)


@around_midnight
def test_every_page_of_staff_says_the_same(
    administrator: FlaskClient, store: Database, moment: datetime, is_due: bool
) -> None:
    with store.session() as session:
        item = session.scalars(select(Item).where(Item.code == "D1-E-001")).one()
    says = "S8 was to be looked at again by 20 November 2026"
    assert (says in told(administrator, "/staff/sources/S8", moment)) is is_due
    page = told(administrator, f"/staff/items/{item.id}", moment)
    assert ("Live, but off new papers" in page) is is_due
    assert (f"{says}; look at it again" in page) is is_due
    assert f"of {3 if is_due else 8} that may be drawn today" in page
    assert (f"{says}; look at it again" in told(administrator, f"/staff/items/{item.id}/edit", moment)) is is_due
    assert ('id="sources-h"' in told(administrator, "/staff/bank", moment)) is is_due


@around_midnight
def test_tasks_are_made_at_the_issuers_midnight(app: Flask, store: Database, moment: datetime, is_due: bool) -> None:
    with app.app_context(), clock.stopped_at(moment):
        tasks.look_after_evidence()
    with store.session() as session:
        assert session.scalar(select(func.count()).select_from(Task)) == (6 if is_due else 0)


@around_midnight
def test_saving_a_source_makes_its_tasks_by_the_same_day(
    administrator: FlaskClient, store: Database, moment: datetime, is_due: bool
) -> None:
    with store.session() as session:
        source = session.get_one(Source, "S8")
    typed = {
        "title": source.title, "kind": source.kind, "seen": source.seen, "works": "Ash. A survey.", "base": "1",
        "review_by": LAST_DAY.isoformat(), "is_blocking": "y", "note": "Looked at",
        "grade": "", "superseded_by": "", "owner_id": "",
    }  # fmt: skip
    with clock.stopped_at(moment):
        assert administrator.post("/staff/sources/S8/edit", data=typed).status_code == 303
    with store.session() as session:
        assert bool(session.scalar(select(func.count()).select_from(Task))) is is_due


@around_midnight
def test_a_version_goes_live_until_the_issuers_midnight(
    administrator: FlaskClient, store: Database, moment: datetime, is_due: bool
) -> None:
    with store.write() as session:
        own = library.item(session, library.card("D6-E-001", sources=["S8"], status="approved")).id
    with clock.stopped_at(moment):
        answer = administrator.post(f"/staff/items/{own}/moves/publish", data={"reason": ""})
    assert (answer.status_code == 303) is not is_due
