"""My certificates: my terms, and why a pass of mine waits."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.certificates import build
from tests.certificates.test_doors import pause, statements
from tests.certificates.test_verify import UNKNOWN
from tests.conftest import SignIn
from trainer.accounts.models import Person
from trainer.certificates.models import Certificate
from trainer.certificates.rules import grouped
from trainer.core.db import Database


def test_my_terms_stand_newest_first_with_page_and_pdf(issued: Certificate, store: Database, as_person: SignIn) -> None:
    with store.session() as session:
        holder = session.scalars(select(Person).where(Person.name == "Łukasz Żółć")).one()
    said = as_person(holder).get("/certificates").text
    assert said.index(grouped(issued.identifier)) < said.index("Superseded")
    assert f'href="/v/{issued.identifier}"' in said
    assert f'href="/certificates/mine/{issued.id}/files/certificate.pdf"' in said
    assert "Carol Noise" not in said


def test_a_paused_one_leads_to_no_page_that_says_nothing(
    issued: Certificate, store: Database, as_person: SignIn
) -> None:
    with store.session() as session:
        holder = session.scalars(select(Person).where(Person.name == "Łukasz Żółć")).one()
    pause(store, issued)
    said = as_person(holder).get("/certificates").text
    assert f'href="/v/{issued.identifier}"' not in said
    assert "Paused: nobody else sees it" in said
    assert f'action="/certificates/mine/{issued.id}/resume"' in said
    as_person(holder).post(f"/certificates/mine/{issued.id}/resume")
    assert f'href="/v/{issued.identifier}"' in as_person(holder).get("/certificates").text


def test_the_holder_alone_gets_the_pdf_of_a_paused_one(
    app: Flask, issued: Certificate, store: Database, as_person: SignIn
) -> None:
    with store.write() as session:
        dora, holder = build.person(session, "Dora Dale"), session.get_one(Certificate, issued.id).series.person_id
    pause(store, issued)
    answer = as_person(holder).get(f"/certificates/{issued.identifier}.pdf")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert answer.data == app.extensions["trainer"].storage.get(issued.pdf_key)
    other, told = as_person(dora), []
    other.get("/certificates")
    for identifier in (issued.identifier, UNKNOWN):
        with statements(store) as asked:
            found = other.get(f"/certificates/{identifier}.pdf")
        told.append((found.status_code, found.data, [one for one in found.headers if one[0] != "X-Request-Id"], asked))
    assert told[0] == told[1]
    assert told[0][0] == 404


def test_somebody_elses_terms_are_not_mine(issued: Certificate, store: Database, as_person: SignIn) -> None:
    with store.write() as session:
        dora = build.person(session, "Dora Dale")
    said = as_person(dora).get("/certificates").text
    assert issued.identifier not in said
    assert grouped(issued.identifier) not in said
    assert "You hold no certificate yet" in said


def test_a_pass_that_waits_says_for_what(store: Database, as_person: SignIn, noon: datetime) -> None:
    with store.write() as session:
        lee, _ = build.passed(session, "Lee", name_on_register="李小龙")
        bob, _ = build.passed(session, "Bob", state="stated")
    said = as_person(lee).get("/certificates").text
    assert "The certificate waits for this" in said
    assert "U+674E" in said
    assert "You need a verified licence" in as_person(bob).get("/certificates").text


def test_a_pass_just_made_is_being_issued(store: Database, as_person: SignIn, noon: datetime) -> None:
    with store.write() as session:
        alice, _ = build.passed(session)
    assert "Your certificate is being issued" in as_person(alice).get("/certificates").text


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/certificates").status_code == 303
