"""One person's record, their roles, and a result as its candidate sees it."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from tests.build import NOON, person
from tests.conftest import SignIn
from tests.exams import build as exams
from tests.pages.build import certified, counted, rows
from trainer.accounts.models import PersonRole
from trainer.audit.models import AuditEvent
from trainer.core.db import Database
from trainer.exams.models import Attempt
from trainer.practicals.models import PracticalSignOff
from trainer.web.permissions import Role

MOST_STATEMENTS = 14


@pytest.fixture
def ann(store: Database) -> int:
    with store.write() as session:
        return person(session, "Ann Administrator", Role.ADMINISTRATOR).id


@pytest.fixture
def bob(store: Database) -> int:
    with store.write() as session:
        return person(session, "Bob Birch", Role.REGISTRAR).id


@pytest.fixture
def attempt(store: Database) -> UUID:
    """Alice's: passed, certified, observed."""
    with store.write() as session:
        own = exams.world(session)
        made = certified(session, own, "Alice Ash")
        seen = {"regions": ["limbs"], "skills": [], "observed_on": date(2026, 11, 1), "place": "Clinic 4", "note": "-"}
        ids = {"person_id": made.person_id, "course_id": own.course.id, "assessor_id": person(session, "Carol Coy").id}
        session.add(PracticalSignOff(**ids, **seen, signed_at=NOON))
        return made.id


@pytest.fixture
def alice(store: Database, attempt: UUID) -> int:
    with store.session() as session:
        return session.get_one(Attempt, attempt).person_id


def roles(store: Database, person_id: int) -> set[str]:
    with store.session() as session:
        return set(session.scalars(select(PersonRole.role).where(PersonRole.person_id == person_id)))


def test_an_administrator_sees_the_whole_record(as_person: SignIn, ann: int, alice: int, attempt: UUID) -> None:
    page = as_person(ann).get(f"/staff/people/{alice}").text
    for words in ("Alice Ash", "A college", "First", "4 of 4", "Clinic 4", "Carol Coy", f"/staff/results/{attempt}"):
        assert words in page
    assert "total 8 of 8" in page


def test_a_registrar_sees_the_record_without_results(as_person: SignIn, bob: int, alice: int, attempt: UUID) -> None:
    browser = as_person(bob)
    page = browser.get(f"/staff/people/{alice}").text
    assert "A college" in page
    assert "Attempts" not in page
    assert "4 of 4" not in page
    assert "Grant another role" not in page
    assert browser.get(f"/staff/results/{attempt}").status_code == 403


def test_nobody_there_is_not_found(as_person: SignIn, ann: int) -> None:
    browser = as_person(ann)
    assert browser.get("/staff/people/99999").status_code == 404
    assert browser.get(f"/staff/results/{uuid4()}").status_code == 404


def test_a_record_takes_few_statements(store: Database, as_person: SignIn, ann: int, alice: int) -> None:
    browser = as_person(ann)
    with counted(store) as said:
        assert browser.get(f"/staff/people/{alice}").status_code == 200
    assert len(said) <= MOST_STATEMENTS, said


def test_a_role_is_granted_and_taken_away_and_both_are_on_record(
    store: Database, as_person: SignIn, ann: int, alice: int
) -> None:
    browser = as_person(ann)
    assert browser.post(f"/staff/people/{alice}/roles", data={"role": "assessor"}).status_code == 303
    assert roles(store, alice) == {"clinician", "assessor"}
    assert browser.post(f"/staff/people/{alice}/roles/assessor/revoke").status_code == 303
    assert roles(store, alice) == {"clinician"}
    with store.session() as session:
        by_her = select(AuditEvent.action).where(AuditEvent.actor_id == ann).order_by(AuditEvent.id)
        told = session.scalars(by_her).all()
    assert told[-2:] == ["account.role.granted", "account.role.revoked"]


def test_a_role_that_does_not_exist_changes_nothing(store: Database, as_person: SignIn, ann: int, alice: int) -> None:
    browser = as_person(ann)
    answer = browser.post(f"/staff/people/{alice}/roles", data={"role": "emperor"})
    assert answer.status_code == 422
    assert "Something needs correcting" in answer.text
    assert browser.post(f"/staff/people/{alice}/roles/emperor/revoke").status_code == 422
    assert roles(store, alice) == {"clinician"}


def test_nobody_changes_their_own_rights(store: Database, as_person: SignIn, ann: int) -> None:
    browser = as_person(ann)
    page = browser.get(f"/staff/people/{ann}").text
    assert "Grant another role" not in page
    assert "Take away" not in page
    assert browser.post(f"/staff/people/{ann}/roles", data={"role": "registrar"}).status_code == 403
    assert browser.post(f"/staff/people/{ann}/roles/administrator/revoke").status_code == 403
    assert roles(store, ann) == {"administrator"}


def test_a_registrar_grants_nothing(store: Database, as_person: SignIn, bob: int, alice: int) -> None:
    browser = as_person(bob)
    assert browser.post(f"/staff/people/{alice}/roles", data={"role": "assessor"}).status_code == 403
    assert browser.post(f"/staff/people/{alice}/roles/clinician/revoke").status_code == 403
    assert roles(store, alice) == {"clinician"}


def test_a_result_is_shown_as_its_candidate_sees_it_with_its_trail(
    as_person: SignIn, ann: int, alice: int, attempt: UUID
) -> None:
    page = as_person(ann).get(f"/staff/results/{attempt}").text
    own = as_person(alice).get(f"/attempts/{attempt}/result").text
    rules = own.partition('id="rules-h"')[2].partition("</section>")[0]
    assert rules
    assert rules in page
    assert "You passed" in page
    assert [word in page for word in ("Started by Alice", "Submitted by Alice", "192.0.2.1")] == [True] * 3


def test_looking_changes_nothing(store: Database, as_person: SignIn, ann: int, alice: int, attempt: UUID) -> None:
    browser = as_person(ann)
    before = rows(store)
    for path in ("/staff/people", f"/staff/people/{alice}", f"/staff/results/{attempt}", "/"):
        assert browser.get(path).status_code == 200
    assert rows(store) == before


def test_an_attempt_that_is_not_graded_shows_its_trail_alone(store: Database, as_person: SignIn, ann: int) -> None:
    with store.write() as session:
        own = exams.world(session)
        running = exams.started(session, own.final, exams.ready(session, own))
    page = as_person(ann).get(f"/staff/results/{running.id}").text
    assert "there is no decision to show yet" in page
    assert "Started by Alice" in page
    assert 'id="rules-h"' not in page
