"""A sign-off made in error is withdrawn by its assessor or by whoever looks after certificates; it stays on record."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.certificates import build, lives
from tests.conftest import SignIn
from trainer.accounts.models import Person
from trainer.audit.models import AuditEvent
from trainer.core.db import Database
from trainer.core.errors import Conflict, Invalid, NotFound, Refused
from trainer.practicals import queries, service
from trainer.practicals.models import PracticalSignOff, PracticalWithdrawal


def withdraw(session: Session, signed: PracticalSignOff, by: int, *, may_any: bool = False, reason: str = "Mistaken"):
    return service.withdraw(session, signed.id, reason=reason, by=by, may_any=may_any, now=NOON)


def test_its_assessor_withdraws_it_once_and_it_counts_no_more(session: Session) -> None:
    alice = build.person(session)
    signed = build.practical(session, alice, "thorax")
    made = withdraw(session, signed, signed.assessor_id)
    assert withdraw(session, signed, signed.assessor_id) is made
    assert queries.sign_offs(session, alice.id, signed.course_id) == []
    (shown,) = queries.sign_offs_of(session, alice.id)
    assert (shown.sign_off.id, shown.is_withdrawn) == (signed.id, True)
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.subject == f"practical:{signed.id}")).all()
    assert actions == ["practicals.practical.withdrawn"]


def test_strangers_find_nothing_and_nobody_withdraws_their_own(session: Session) -> None:
    alice = build.person(session)
    signed = build.practical(session, alice, "thorax")
    with pytest.raises(NotFound):
        withdraw(session, signed, build.person(session, "Carol Noise").id)
    with pytest.raises(Refused):
        withdraw(session, signed, alice.id, may_any=True)
    with pytest.raises(Invalid):
        withdraw(session, signed, signed.assessor_id, reason=" ")
    withdraw(session, signed, signed.assessor_id)
    with pytest.raises(Conflict, match="already"):
        withdraw(session, signed, lives.administrator(session).id, may_any=True)


def test_a_certificate_that_rests_on_it_goes_under_review_at_once(app: Flask, session: Session) -> None:
    alice, made = build.certified(session, "Alice Ash", "thorax")
    (signed,) = queries.sign_offs(session, alice.id, made.series.course_id)
    withdraw(session, signed, lives.administrator(session).id, may_any=True)
    assert made.state == "under_review"


@pytest.fixture
def signed(store: Database) -> PracticalSignOff:
    with store.write() as session:
        return build.practical(session, build.person(session), "neck")


def person_of(store: Database, person_id: int) -> Person:
    with store.session() as session:
        return session.get_one(Person, person_id)


def test_the_way_through_the_page(store: Database, as_person: SignIn, signed: PracticalSignOff) -> None:
    browser = as_person(person_of(store, signed.assessor_id))
    assert f"/staff/practicals/{signed.id}" in browser.get("/staff/practicals").text
    address = f"/staff/practicals/{signed.id}"
    before = browser.get(address).text
    for words in (
        "The thorax was not among them",
        "Dry needling: foundations and safety",
        "<dd>20 November 2026<small>By",
    ):
        assert words in before
    assert "Sign a corrected one" not in before
    assert browser.post(f"{address}/withdrawal", data={"reason": " "}).status_code == 422
    assert browser.post(f"{address}/withdrawal", data={"reason": "Wrong <person>"}).status_code == 303
    shown = browser.get(address).text
    assert "Wrong &lt;person&gt;" in shown
    assert "<textarea" not in shown
    (again,) = re.findall(r'<a href="([^"]*)">Sign a corrected one', shown)
    assert "Alice Ash" in browser.get(again).text
    assert "Withdrawn" in browser.get("/staff/practicals").text
    with store.session() as session:
        assert session.scalar(select(func.count(PracticalWithdrawal.id))) == 1


def test_an_administrator_sees_any_and_another_assessor_none(
    store: Database, as_person: SignIn, signed: PracticalSignOff
) -> None:
    with store.write() as session:
        ada = lives.administrator(session)
        other = build.person(session, "Olga Other", build.Role.ASSESSOR)
    assert as_person(ada).get(f"/staff/practicals/{signed.id}").status_code == 200
    assert as_person(other).get(f"/staff/practicals/{signed.id}").status_code == 404
