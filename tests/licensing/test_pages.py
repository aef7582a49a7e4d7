"""A clinician's own licence, through the browser."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.build import NOON, person
from tests.licensing.build import check, people, stated, verified
from trainer.core import clock
from trainer.licensing import queries
from trainer.web.permissions import Role

TYPED = {
    "profession": "physiotherapist",
    "authority": "Physiotherapy Board",
    "jurisdiction": "AU",
    "number": "PHY 0001234567",
    "name_on_register": "Ash, Alice",
    "degree": "Bachelor of Physiotherapy",
    "expires_on": "2027-06-30",
}


@pytest.fixture(autouse=True)
def noon():
    with clock.stopped_at(NOON):
        yield


def count(store):
    with store.session() as session:
        return queries.how_many(session, None)


def test_a_clinician_states_a_licence(store, as_person):
    alice, _bob = people(store)
    browser = as_person(alice)
    answer = browser.post("/licence", data=TYPED)
    assert (answer.status_code, answer.location) == (303, "/licence")
    page = browser.get("/licence").text
    assert all(words in page for words in ("A registrar is looking", "PHY 0001234567", "30 June 2027", "Australia"))
    assert "Ahpra numbers are" not in page


def test_an_odd_number_gets_a_note_and_is_not_blocked(store, as_person):
    browser = as_person(people(store)[0])
    assert browser.post("/licence", data={**TYPED, "number": "12"}).status_code == 303
    assert "Ahpra numbers are" in browser.get("/licence").text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("expires_on", "2026-11-19", "This day is past"),
        ("expires_on", "30 June", "Not a valid date value"),
        ("expires_on", "", "Type the day"),
        ("expires_on", "3027-06-30", "Check the year"),
        ("profession", "king", "Not a valid choice"),
        ("jurisdiction", "", "Choose the place"),
        ("number", "  ", "Type the number"),
        ("authority", "x" * 201, "at most 200"),
    ],
)
def test_a_fault_is_named_and_the_rest_kept(store, as_person, field, value, words):
    answer = as_person(people(store)[0]).post("/licence", data={**TYPED, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert all(f'value="{kept}"' in answer.text for name, kept in TYPED.items() if name != field)
    assert count(store) == 0


def test_a_day_of_expiry_is_judged_in_the_authoritys_zone(store, as_person):
    """13:00 in UTC on the 20th: the day is over in New Zealand, and has hardly begun in Hawaii."""
    browser = as_person(people(store)[0])
    with clock.stopped_at(NOON + timedelta(hours=1)):
        told = [
            browser.post("/licence", data={**TYPED, "jurisdiction": code, "expires_on": "2026-11-20"}).status_code
            for code in ("NZ", "US-HI")
        ]
    assert told == [422, 303]


def test_fields_that_are_not_asked_for_change_nothing(store, as_person):
    alice, bob = people(store)
    as_person(alice).post("/licence", data={**TYPED, "state": "verified", "person_id": bob.id, "decided_by_id": bob.id})
    with store.session() as session:
        licence = queries.current_licence(session, alice.id)
        assert (licence.state, licence.person_id, licence.decided_by_id) == ("stated", alice.id, None)


def test_the_answer_comes_first_and_the_history_stays(store, as_person):
    alice, bob = people(store)
    with store.write() as session:
        verified(session, alice, bob, number="PH11111")
        stated(session, alice, number="PH22222")
        stated(session, alice, number="PH33333")
    page = as_person(alice).get("/licence").text
    assert "Verified and current" in page
    assert page.index("PH33333") < page.index("PH22222")
    assert "Replaced" in page


def test_a_licence_that_ran_out_is_said_to_have(store, as_person):
    alice, bob = people(store)
    with store.write() as session:
        verified(session, alice, bob)
    with clock.stopped_at(NOON + timedelta(days=300)):
        page = as_person(alice).get("/licence").text
    assert "Your licence has expired" in page
    assert "30 June 2027" in page


def test_a_holder_reads_what_was_checked_but_not_the_registrars_notes(store, as_person):
    alice, bob = people(store)
    with store.write() as session:
        licence = stated(session, alice)
        check(session, licence, bob)
    page = as_person(alice).get(f"/licence/{licence.id}").text
    assert "HCPC register" in page
    assert "Last confirmed on 20 November 2026" in page
    assert "No conditions" not in page
    assert "Bob Birch" not in page


def test_somebody_elses_licence_is_not_found(store, as_person):
    alice, bob = people(store)
    with store.write() as session:
        carol = person(session, "Carol Cedar")
        licence = verified(session, alice, bob)
    answer = as_person(carol).get(f"/licence/{licence.id}")
    assert answer.status_code == 404
    assert licence.number not in answer.text
    assert as_person(carol).get("/licence/4711").status_code == 404
    assert licence.number not in as_person(carol).get("/licence").text


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.AUTHOR, Role.REGISTRAR])
def test_only_who_may_state_a_licence_sees_the_page(store, as_person, role):
    with store.write() as session:
        eve = person(session, "Eve Elm", role)
    browser = as_person(eve)
    assert browser.get("/licence").status_code == 403
    assert browser.post("/licence", data=TYPED).status_code == 403
    assert count(store) == 0


def test_a_stranger_signs_in_first(client):
    assert client.get("/licence").location == "/sign-in?next=/licence"
    assert client.get("/staff/licences").location == "/sign-in?next=/staff/licences"
