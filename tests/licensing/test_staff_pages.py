"""The registrar's pages, through the browser."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.build import NOON, person
from tests.licensing.build import check, people, stated, verified
from trainer.accounts import service as accounts
from trainer.core import clock
from trainer.licensing import queries
from trainer.mail import OutgoingMail
from trainer.web.permissions import Role

LOOK = {"source": "HCPC register", "checked_on": "2026-11-20", "status": "active", "seen": "Registered\nno conditions"}
YES = {"verdict": "verify", "reason": "Seen on the register today."}
NO = {"verdict": "refuse", "reason": "The register shows another name."}


@pytest.fixture(autouse=True)
def noon():
    with clock.stopped_at(NOON):
        yield


@pytest.fixture
def pair(store):
    return people(store)


@pytest.fixture
def waiting(store, pair):
    with store.write() as session:
        return stated(session, pair[0], NOON - timedelta(days=2)).id


@pytest.fixture
def registrar(as_person, pair):
    return as_person(pair[1])


def state_of(store, licence_id):
    with store.session() as session:
        return queries.licence(session, licence_id).state


def letters(store):
    with store.session() as session:
        return list(session.scalars(select(OutgoingMail)))


def test_from_the_queue_to_a_verified_licence(app, store, registrar, pair, waiting):
    page = f"/staff/licences/{waiting}"
    assert page in registrar.get("/staff/licences").text
    assert registrar.post(f"{page}/checks", data=LOOK).location == page
    assert registrar.post(f"{page}/decision", data=YES).location == "/staff/licences"
    assert state_of(store, waiting) == "verified"
    assert app.extensions["trainer"].jobs.told == ["mail.deliver"]
    letter = letters(store)[0]
    assert (letter.to, letter.subject) == (pair[0].email, "Your licence is verified")
    assert all(YES["reason"] in part for part in (letter.body, letter.html))


def test_a_refusal_is_told_with_its_reason(store, registrar, waiting):
    registrar.post(f"/staff/licences/{waiting}/decision", data={**NO, "reason": "<b>No</b> {{7*7}}"})
    assert state_of(store, waiting) == "refused"
    letter = letters(store)[0]
    assert letter.subject == "Your licence could not be verified"
    assert "<b>No</b> {{7*7}}" in letter.body
    assert "&lt;b&gt;No&lt;/b&gt; {{7*7}}" in letter.html


def test_the_queue_says_who_waits_how_long_and_filters(store, registrar, pair, waiting):
    with store.write() as session:
        verified(session, person(session, "Carol Cedar"), pair[1])
    page = registrar.get("/staff/licences").text
    assert "waiting 2 days" in page
    assert "Carol Cedar" not in page
    assert "Alice Ash" not in registrar.get("/staff/licences?state=verified").text
    everything = registrar.get("/staff/licences?state=any").text
    assert everything.index("Alice Ash") < everything.index("Carol Cedar")
    assert "No licence is in this state." in registrar.get("/staff/licences?state=refused").text
    assert "Alice Ash" in registrar.get("/staff/licences?state=nonsense&page=99").text


def test_everything_stated_stands_beside_the_account(store, registrar, pair, waiting):
    page = registrar.get(f"/staff/licences/{waiting}").text
    said = (
        "Alice Ash",
        pair[0].email,
        "PH12345",
        "30 June 2027",
        "BSc Physiotherapy",
        "United Kingdom",
        "HCPC’s online",
    )
    assert all(words in page for words in said)
    assert "The names differ" not in page
    with store.write() as session:
        other = stated(session, pair[0], name_on_register="Alicia Ashby")
    page = registrar.get(f"/staff/licences/{other.id}").text
    assert "The names differ" in page
    assert "Alicia Ashby" in page
    assert "Other statements of Alice Ash" in page


def test_a_number_used_twice_is_pointed_out(store, registrar, waiting):
    with store.write() as session:
        stated(session, person(session, "Carol Cedar"), number="ph 12345")
    assert "Somebody else stated this number" in registrar.get(f"/staff/licences/{waiting}").text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("checked_on", "2026-11-21", "cannot lie ahead"),
        ("checked_on", "yesterday", "Not a valid date value"),
        ("source", "", "Name the register"),
        ("seen", " \n ", "Write down"),
        ("status", "fine", "Not a valid choice"),
    ],
)
def test_a_check_with_a_fault_is_not_recorded_and_nothing_typed_is_lost(store, registrar, waiting, field, value, words):
    answer = registrar.post(f"/staff/licences/{waiting}/checks", data={**LOOK, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert all(kept in answer.text for name, kept in LOOK.items() if name not in (field, "status"))
    with store.session() as session:
        assert queries.licence(session, waiting).checks == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": "Because."}, "Choose one"),
        ({"verdict": "verify"}, "Give the reason"),
        ({"verdict": "maybe", "reason": "Because."}, "Not a valid choice"),
        ({"verdict": "verify", "reason": "Because."}, "Record a check of the register first"),
    ],
)
def test_a_decision_with_a_fault_changes_nothing(store, registrar, waiting, typed, words):
    answer = registrar.post(f"/staff/licences/{waiting}/decision", data=typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert typed.get("reason", "") in answer.text
    assert (state_of(store, waiting), letters(store)) == ("stated", [])


def test_of_two_registrars_the_second_is_told(store, as_person, registrar, pair, waiting):
    with store.write() as session:
        carol = person(session, "Carol Cedar", Role.REGISTRAR)
        check(session, queries.licence(session, waiting), pair[1])
    other = as_person(carol)
    together = Barrier(2)

    def decide(browser_and_data):
        browser, data = browser_and_data
        together.wait()
        return browser.post(f"/staff/licences/{waiting}/decision", data=data).status_code

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(decide, [(registrar, YES), (other, NO)]))
    assert told == [303, 409]
    assert len(letters(store)) == 1


def test_nobody_looks_into_or_decides_their_own(store, as_person):
    with store.write() as session:
        both = person(session, "Dan Dogwood", Role.CLINICIAN, Role.REGISTRAR)
        licence = stated(session, both)
    browser, page = as_person(both), f"/staff/licences/{licence.id}"
    assert "Yours: a colleague decides" in browser.get("/staff/licences").text
    assert page not in browser.get("/staff/licences").text
    told = [browser.get(page), browser.post(f"{page}/checks", data=LOOK), browser.post(f"{page}/decision", data=NO)]
    assert [answer.status_code for answer in told] == [403, 403, 403]
    assert state_of(store, licence.id) == "stated"


def test_looking_again_later_moves_the_day_it_was_confirmed(store, registrar, pair):
    with store.write() as session:
        licence = verified(session, pair[0], pair[1])
    page = f"/staff/licences/{licence.id}"
    with clock.stopped_at(NOON + timedelta(hours=11)):
        registrar.post(f"{page}/checks", data={**LOOK, "checked_on": "2026-11-20", "status": "restricted"})
        text = registrar.get(page).text
    assert "The newest check did not see it as active" in text
    assert state_of(store, licence.id) == "stated"


@pytest.mark.parametrize(
    "path", ["/staff/licences/4711", "/staff/licences/4711/checks", "/staff/licences/4711/decision"]
)
def test_a_licence_that_is_not_there_is_not_found(registrar, path):
    ask = registrar.get if path.endswith("4711") else registrar.post
    assert ask(path, data=YES | LOOK).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.REGISTRAR])
def test_nobody_but_a_registrar_comes_in(store, as_person, waiting, role):
    with store.write() as session:
        eve = person(session, "Eve Elm", role)
    browser, page = as_person(eve), f"/staff/licences/{waiting}"
    told = [
        browser.get("/staff/licences"),
        browser.get(page),
        browser.post(f"{page}/checks", data=LOOK),
        browser.post(f"{page}/decision", data=NO),
    ]
    assert [answer.status_code for answer in told] == [403] * 4
    assert state_of(store, waiting) == "stated"


def test_a_registrar_whose_role_is_gone_decides_nothing(store, registrar, pair, waiting):
    with store.write() as session:
        accounts.revoke(session, pair[1].id, Role.REGISTRAR, by=None, now=NOON)
    assert registrar.post(f"/staff/licences/{waiting}/decision", data=NO).status_code == 403
    assert state_of(store, waiting) == "stated"
