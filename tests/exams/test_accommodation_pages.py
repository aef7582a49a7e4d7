"""Asking for an accommodation and deciding on it, in a browser; nobody else sees either."""

from __future__ import annotations

import pytest

from tests.exams.conftest import Candidate, Staff
from trainer.core.db import Database
from trainer.web.permissions import Role


def test_a_person_asks_and_a_registrar_decides(alice: Candidate, staff: Staff, store: Database) -> None:
    attempt, dora = alice.start(), staff(Role.REGISTRAR, name="Dora Dale")
    assert alice.post("/account/accommodations", {"asked": "I read slowly."}).status_code == 303
    assert "Waiting" in alice.get("/account/accommodations").text
    assert alice.post("/account/accommodations", {"asked": "And again"}).status_code == 409
    assert "Alice Ash" in dora.get("/staff/accommodations").text
    assert "I read slowly." in dora.get("/staff/accommodations/1").text
    grant = {"verdict": "grant", "time": "1.5", "break_minutes": "10", "reason": "A letter was seen"}
    assert dora.post("/staff/accommodations/1", grant).status_code == 303
    page = alice.get("/account/accommodations").text
    assert "1.5 times the time and 10 minutes of breaks in which the clock stands" in page
    assert "A letter was seen" in page
    assert alice.get(f"/attempts/{attempt}/clock").get_json()["seconds_left"] == 90 * 60
    assert dora.post("/staff/accommodations/1", grant).status_code == 409
    assert dora.post("/staff/accommodations/1/end").status_code == 303
    assert "Ended" in alice.get("/account/accommodations").text
    assert alice.get(f"/attempts/{attempt}/clock").get_json()["seconds_left"] == 90 * 60


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"verdict": "grant", "time": "1.5", "break_minutes": "61", "reason": "-"}, "between 0 and 60"),
        ({"verdict": "grant", "time": "7", "break_minutes": "0", "reason": "-"}, "Not a valid choice"),
        ({"verdict": "grant", "time": "1", "break_minutes": "0", "reason": "kept words"}, "This grants nothing"),
        ({"time": "1.5", "break_minutes": "0", "reason": "kept words"}, "Choose one"),
        ({"verdict": "refuse", "time": "1", "break_minutes": "0"}, "Give the reason"),
    ],
)
def test_a_decision_that_cannot_be_is_said_and_kept(
    alice: Candidate, staff: Staff, typed: dict[str, str], says: str
) -> None:
    alice.post("/account/accommodations", {"asked": "I read slowly."})
    answer = staff(Role.REGISTRAR).post("/staff/accommodations/1", typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert typed.get("reason", "") in answer.text
    assert "Waiting" in alice.get("/account/accommodations").text


def test_an_accommodation_is_private(alice: Candidate, carol: Candidate, staff: Staff) -> None:
    alice.post("/account/accommodations", {"asked": "I read slowly."})
    assert "I read slowly." not in carol.get("/account/accommodations").text
    for role in Role:
        if role is not Role.REGISTRAR:
            other = staff(role, name=f"{role.value} Dale")
            assert other.get("/staff/accommodations").status_code == 403
            assert other.get("/staff/accommodations/1").status_code == 403


def test_a_registrar_neither_sees_nor_decides_their_own(staff: Staff) -> None:
    both = staff(Role.REGISTRAR, Role.CLINICIAN, name="Dora Dale")
    both.post("/account/accommodations", {"asked": "Me, too"})
    assert both.get("/staff/accommodations/1").status_code == 403
    grant = {"verdict": "grant", "time": "3", "break_minutes": "0", "reason": "-"}
    assert both.post("/staff/accommodations/1", grant).status_code == 403
    assert "Waiting" in both.get("/account/accommodations").text
