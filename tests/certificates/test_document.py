"""The stored PDF, to whoever holds the identifier."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.certificates import build
from tests.certificates.test_verify import UNKNOWN, verdict
from trainer.certificates.models import Certificate
from trainer.certificates.rules import grouped
from trainer.core.db import Database
from trainer.storage import FolderStorage


def test_a_changed_file_is_told_as_a_failed_check(client: FlaskClient, app: Any, issued: Certificate) -> None:
    storage: FolderStorage = app.extensions["trainer"].storage
    assert issued.pdf_key
    (storage.folder / issued.pdf_key[:2] / issued.pdf_key).write_bytes(b"%PDF another")
    assert [check["ok"] for check in verdict(client, issued.identifier)["checks"] if check["name"] == "PDF"] == [False]
    assert client.get(f"/certificates/{issued.identifier}.pdf").status_code == 503


def test_the_stored_bytes_are_served_with_the_right_headers(client: FlaskClient, app: Any, issued: Certificate) -> None:
    assert issued.pdf_key
    answer = client.get(f"/certificates/{grouped(issued.identifier).lower()}.pdf")
    assert answer.data == app.extensions["trainer"].storage.get(issued.pdf_key)
    assert answer.content_type == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=")
    assert "filename*=UTF-8''Certificate%20" in disposition
    assert "%C5%81ukasz" in disposition
    again = client.get(f"/certificates/{issued.identifier}.pdf", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.headers["Cache-Control"], again.data) == (304, "no-store", b"")


def test_a_page_still_being_made_says_so(client: FlaskClient, store: Database, noon: datetime) -> None:
    with store.write() as session:
        _, made = build.certified(session)
    answer = client.get(f"/certificates/{made.identifier}.pdf")
    assert (answer.status_code, "being made" in answer.text) == (503, True)
    assert [check["ok"] for check in verdict(client, made.identifier)["checks"] if check["name"] == "PDF"] == [None]


@pytest.mark.parametrize(("identifier", "status"), [(UNKNOWN, 404), ("nonsense", 422), ("..%2f..%2fetc%2fpasswd", 404)])
def test_there_is_no_document_without_a_certificate(client: FlaskClient, identifier: str, status: int) -> None:
    assert client.get(f"/certificates/{identifier}.pdf").status_code == status
