"""The record of a check: it says who checked and keeps nothing of it."""

from __future__ import annotations

import io

from flask.testing import FlaskClient
from pypdf import PdfReader

from tests.certificates.test_doors import pause, statements
from tests.certificates.test_verify import UNKNOWN
from trainer.certificates.models import Certificate
from trainer.certificates.rules import grouped
from trainer.core.db import Database

BY = "Hana Harbour, Harbour Clinic"


def test_the_record_states_the_check_and_how_to_repeat_it(client: FlaskClient, issued: Certificate) -> None:
    said = client.post(f"/v/{issued.identifier}/record", data={"by": BY}).text
    for words in (
        BY,
        "Łukasz Żółć",
        "Valid",
        grouped(issued.identifier),
        "20 November 2026, 12:00:00 UTC",
        "/log/proof/",
    ):
        assert words in said
    assert client.get("/log/checkpoint").text.strip().splitlines()[-1] in said
    assert BY not in client.get(f"/v/{issued.identifier}/record").text


def test_the_record_is_a_pdf_as_well(client: FlaskClient, issued: Certificate) -> None:
    answer = client.post(f"/v/{issued.identifier}/record", data={"by": BY + " \U0001f600", "as": "pdf"})
    assert (answer.content_type, answer.headers["Cache-Control"]) == ("application/pdf", "no-store")
    words = " ".join(PdfReader(io.BytesIO(answer.data)).pages[0].extract_text().split())
    assert BY in words
    assert "Valid" in words


def test_making_a_record_writes_nothing(client: FlaskClient, store: Database, issued: Certificate) -> None:
    with statements(store) as told:
        client.post(f"/v/{issued.identifier}/record", data={"by": BY})
    assert not [one for one in told if one.split()[0] in ("INSERT", "UPDATE", "DELETE")]


def test_what_is_not_shown_has_no_record(client: FlaskClient, store: Database, issued: Certificate) -> None:
    pause(store, issued)
    answers = [client.get(f"/v/{one}/record") for one in (issued.identifier, UNKNOWN)]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].data == answers[1].data
