"""The record of a check: it says who checked and keeps nothing of it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.certificates.test_doors import pause, statements
from tests.certificates.test_glance import lapse
from tests.certificates.test_verify import UNKNOWN
from trainer.accounts import queries as people
from trainer.certificates import records
from trainer.certificates.models import Certificate
from trainer.certificates.rules import grouped
from trainer.certificates.showing import LICENCE_LAPSED
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


CERTIFIED = (
    "Dry needling: foundations and safety, course version 2026.1",
    "Not signed off: no clinical lead had put their name to the course when this was issued",
    "Knowledge and observed practical, exam unsupervised",
    "Knowledge: examined 20 November 2026", "Limbs: observed 14 November 2026", "Thorax: observed 14 November 2026",
    "Neck: not observed", "Trigger-point theory, its critics and the evidence", "Permission to needle",
    "Needling of the orbit", "Ines Farrugia", "Trainer Demonstration College",
    "Current, last confirmed 3 November 2026 with Ontario physiotherapy college",
)  # fmt: skip
ROWS = {"Issued": "20 November 2026", "Valid until": "19 November 2028, that day included, UTC"}


def plain(words: str) -> str:
    """The words of a page without its marks."""
    return " ".join(re.sub("<[^>]*>", " ", words).split())


def on_paper(pdf: bytes, where: Path) -> str:
    """The words of a PDF, line by line."""
    (where / "record.pdf").write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-layout", "record.pdf", "-"], cwd=where, check=True, capture_output=True)
    return " ".join(told.stdout.decode().split())


def test_page_and_paper_state_what_is_certified_and_what_is_not(
    client: FlaskClient, issued: Certificate, tmp_path: Path
) -> None:
    page = client.post(f"/v/{issued.identifier}/record", data={"by": BY}).text
    answer = client.post(f"/v/{issued.identifier}/record", data={"by": BY + " \U0001f600", "as": "pdf"})
    assert (answer.content_type, answer.headers["Cache-Control"]) == ("application/pdf", "no-store")
    for said in (plain(page), on_paper(answer.data, tmp_path)):
        for words in (BY, "Valid This certificate is active.", "What is certified", *CERTIFIED):
            assert words in said, words
        for name, value in ROWS.items():
            assert f"{name} {value}" in said, name
        assert "2028-11" not in said, "a day is written out"
        assert "20 November 2026 Issued" in said, "so it is in the history"


def drawn(icon: str) -> str:
    """The line that tells an icon from the others."""
    _, attributes = records.shapes()[icon][-1]
    return f'd="{attributes["d"]}"'


def test_the_verdict_has_its_shape(client: FlaskClient, issued: Certificate) -> None:
    said = client.get(f"/v/{issued.identifier}/record").text
    assert drawn("ok") in said
    assert drawn(LICENCE_LAPSED.icon) not in said


def test_a_lapsed_licence_has_another(client: FlaskClient, store: Database, issued: Certificate) -> None:
    with store.write() as session:
        lapse(session, people.person(session, session.get_one(Certificate, issued.id).series.person_id))
    said = client.get(f"/v/{issued.identifier}/record").text
    assert drawn(LICENCE_LAPSED.icon) in said
    assert drawn("ok") not in said
    assert "Certificate valid; licence lapsed" in said
    assert "Lapsed, last confirmed 3 November 2026" in said


def test_records_take_turns_and_whoever_waits_long_is_told_so(
    client: FlaskClient, issued: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records.TURNS, "seconds", 0)
    form = {"by": BY, "as": "pdf"}
    with records.TURNS.one():
        busy = client.post(f"/v/{issued.identifier}/record", data=form)
        assert client.get(f"/v/{issued.identifier}/record").status_code == 200
    assert (busy.status_code, "Many records are being made" in busy.text) == (503, True)
    assert int(busy.headers["Retry-After"]) > 0
    assert client.post(f"/v/{issued.identifier}/record", data=form).status_code == 200


def test_making_a_record_writes_nothing(client: FlaskClient, store: Database, issued: Certificate) -> None:
    with statements(store) as told:
        client.post(f"/v/{issued.identifier}/record", data={"by": BY})
    assert not [one for one in told if one.split()[0] in ("INSERT", "UPDATE", "DELETE")]


def test_what_is_not_shown_has_no_record(client: FlaskClient, store: Database, issued: Certificate) -> None:
    pause(store, issued)
    answers = [client.get(f"/v/{one}/record") for one in (issued.identifier, UNKNOWN)]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].data == answers[1].data
