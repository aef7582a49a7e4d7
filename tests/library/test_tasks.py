"""Tasks are shown to those who can do them, closed with a reason, and told by letter once a day at most."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.library import build
from trainer.accounts.models import Person
from trainer.core import clock
from trainer.core.db import Database
from trainer.library import desk
from trainer.library.models import Source, Task
from trainer.library.tasks import look_after_evidence
from trainer.mail import OutgoingMail
from trainer.web.services import Facts

FACTS = Facts(
    is_production=False, base_url="https://certify.example", issuer="A college", time_zone="UTC", exam_grace_seconds=15
)
GONE = (NOON - timedelta(days=1)).date()
LIST = "/staff/tasks"


def due(session: Session, key: str, code: str, owner: str | None) -> UUID:
    """An item that rests on a source whose date has passed, and somebody who owns it."""
    by = session.scalars(select(Person.id).where(Person.name == owner)).one() if owner else None
    build.source(session, key).review_by = GONE
    return build.item(session, build.card(code, sources=[key]), by=by).id


@pytest.fixture(autouse=True)
def world(
    store: Database, author: FlaskClient, reviewer: FlaskClient, administrator: FlaskClient, clinician: FlaskClient
) -> None:
    """S1 and S2 are due: Bob owns an item, Rita another, nobody the sources."""
    assert all((author, reviewer, administrator, clinician))
    with store.write() as session:
        due(session, "S1", "D6-E-001", "Bob Birch")
        due(session, "S2", "D6-E-002", "Rita Rowan")
        desk.refresh(session, now=NOON)


def words(page: str) -> str:
    return " ".join(html.unescape(page).split())


def listed(client: FlaskClient, query: str = "") -> list[str]:
    """What each task of the list is about, in its order."""
    says = re.findall(r'<h2 class="card__title">([^<]+)</h2>', client.get(f"{LIST}?{query}").text)
    return [one.split(" was ")[0].split(", which")[0] for one in says]


def task_of(store: Database, code: str) -> int:
    with store.session() as session:
        return session.scalars(select(Task.id).where(Task.subject.startswith(f"item:{code}"))).one()


def letters(store: Database) -> list[tuple[str, str]]:
    with store.session() as session:
        rows = session.execute(select(OutgoingMail.to, OutgoingMail.subject).order_by(OutgoingMail.id))
        return [(to, subject) for to, subject in rows]


def worker(store: Database, now: datetime) -> int:
    return look_after_evidence(store, FACTS, now=now)


def test_ones_own_come_first_then_nobodys_and_administrators_see_all(
    author: FlaskClient, administrator: FlaskClient, clinician: FlaskClient
) -> None:
    assert listed(author) == ["D6-E-001 cites S1", "S1", "S2"]
    assert listed(author, "whose=all") == ["D6-E-001 cites S1", "S1", "S2"]
    assert listed(author, "whose=mine") == ["D6-E-001 cites S1"]
    assert listed(author, "source=S2") == ["S2"]
    assert listed(author, "kind=item-due") == ["D6-E-001 cites S1"]
    assert sorted(listed(administrator, "whose=all")) == ["D6-E-001 cites S1", "D6-E-002 cites S2", "S1", "S2"]
    assert listed(administrator, "whose=nobody&kind=nonsense") == ["S1", "S2"]
    assert clinician.get(LIST).status_code == 403
    assert "Tasks: 3 open" in author.get("/staff/items").text


def test_a_task_closes_with_a_reason_and_stays_where_it_can_be_read(author: FlaskClient, store: Database) -> None:
    address = f"{LIST}/{task_of(store, 'D6-E-001')}/outcome?whose=mine"
    page = author.post(address, data={"outcome": " "})
    assert page.status_code == 422
    assert "Say why it stands" in page.text
    answer = author.post(address, data={"outcome": "Read again: nothing new"})
    assert (answer.status_code, answer.location) == (303, f"{LIST}?whose=mine")
    assert listed(author) == ["S1", "S2"]
    assert "Read again: nothing new" in author.get(f"{LIST}?state=done").text
    again = author.post(address, data={"outcome": "Typed too late"})
    assert again.status_code == 409
    assert "Typed too late" in again.text


def test_somebody_elses_task_is_refused(author: FlaskClient, administrator: FlaskClient, store: Database) -> None:
    address = f"{LIST}/{task_of(store, 'D6-E-002')}/outcome"
    assert author.post(address, data={"outcome": "Fine"}).status_code == 403
    assert administrator.post(address, data={"outcome": "Fine"}).status_code == 303
    assert administrator.post(f"{LIST}/999/outcome", data={"outcome": "Fine"}).status_code == 404


@pytest.mark.parametrize("query", ["_external=1&_scheme=javascript", "task_id=1", "source=%22%3E%3Cscript%3E"])
def test_an_address_cannot_bend_where_a_form_leads(author: FlaskClient, store: Database, query: str) -> None:
    page = author.get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert "javascript:" not in page.text
    assert "<script>" not in page.text


def test_an_item_shows_which_of_its_sources_is_due_and_why_it_is_off_papers(
    author: FlaskClient, store: Database
) -> None:
    with store.write() as session:
        own = build.item(session, build.card("D6-E-003", sources=["S1", "S3"])).id
    with clock.stopped_at(NOON):
        page = words(author.get(f"/staff/items/{own}").text)
        assert page.count("Due: it was to be looked at again by 19 November 2026") == 1
        assert "Live, but off new papers" not in page
        with store.write() as session:
            session.get_one(Source, "S1").is_blocking = True
        page = words(author.get(f"/staff/items/{own}").text)
    assert "Live, but off new papers" in page
    assert 'href="/staff/sources/S1">S1</a> was to be looked at again by 19 November 2026' in page


def test_owners_get_one_letter_a_day_about_what_is_new(store: Database) -> None:
    assert worker(store, NOON) == 2
    assert [subject for _to, subject in letters(store)] == ["1 new task in the question bank"] * 2
    assert {to[:3] for to, _subject in letters(store)} == {"bob", "rit"}
    with store.write() as session:
        due(session, "S3", "D6-E-003", "Bob Birch")
        due(session, "S4", "D6-E-004", "Bob Birch")
    assert worker(store, NOON + timedelta(hours=1)) == 4, "tasks, but no second letter on this day"
    assert len(letters(store)) == 2
    assert worker(store, NOON + timedelta(days=1)) == 1
    assert letters(store)[2][0].startswith("bob")
    assert letters(store)[2][1] == "2 new tasks in the question bank"
    assert worker(store, NOON + timedelta(days=2)) == 0


def test_a_letter_names_the_tasks_and_where_they_are(store: Database) -> None:
    worker(store, NOON)
    with store.session() as session:
        letter = session.scalars(select(OutgoingMail).where(OutgoingMail.to.startswith("bob"))).one()
    for text in (letter.body, letter.html):
        assert "Bob Birch" in text
        assert "D6-E-001 cites S1, which was to be looked at again by 19 November 2026" in text
        assert "D6-E-002" not in text
        assert "https://certify.example/staff/tasks" in text


def test_a_closed_account_gets_no_letter(store: Database) -> None:
    with store.write() as session:
        session.scalars(select(Person).where(Person.name == "Bob Birch")).one().is_active = False
    assert worker(store, NOON) == 1
