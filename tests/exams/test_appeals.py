"""Appeals: made by the candidate, decided by somebody else, heard by both; nothing is certified meanwhile."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tests.build import NOON
from tests.exams.conftest import Candidate, Staff
from trainer.audit.models import AuditEvent
from trainer.certificates.objections import objections
from trainer.core.db import Database
from trainer.core.errors import Conflict
from trainer.exams import queries
from trainer.exams.models import Appeal, Attempt, Resit
from trainer.exams.service import appeal as service
from trainer.mail import OutgoingMail
from trainer.web.permissions import Role

TYPED = {"about": "course", "why": "The room lost its power for ten minutes."}
REASON = "The server was up all along; our record shows it."


@pytest.fixture
def marked(alice: Candidate) -> UUID:
    """Alice's final exam, handed in empty and marked."""
    attempt = alice.start()
    alice.at(90)
    alice.sweep()
    return attempt


def letters(store: Database) -> list[tuple[str, str]]:
    with store.session() as session:
        query = select(OutgoingMail.to, OutgoingMail.subject).where(OutgoingMail.key.like("appeal-%"))
        return [tuple(row) for row in session.execute(query.order_by(OutgoingMail.id))]


def against(store: Database, attempt: UUID) -> list[str]:
    with store.session() as session:
        return [one.says for one in objections.to(session, attempt, now=NOON)]


def test_a_candidate_appeals_and_a_registrar_decides(
    alice: Candidate, marked: UUID, staff: Staff, store: Database
) -> None:
    dora = staff(Role.REGISTRAR, name="Dora Dale")
    assert f"/attempts/{marked}/appeal" in alice.get(f"/attempts/{marked}/result").text
    assert "Make an appeal" in alice.get(f"/attempts/{marked}/appeal").text
    assert against(store, marked) == []
    assert alice.post(f"/attempts/{marked}/appeal", TYPED).status_code == 303
    page = alice.get(f"/attempts/{marked}/appeal").text
    assert "Waiting" in page
    assert TYPED["why"] in page
    assert alice.post(f"/attempts/{marked}/appeal", TYPED).status_code == 409
    assert against(store, marked) == [
        "Your appeal of this exam is open. Nothing is issued on it until a registrar has decided."
    ]
    assert "Alice Ash" in dora.get("/staff/appeals").text
    assert TYPED["why"] in dora.get("/staff/appeals/1").text
    decided = dora.post("/staff/appeals/1", {"outcome": "rejected", "reason": REASON})
    assert decided.status_code == 303, decided.text
    assert dora.post("/staff/appeals/1", {"outcome": "upheld", "reason": REASON}).status_code == 409
    assert REASON in alice.get(f"/attempts/{marked}/appeal").text
    assert against(store, marked) == []
    (to_dora, subject), (to_alice, outcome) = letters(store)
    assert (subject, outcome) == ("An appeal waits for a decision", "Your appeal is rejected")
    assert to_dora.startswith("dora")
    assert to_alice.startswith("alice")
    with store.session() as session:
        about = select(AuditEvent.action).where(AuditEvent.subject == "appeal:1").order_by(AuditEvent.id)
        assert session.scalars(about).all() == ["exam.appeal.made", "exam.appeal.rejected"]
        assert session.scalars(select(Resit)).all() == []
    assert alice.post(f"/attempts/{marked}/appeal", TYPED).status_code == 303


def test_an_upheld_appeal_can_give_a_resit(alice: Candidate, marked: UUID, staff: Staff, store: Database) -> None:
    alice.post(f"/attempts/{marked}/appeal", TYPED)
    staff(Role.REGISTRAR).post("/staff/appeals/1", {"outcome": "resit", "reason": "It did."})
    with store.session() as session:
        found = session.scalars(select(Appeal)).one()
        assert (found.outcome, found.reason) == ("upheld", "It did.")
        assert session.scalars(select(Resit.attempt_id)).all() == [marked]
        body = session.scalars(select(OutgoingMail.body).where(OutgoingMail.key == "appeal-1-decided")).one()
    assert "within 90 days" in body


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"why": "kept words"}, "Choose what you appeal"),
        ({"about": "weather", "why": "kept words"}, "Not a valid choice"),
        ({"about": "result"}, "Say what was wrong"),
        ({"about": "result", "why": "x" * 4001}, "Use at most 4000 characters"),
    ],
)
def test_an_appeal_that_cannot_be_is_said_and_kept(
    alice: Candidate, marked: UUID, typed: dict[str, str], says: str
) -> None:
    answer = alice.post(f"/attempts/{marked}/appeal", typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert typed.get("why", "") in answer.text


def test_an_appeal_is_private_and_of_a_marked_final(
    alice: Candidate, carol: Candidate, staff: Staff, store: Database
) -> None:
    running = alice.start()
    assert alice.get(f"/attempts/{running}/appeal").status_code == 404
    assert alice.post(f"/attempts/{running}/appeal", TYPED).status_code == 404
    alice.at(90)
    alice.sweep()
    assert carol.get(f"/attempts/{running}/appeal").status_code == 404
    assert carol.post(f"/attempts/{running}/appeal", TYPED).status_code == 404
    alice.post(f"/attempts/{running}/appeal", TYPED)
    for role in Role:
        if role is not Role.REGISTRAR:
            other = staff(role, name=f"{role.value} Dale")
            assert other.get("/staff/appeals").status_code == 403
            assert other.post("/staff/appeals/1", {"outcome": "upheld", "reason": "-"}).status_code == 403
    assert staff(Role.REGISTRAR).get("/staff/appeals/2").status_code == 404


def test_nobody_decides_their_own(alice: Candidate, marked: UUID, staff: Staff, store: Database) -> None:
    dora = staff(Role.REGISTRAR, name="Dora Dale")
    alice.post(f"/attempts/{marked}/appeal", TYPED)
    with store.write() as session:
        session.execute(update(Attempt).values(person_id=dora.person_id))
    assert dora.get("/staff/appeals/1").status_code == 403
    assert dora.post("/staff/appeals/1", {"outcome": "upheld", "reason": "-"}).status_code == 403
    assert "Yours: a colleague decides" in dora.get("/staff/appeals").text


def test_of_two_at_once_one_is_open(alice: Candidate, marked: UUID, store: Database) -> None:
    with store.write() as session:
        service.make(session, marked, alice.person_id, "result", "Why.", now=NOON)
        with pytest.raises(Conflict):
            service.make(session, marked, alice.person_id, "result", "Why.", now=NOON)
    twin = Appeal(attempt_id=marked, about="result", why="Why.", made_at=NOON, reason="")
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(twin)
    with store.session() as session:
        assert queries.own_attempt(session, marked, alice.person_id).state == "graded"
