"""Looks are counted at every door, for what is shown there, and never for the holder's own."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.certificates import papers
from tests.certificates.test_doors import DOORS, pause
from tests.certificates.test_uploads import sent
from tests.certificates.test_verify import UNKNOWN
from tests.conftest import SignIn
from trainer.certificates.models import Certificate, CertificateSeries, VerificationLook
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
