"""New evidence arrives: what rested on the old leaves papers, owners are told, holders are found, and it comes back.

Older guidance says that bracketing a rib must be used on the thorax (S8, a regulator's rules); case reports of 2025
(S22) describe a pneumothorax in spite of it.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.lint.rules import RULES
from tests.build import NOON
from tests.certificates import build as certified
from tests.exams import build
from tests.library import build as bank_build
from tests.library.conftest import administrator, author, clinician, reviewer
from tests.pages.test_sources import TYPED
from trainer.accounts.models import Person
from trainer.certificates.service import decide_certificate
from trainer.core import clock
from trainer.core.db import Database
from trainer.courses.models import Page
from trainer.exams import queries
from trainer.library import editing, listing
from trainer.library.models import Item, Task
from trainer.library.tasks import look_after_evidence
from trainer.mail import OutgoingMail

__all__ = ["administrator", "author", "clinician", "reviewer"]
RESTING = ("D1-E-001", "D1-E-002", "D1-E-003")
"""The live items that cite S8, Bob's; five more of their domain do not, and a paper draws four."""
TOMORROW = NOON + timedelta(days=1)


@dataclass
class House:
    """The people of the bank at their browsers, and what the database says."""

    store: Database
    ada: FlaskClient
    bob: FlaskClient
    rita: FlaskClient

    def drawn(self, now: datetime = NOON) -> set[str]:
        """The exam items that new papers may ask."""
        with self.store.session() as session:
            return {banked.candidate.id for banked in queries.bank(session, use="exam", today=clock.day_of(now, "UTC"))}

    def open_tasks(self) -> list[str]:
        with self.store.session() as session:
            return list(session.scalars(select(Task.subject).where(Task.done_at.is_(None)).order_by(Task.subject)))

    def worker(self, now: datetime = NOON) -> None:
        look_after_evidence(self.store, certified.FACTS, now=now)

    def item(self, code: str) -> Item:
        with self.store.session() as session:
            return session.scalars(select(Item).where(Item.code == code)).one()

    def rewritten(self, code: str, *sources: str) -> None:
        """Bob writes a new version that cites these."""
        with self.store.write() as session:
            own = session.scalars(select(Item).where(Item.code == code)).one()
            before = listing.card_of(own, listing.version(session, own.id, own.current_number))
            said = before.model_copy(update={"sources": sources})
            bob = session.scalars(select(Person.id).where(Person.name == "Bob Birch")).one()
            editing.new_version(session, own.id, said, by=bob, note="Rests on what holds now", now=NOON)

    def move(self, who: FlaskClient, code: str, verb: str) -> tuple[int, str]:
        anything = {f"override-{rule.name}": "It may stand" for rule in RULES}
        with clock.stopped_at(NOON):
            answer = who.post(
                f"/staff/items/{self.item(code).id}/moves/{verb}", data={"reason": "As it is", **anything}
            )
        return answer.status_code, words(answer.text)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page)).split())


def seen(client: FlaskClient, path: str, now: datetime = NOON) -> str:
    with clock.stopped_at(now):
        answer = client.get(path)
    assert answer.status_code == 200
    return words(answer.text)


def cite(session: Session, code: str, owner: int) -> None:
    """Let a live item of Bob's rest on S8."""
    own = session.scalars(select(Item).where(Item.code == code)).one()
    said = listing.card_of(own, listing.version(session, own.id, 1)).model_copy(update={"sources": ("S8",)})
    bank_build.put_live(session, own.id, said, by=owner, now=NOON)
    own.owner_id = owner


@pytest.fixture
def house(store: Database, administrator: FlaskClient, author: FlaskClient, reviewer: FlaskClient) -> House:
    """Three live items and a course page rest on S8; Alice was certified by an exam that asked some of them."""
    with store.write() as session:
        own = build.world(session)
        for key, title in (("S1", "A survey"), ("S8", "Needling rules, region by region"), ("S22", "Case reports")):
            bank_build.source(session, key, title)
        bob = session.scalars(select(Person.id).where(Person.name == "Bob Birch")).one()
        for code in RESTING:
            cite(session, code, bob)
        session.scalars(select(Page).order_by(Page.id).limit(1)).one().sources = ["S8"]
        alice = build.ready(session, own, "Alice Ash")
        passed = build.finished(session, build.started(session, own.final, alice))
        assert decide_certificate(session, passed.id, certified.FACTS, chance=certified.CHANCE, now=NOON)
    return House(store, administrator, author, reviewer)


def superseded(house: House) -> None:
    """Ada marks S8 as superseded by S22, and blocking."""
    said = TYPED | {"title": "Needling rules, region by region", "superseded_by": "S22", "is_blocking": "y"}
    with clock.stopped_at(NOON):
        assert house.ada.post("/staff/sources/S8/edit", data=said).status_code == 303


def test_what_rests_on_a_superseded_source_is_listed_and_leaves_new_papers(house: House) -> None:
    before = house.drawn()
    superseded(house)
    page = seen(house.ada, "/staff/sources/S8")
    assert "S8 is superseded by S22" in page
    assert "3 items cite it" in page
    assert page.count("Live, off new papers") == 3
    assert "The only page in First" in page
    assert before - house.drawn() == set(RESTING)
    assert house.open_tasks() == [*(f"item:{code}:S8" for code in RESTING), "source:S8"]
    assert "D1-E-001 cites S8, which is superseded by S22" in seen(house.bob, "/staff/tasks?whose=mine")
    page = seen(house.bob, f"/staff/items/{house.item('D1-E-001').id}")
    assert "Live, but off new papers" in page
    assert "S8 is superseded by S22" in page


def test_holders_whose_exams_used_it_are_found(house: House) -> None:
    superseded(house)
    assert "1 person holds 1 certificate" in seen(house.ada, "/staff/sources/S8/holders")
    assert "Alice Ash" in seen(house.ada, "/staff/sources/S8/holders")
    assert "Papers that used it 1" in seen(house.bob, "/staff/sources/S8")
    assert house.bob.get("/staff/sources/S8/holders").status_code == 403


def test_no_draft_goes_live_on_it_and_a_rewritten_item_comes_back(house: House) -> None:
    superseded(house)
    house.rewritten("D1-E-001", "S1", "S8")
    assert house.move(house.bob, "D1-E-001", "submit")[0] == 303
    status, page = house.move(house.rita, "D1-E-001", "approve")
    assert status == 422
    assert "S8 is superseded by S22" in page
    house.rewritten("D1-E-001", "S22")
    for who, verb in ((house.bob, "submit"), (house.rita, "approve")):
        assert house.move(who, "D1-E-001", verb)[0] == 303
    house.worker()
    assert "item:D1-E-001:S8" in house.open_tasks(), "what is on papers still rests on S8"
    assert "D1-E-001" not in house.drawn()
    assert house.move(house.ada, "D1-E-001", "publish")[0] == 303
    house.worker()
    assert house.open_tasks() == ["item:D1-E-002:S8", "item:D1-E-003:S8", "source:S8"]
    assert "D1-E-001" in house.drawn()


def test_a_date_that_passes_does_the_same_and_tells_the_owner(house: House) -> None:
    said = TYPED | {"review_by": f"{clock.day_of(NOON, 'UTC')}", "is_blocking": "y"}
    with clock.stopped_at(NOON):
        assert house.ada.post("/staff/sources/S8/edit", data=said).status_code == 303
    house.worker()
    assert house.open_tasks() == []
    assert set(RESTING) <= house.drawn()
    assert not set(RESTING) & house.drawn(TOMORROW)
    house.worker(TOMORROW)
    assert len(house.open_tasks()) == 4
    with house.store.session() as session:
        letter = select(OutgoingMail.to, OutgoingMail.subject).where(OutgoingMail.key.startswith("tasks_due"))
        ((to, subject),) = session.execute(letter).all()
    assert to.startswith("bob")
    assert subject == "3 new tasks in the question bank"


def test_an_exam_says_what_is_live_and_unexpired(house: House) -> None:
    with house.store.write() as session:
        for code in ("D1-E-004", "D1-E-005"):
            cite(session, code, session.scalars(select(Person.id).where(Person.name == "Bob Birch")).one())
    assert "The live items can fill a paper" in seen(house.ada, "/staff/exams/small-final")
    superseded(house)
    page = seen(house.ada, "/staff/exams/small-final")
    assert "D1 needs 4 items of group knowledge; 3 are live and unexpired" in page
    assert "5 live items are off new papers" in page
    assert "D1-E-005: S8" in page


def test_practice_items_leave_quizzes_as_well(house: House) -> None:
    with house.store.write() as session:
        bob = session.scalars(select(Person.id).where(Person.name == "Bob Birch")).one()
        for number in range(1, 6):
            cite(session, f"D1-P-00{number}", bob)
    with house.store.session() as session:
        slug = queries.quiz_of(session, 1).slug
    assert "Live and unexpired practice items 8" in seen(house.ada, f"/staff/exams/{slug}")
    superseded(house)
    assert "Live and unexpired practice items 3" in seen(house.ada, f"/staff/exams/{slug}")
