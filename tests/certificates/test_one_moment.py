"""A verdict is of one moment: what happens to a certificate while it is looked at is seen whole, or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.certificates import lives, papers
from tests.certificates.test_doors import statements
from tests.conftest import SignIn
from trainer.certificates import doors, evidence, shared, sharing
from trainer.certificates.health import wrong
from trainer.certificates.models import Certificate, CertificateEvent, CertificateSeries
from trainer.core.db import Database
from trainer.web.permissions import Role
from trainer.web.session import transaction

pytestmark = pytest.mark.usefixtures("noon")
JSON = {"Accept": "application/json"}
Ask = Callable[[FlaskClient, str], Any]
ASKED: dict[str, Ask] = {
    "page": lambda client, one: client.get(f"/v/{one}"),
    "api": lambda client, one: client.get(f"/api/v1/verify/{one}"),
    "many": lambda client, one: client.post("/api/v1/verify", json={"ids": [one]}),
    "list": lambda client, one: client.post("/verify/batch", data={"ids": one}),
    "record": lambda client, one: client.post(f"/v/{one}/record", data={"by": "Harbour Clinic"}),
    "licence": lambda client, one: client.post(f"/v/{one}/licence", data={"number": "1234"}),
}


@pytest.fixture
def meanwhile(store: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[[Certificate], None]:
    """Have a certificate suspended while the next look at it has read one half, and not the other."""
    read = evidence._events

    def arrange(certificate: Certificate) -> None:
        def read_after_it_happened(session: Session, terms: Iterable[int]) -> Iterable[CertificateEvent]:
            monkeypatch.setattr(evidence, "_events", read)
            suspend(store, certificate)
            return read(session, terms)

        monkeypatch.setattr(evidence, "_events", read_after_it_happened)

    return arrange


def suspend(store: Database, certificate: Certificate) -> None:
    with store.write() as session:
        lives.suspend(session, certificate, lives.registrar(session))


@pytest.mark.parametrize("door", ASKED)
def test_an_answer_is_of_one_moment(
    client: FlaskClient, issued: Certificate, meanwhile: Callable[[Certificate], None], door: str
) -> None:
    meanwhile(issued)
    told = [ASKED[door](client, issued.identifier).text for _ in range(2)]
    assert ["Tampered" in text or "tampered" in text.replace("tampered__", "") for text in told] == [False, False], door
    assert [">Suspended" in text or '"suspended"' in text for text in told] == [False, True], door


def test_a_file_is_compared_with_one_moment(
    app: Flask, client: FlaskClient, meanwhile: Callable[[Certificate], None]
) -> None:
    made, _, pdf = papers.printed(app)
    meanwhile(made)
    for verdict in ("valid", "suspended"):
        sent = {"document": (io.BytesIO(pdf), "certificate.pdf")}
        assert client.post("/verify/document", data=sent, headers=JSON).get_json()["verdict"] == verdict


def test_the_deep_look_is_of_one_moment(
    store: Database, apps_workshop: Any, issued: Certificate, meanwhile: Callable[[Certificate], None]
) -> None:
    meanwhile(issued)
    assert list(wrong(store, apps_workshop, now=NOON, tell=lambda _count: None)) == []


def test_a_link_tells_what_holds_after_its_look_was_taken(
    client: FlaskClient, store: Database, issued: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write() as session:
        holder = session.get_one(CertificateSeries, issued.series_id).person_id
        today = NOON.date()
        token = sharing.share(session, issued.id, name="", until=today, most=3, zone="UTC", by=holder, now=NOON)

    @contextmanager
    def then_somebody_else() -> Iterator[Session]:
        with transaction() as session:
            yield session
        suspend(store, issued)

    monkeypatch.setattr(shared, "transaction", then_somebody_else)
    assert 'verdict__word">Suspended<' in client.post(f"/v/s/{token}").text


def test_who_is_signed_in_is_told_of_one_moment_too(
    store: Database, issued: Certificate, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who looks is asked last, for the counts; that ends no read which others began."""
    with store.write() as session:
        erin = person(session, "Erin Employer", Role.EMPLOYER)
    browser, told = as_person(erin), []
    for is_known in (True, False):
        if not is_known:
            monkeypatch.setattr(doors, "me_or_none", lambda: None)
        with statements(store) as asked:
            assert ASKED["many"](browser, issued.identifier).status_code == 200
        told.append([one for one in asked if "FROM certificate " in " ".join(one.split())])
    assert told[0] == told[1]
