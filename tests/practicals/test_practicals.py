"""Signing an observed practical: by an assessor with a licence, never one's own, with everything seen, once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.certificates import build
from tests.conftest import SignIn
from tests.practicals.observed import TODAY, assessor, form, found, seen, sign
from trainer.accounts.models import Person
from trainer.audit.models import AuditEvent
from trainer.core.db import Database
from trainer.core.errors import Invalid, Refused
from trainer.practicals import queries, rules
from trainer.practicals.models import PracticalSignOff
from trainer.web.permissions import Role


def test_a_practical_is_signed_and_audited(session: Session) -> None:
    ines, alice = assessor(session), build.person(session)
    row = sign(session, ines, seen(session, alice))
    assert (row.regions, row.assessor_id, row.observed_on) == (["limbs", "thorax"], ines.id, TODAY)
    assert row.skills[-4:] == ["palpation:limbs", "technique:limbs", "palpation:thorax", "technique:thorax"]
    assert (row.needles_in, row.needles_out) == (8, 8)
    assert queries.sign_offs(session, alice.id, row.course_id) == [row]
    audited = session.scalars(select(AuditEvent).where(AuditEvent.subject == f"practical:{row.id}")).one()
    assert (audited.action, audited.actor_id) == ("practicals.practical.signed", ines.id)


def test_nobody_signs_their_own(session: Session) -> None:
    ines = assessor(session)
    with pytest.raises(Refused, match="their own"):
        sign(session, ines, seen(session, ines))


@pytest.mark.parametrize("licence", [{"state": "stated"}, {"state": "refused"}, {"expires_on": date(2026, 11, 19)}])
def test_an_assessor_needs_a_licence_in_force(session: Session, licence: dict[str, Any]) -> None:
    ines, alice = assessor(session, **licence), build.person(session)
    with pytest.raises(Refused, match="licence of your own"):
        sign(session, ines, seen(session, alice))


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"regions": ()}, "at least one region"),
        ({"regions": ("head",)}, "at least one region"),
        ({"skills": tuple(rules.every_skill(rules.REGIONS))[1:]}, "Not seen: consent"),
        ({"skills": tuple(rules.every_skill(["limbs"]))}, "Not seen: palpation at the thorax, technique at the thorax"),
        ({"needles_out": 7}, "8 in and 7 out"),
        ({"needles_in": None}, "Count the needles"),
        ({"needles_in": 0, "needles_out": 0}, "Count the needles"),
        ({"skills": ()}, "emergency drill"),
        ({"observed_on": TODAY + timedelta(days=1)}, "future"),
    ],
)
def test_what_was_not_seen_is_not_signed(session: Session, more: dict[str, Any], fault: str) -> None:
    ines, alice = assessor(session), build.person(session)
    with pytest.raises(Invalid, match=fault):
        sign(session, ines, seen(session, alice, **more))
    assert session.scalar(select(func.count(PracticalSignOff.id))) == 0


def test_the_same_form_sent_twice_is_one_sign_off(session: Session) -> None:
    ines, alice, key = assessor(session), build.person(session), str(uuid4())
    assert sign(session, ines, seen(session, alice), key) is sign(session, ines, seen(session, alice), key)
    assert session.scalar(select(func.count(PracticalSignOff.id))) == 1
    sign(session, ines, seen(session, alice), str(uuid4()))
    assert session.scalar(select(func.count(PracticalSignOff.id))) == 2


def test_sign_offs_come_newest_first_and_are_nobody_elses(session: Session) -> None:
    ines, alice, bob = assessor(session), build.person(session), build.person(session, "Bob Birch")
    early = sign(session, ines, seen(session, alice, observed_on=TODAY - timedelta(days=9)))
    late = sign(session, ines, seen(session, alice))
    sign(session, ines, seen(session, bob))
    assert queries.sign_offs(session, alice.id, early.course_id) == [late, early]
    assert [signed.person for signed in queries.signed_by(session, ines.id)] == ["Bob Birch", "Alice Ash", "Alice Ash"]


def test_the_way_from_an_e_mail_to_a_signature(
    store: Database, as_person: SignIn, people: tuple[Person, Person]
) -> None:
    ines, alice = people
    browser = as_person(ines)
    address = found(browser, alice)
    assert "Alice Ash" in browser.get(address).text
    sent = form(store)
    for _ in range(2):
        answer = browser.post(address, data=sent)
        assert (answer.status_code, answer.location) == (303, "/staff/practicals")
    assert "limbs, thorax" in " ".join(browser.get("/staff/practicals").text.split())
    with store.session() as session:
        assert session.scalar(select(func.count(PracticalSignOff.id))) == 1


def test_a_form_with_something_missing_keeps_what_was_typed(
    store: Database, as_person: SignIn, people: tuple[Person, Person]
) -> None:
    browser = as_person(people[0])
    answer = browser.post(
        found(browser, people[1]),
        data=form(store, skills=["consent"], place="Clinic <1>", regions=[], needles_out="11"),
    )
    assert answer.status_code == 422
    assert "Choose at least one region" in answer.text
    assert "Not ticked: screening" in answer.text
    assert 'value="Clinic &lt;1&gt;"' in answer.text
    assert "12 in and 11 out: the numbers differ" in answer.text
    assert 'value="11"' in answer.text
    assert answer.text.count("checked") == 1


def test_what_is_judged_where_nothing_was_observed_is_said(
    store: Database, as_person: SignIn, people: tuple[Person, Person]
) -> None:
    browser = as_person(people[0])
    answer = browser.post(found(browser, people[1]), data=form(store, regions=["limbs"]))
    assert answer.status_code == 422
    assert "not ticked as observed: thorax" in answer.text


@pytest.mark.parametrize(
    "more",
    [
        {"observed_on": "2999-01-01"},
        {"observed_on": "soon"},
        {"place": " "},
        {"form_key": "x"},
        {"course": "77"},
        {"needles_in": "many"},
        {"needles_in": ""},
    ],
)
def test_what_cannot_be_is_422(
    store: Database, as_person: SignIn, people: tuple[Person, Person], more: dict[str, Any]
) -> None:
    browser = as_person(people[0])
    assert browser.post(found(browser, people[1]), data=form(store, **more)).status_code == 422


def test_an_unknown_e_mail_is_said_and_kept(as_person: SignIn, people: tuple[Person, Person]) -> None:
    answer = as_person(people[0]).post("/staff/practicals", data={"email": "nobody@example.org"})
    assert answer.status_code == 422
    assert "Nobody has an account" in answer.text
    assert 'value="nobody@example.org"' in answer.text


@pytest.mark.parametrize("made_up", ["1", "MQ.AAAA", ""])
def test_a_made_up_person_is_404(as_person: SignIn, people: tuple[Person, Person], made_up: str) -> None:
    browser = as_person(people[0])
    assert browser.get("/staff/practicals/new", query_string={"person": made_up}).status_code == 404
    assert browser.post("/staff/practicals/new", query_string={"person": made_up}).status_code == 404


def test_ones_own_practical_has_no_form_and_is_refused(
    store: Database, as_person: SignIn, people: tuple[Person, Person]
) -> None:
    ines = people[0]
    browser = as_person(ines)
    address = found(browser, ines)
    assert "Nobody signs off their own practical" in browser.get(address).text
    assert "<textarea" not in browser.get(address).text
    assert browser.post(address, data=form(store)).status_code == 403


def test_a_clinician_has_no_business_here(as_person: SignIn, people: tuple[Person, Person]) -> None:
    browser = as_person(people[1])
    assert browser.get("/staff/practicals").status_code == 403
    assert browser.post("/staff/practicals", data={"email": people[0].email}).status_code == 403


def test_without_a_licence_the_page_says_so(store: Database, as_person: SignIn) -> None:
    with store.write() as session:
        tom = build.person(session, "Tom Adeyemi", Role.ASSESSOR)
    assert "licence of your own" in as_person(tom).get("/staff/practicals").text
