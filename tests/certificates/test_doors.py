"""Every door: what it gives for a certificate, and that what is paused is as if it had never been issued."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.build import NOON
from tests.certificates.test_verify import UNKNOWN
from tests.credentials.schema import missed
from trainer.certificates.commitments import opens
from trainer.certificates.models import Certificate
from trainer.certificates.rules import grouped
from trainer.certificates.service import Workshop
from trainer.core.db import Database
from trainer.credentials import unbake
from trainer.keys import Use
from trainer.transparency.proof import Proof

DOORS = (
    "/v/{}", "/api/v1/verify/{}", "/certificates/{}.pdf", "/certificates/{}.json", "/certificates/{}.svg",
    "/certificates/{}.png", "/log/proof/{}", "/log/proof/{}/file",
)  # fmt: skip


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    told: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        told.append(statement)

    event.listen(database.engine, "before_cursor_execute", hear)
    yield told
    event.remove(database.engine, "before_cursor_execute", hear)


def pause(store: Database, certificate: Certificate) -> None:
    with store.write() as session:
        session.get_one(Certificate, certificate.id).paused_at = NOON


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("accept", ["text/html", "application/json", "application/vc"])
def test_what_is_paused_answers_as_what_never_was(
    client: FlaskClient, store: Database, issued: Certificate, door: str, accept: str
) -> None:
    pause(store, issued)
    told = []
    for identifier in (issued.identifier, UNKNOWN):
        with statements(store) as asked:
            answer = client.get(door.format(identifier), headers={"Accept": accept})
        headers = {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
        told.append((answer.status_code, answer.data, headers, asked))
    assert told[0] == told[1]
    assert told[0][0] == 404
    assert issued.identifier.encode() not in told[0][1]


@pytest.mark.parametrize("door", [*DOORS, "/v/{}/record"])
@pytest.mark.parametrize("accept", ["text/html", "application/json", "application/vc"])
def test_what_cannot_be_an_identifier_is_422_with_a_hint(client: FlaskClient, door: str, accept: str) -> None:
    for typed, hint in (("unknown", "is never part of an identifier"), (UNKNOWN[:-1], "this one has 26")):
        answer = client.get(door.format(typed), headers={"Accept": accept})
        assert (answer.status_code, hint in answer.text) == (422, True), answer.text
        if accept == "application/json":
            assert answer.get_json()["type"] == "malformed-identifier"


def test_many_at_once_tell_no_more(client: FlaskClient, store: Database, issued: Certificate) -> None:
    pause(store, issued)
    told = []
    for identifier in (issued.identifier, UNKNOWN):
        with statements(store) as asked:
            answer = client.post("/api/v1/verify", json={"ids": [identifier]})
        told.append((answer.get_data(as_text=True).replace(identifier, ""), answer.status_code, asked))
    assert told[0] == told[1]


def test_the_history_of_another_term_does_not_name_a_paused_one(
    client: FlaskClient, store: Database, issued: Certificate
) -> None:
    with store.session() as session:
        first = session.query(Certificate).filter_by(superseded_by_id=issued.id).one()
    assert issued.identifier in client.get(f"/v/{first.identifier}").text
    pause(store, issued)
    assert issued.identifier not in client.get(f"/v/{first.identifier}").text


def test_accept_chooses_by_weight(client: FlaskClient, apps_workshop: Workshop, issued: Certificate) -> None:
    kinds = {
        "*/*": "text/html; charset=utf-8",
        "text/html;q=0.5, application/json": "application/json",
        "application/json;q=0.1, text/html;q=0.2": "text/html; charset=utf-8",
        "application/vc, */*;q=0.1": "application/vc",
        "image/png": "text/html; charset=utf-8",
    }
    for accept, kind in kinds.items():
        answer = client.get(f"/v/{issued.identifier}", headers={"Accept": accept})
        assert (answer.status_code, answer.content_type) == (200, kind), accept
        assert "Accept" in answer.headers["Vary"]
    found = client.get(f"/v/{issued.identifier}", headers={"Accept": "application/vc"})
    assert found.data == apps_workshop.storage.get(issued.credential_key or "")


def test_the_files_are_the_stored_ones(client: FlaskClient, apps_workshop: Workshop, issued: Certificate) -> None:
    stored = apps_workshop.storage.get(issued.credential_key or "")
    assert client.get(f"/certificates/{grouped(issued.identifier).lower()}.json").data == stored
    assert missed(json.loads(stored or b"{}")) == set(), "1EdTech's schema finds no fault"
    for ending in ("svg", "png"):
        answer = client.get(f"/certificates/{issued.identifier}.{ending}")
        assert unbake(answer.data) == stored
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")


def test_the_proof_holds_under_the_last_checkpoint(
    client: FlaskClient, apps_workshop: Workshop, issued: Certificate
) -> None:
    proof = Proof.parse(client.get(f"/log/proof/{issued.identifier}").text)
    head = proof.check(apps_workshop.log.origin, apps_workshop.keys.every(Use.LOG))
    entered, data = json.loads(proof.leaf), apps_workshop.storage.get(issued.credential_key or "")
    assert entered["kind"] == "issued"
    assert opens(proof.salt, entered, issued.identifier, data)
    assert not opens(proof.salt, entered, issued.identifier, data + b" ")
    assert client.get("/log/checkpoint").text.splitlines()[1] == str(head.size)


def test_the_present_file_has_a_proof_of_its_own(
    client: FlaskClient, apps_workshop: Workshop, issued: Certificate
) -> None:
    proof = Proof.parse(client.get(f"/log/proof/{issued.identifier}/file").text)
    proof.check(apps_workshop.log.origin, apps_workshop.keys.every(Use.LOG))
    entered, data = json.loads(proof.leaf), apps_workshop.storage.get(issued.pdf_key or "")
    assert entered["kind"] == "document"
    assert opens(proof.salt, entered, issued.identifier, data)


def test_the_status_lists_are_published(client: FlaskClient, issued: Certificate) -> None:
    for number, purpose in ((2 * issued.status_list, "revocation"), (2 * issued.status_list + 1, "suspension")):
        answer = client.get(f"/status/{number}")
        assert answer.content_type == "application/vc"
        assert json.loads(answer.data)["credentialSubject"]["statusPurpose"] == purpose
        again = client.get(f"/status/{number}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    assert client.get("/status/99").status_code == client.get(f"/status/{10**30}").status_code == 404


def test_a_page_asked_for_again_costs_one_statement(client: FlaskClient, store: Database, issued: Certificate) -> None:
    with statements(store) as first:
        client.get(f"/v/{issued.identifier}")
    with statements(store) as again:
        client.get(f"/v/{issued.identifier}")
    assert len([one for one in first if one.startswith("SELECT")]) <= 16
    assert len([one for one in again if one.startswith("SELECT")]) == 1


def test_the_answer_to_a_question_asked_again_follows_what_happens(
    client: FlaskClient, store: Database, issued: Certificate
) -> None:
    assert client.get(f"/v/{issued.identifier}").status_code == 200
    pause(store, issued)
    assert client.get(f"/v/{issued.identifier}").status_code == 404
