"""Looks are counted at every door, for what is shown there, and never for the holder's own."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.build import NOON
from tests.certificates import papers
from tests.certificates.test_doors import DOORS, pause
from tests.certificates.test_uploads import sent
from tests.certificates.test_verify import UNKNOWN
from tests.conftest import SignIn
from trainer.certificates import api_keys
from trainer.certificates.looks import Door, marked
from trainer.certificates.models import ApiKey, Certificate, CertificateSeries, VerificationLook
from trainer.core.db import Database

PATHS = [*DOORS, "/v/{}/record"]


def counted(app: Flask) -> Counter[tuple[int, str]]:
    """How often each certificate was looked at through each door."""
    app.extensions["trainer.looks"].write()
    with app.extensions["trainer"].database.session() as session:
        rows = session.scalars(select(VerificationLook)).all()
    return Counter({(row.certificate_id, row.door): row.count for row in rows})


@pytest.mark.parametrize(
    ("path", "accept", "door"),
    [
        ("/v/{}", "text/html", "page"),
        ("/v/{}", "application/json", "api"),
        ("/v/{}", "application/vc", "file"),
        ("/api/v1/verify/{}", "application/json", "api"),
        ("/v/{}/record", "text/html", "page"),
        ("/certificates/{}.pdf", "*/*", "file"),
        ("/certificates/{}.json", "*/*", "file"),
        ("/certificates/{}.svg", "*/*", "file"),
        ("/certificates/{}.png", "*/*", "file"),
        ("/log/proof/{}", "*/*", "file"),
        ("/log/proof/{}/file", "*/*", "file"),
    ],
)
def test_every_door_counts(
    app: Flask, client: FlaskClient, issued: Certificate, path: str, accept: str, door: str
) -> None:
    for _ in range(2):
        assert client.get(path.format(issued.identifier), headers={"Accept": accept}).status_code == 200
    assert counted(app) == {(issued.id, door): 2}


def test_one_of_many_counts_once(app: Flask, client: FlaskClient, issued: Certificate) -> None:
    ids = [issued.identifier, issued.identifier, UNKNOWN, "nonsense"]
    client.post("/api/v1/verify", json={"ids": ids})
    client.post("/verify/batch", data={"ids": "\n".join(ids)})
    assert counted(app) == {(issued.id, "batch"): 2}


@pytest.mark.usefixtures("noon")
def test_a_file_sent_to_us_counts(app: Flask, client: FlaskClient) -> None:
    certificate, _, pdf = papers.printed(app)
    sent(client, papers.flipped(pdf))
    assert counted(app) == {}
    sent(client, pdf)
    assert counted(app) == {(certificate.id, "upload"): 1}


def test_what_is_not_shown_counts_nothing(
    app: Flask, client: FlaskClient, store: Database, issued: Certificate
) -> None:
    pause(store, issued)
    for path in PATHS:
        assert client.get(path.format(issued.identifier)).status_code == 404
    client.post("/api/v1/verify", json={"ids": [issued.identifier]})
    assert counted(app) == {}


def test_the_holders_own_look_counts_nothing_and_a_colleagues_does(
    app: Flask, store: Database, issued: Certificate, as_person: SignIn
) -> None:
    with store.session() as session:
        holder = session.get_one(CertificateSeries, issued.series_id).person_id
        other = session.scalars(select(CertificateSeries.person_id).where(CertificateSeries.person_id != holder)).one()
    for path in PATHS:
        assert as_person(holder).get(path.format(issued.identifier)).status_code == 200
    assert counted(app) == {}
    as_person(other).get(f"/v/{issued.identifier}")
    assert counted(app) == {(issued.id, "page"): 1}


def test_whoever_bears_a_key_is_named_to_the_holder_and_nobody_else_is(
    app: Flask, client: FlaskClient, store: Database, issued: Certificate, as_person: SignIn
) -> None:
    with store.write() as session:
        sign = {"Authorization": f"Bearer {api_keys.make(session, 'Northside <Hospital>', now=NOON)}"}
        number = session.scalars(select(ApiKey.id)).one()
        holder = session.get_one(CertificateSeries, issued.series_id).person_id
    one = f"/api/v1/verify/{issued.identifier}"
    for headers in (sign, sign, {}, {"Authorization": "Bearer nobody"}):
        assert client.get(one, headers=headers).status_code == 200
    client.post("/api/v1/verify", json={"ids": [issued.identifier]}, headers=sign)
    assert counted(app) == {
        (issued.id, f"api:{number}"): 2, (issued.id, f"batch:{number}"): 1, (issued.id, "api"): 2,
    }  # fmt: skip
    with store.write() as session:
        api_keys.end(session, "Northside <Hospital>", now=NOON)
    page = as_person(holder).get(f"/certificates/mine/{issued.id}").text
    assert "5 looks in the last 30 days" in page
    assert "<li>Northside &lt;Hospital&gt;, by its key: 3</li>" in page
    assert page.count('<td data-label="Through">Another program</td>') == 1
    assert page.count('<td data-label="Through">Northside &lt;Hospital&gt;, by its key</td>') == 2


def test_the_longest_mark_has_room() -> None:
    room = VerificationLook.door.type.length
    assert max(len(marked(door, 10**9)) for door in Door) <= room
