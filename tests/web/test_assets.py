"""Static files and pages as they go over the wire."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PACKING = {"Accept-Encoding": "gzip, deflate, br"}


def get(client: FlaskClient, path: str, headers: dict[str, str] | None = None) -> TestResponse:
    """Read an answer whole, and close its file."""
    with client.get(path, headers=headers) as answer:
        answer.get_data()
        return answer


@pytest.fixture
def sheet(app: Flask) -> str:
    return str(app.jinja_env.globals["asset"]("css/exam.css"))  # type: ignore[operator] - a template global is any object


def test_an_address_carries_a_mark_and_may_be_kept_for_a_year(client: FlaskClient, sheet: str) -> None:
    assert re.fullmatch(r"/static/v-[0-9a-f]{10}/css/exam\.css", sheet)
    for headers in ({}, PACKING):
        answer = get(client, sheet, headers=headers)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "max-age=31536000, public, immutable")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_old_mark_or_none_leads_to_the_file_and_is_not_kept_for_ever(client: FlaskClient) -> None:
    for path in ("/static/css/exam.css", "/static/v-0123456789/css/exam.css"):
        answer = get(client, path, headers=PACKING)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "max-age=604800, public")


def test_what_is_packed_is_the_file(client: FlaskClient, sheet: str) -> None:
    plain, packed = get(client, sheet), get(client, sheet, headers=PACKING)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]
    assert len(packed.data) < 0.4 * len(plain.data)


def test_the_sheet_of_the_site_holds_every_sheet_but_those_of_paper_and_mail(client: FlaskClient) -> None:
    whole = get(client, "/static/css/site.css").text
    for path in Path("static/css").glob("*.css"):
        assert (path.read_text() in whole) is (not path.stem.startswith(("documents", "email", "sheet"))), path


@pytest.mark.parametrize("path", ["/static/no.css", "/static/v-0123456789/", "/static/../wsgi.py", "/static/"])
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert get(client, path, headers=PACKING).status_code == 404


def test_a_template_that_names_a_missing_file_fails(app: Flask) -> None:
    with pytest.raises(LookupError, match="no static file js/no"):
        app.jinja_env.globals["asset"]("js/no.js")  # type: ignore[operator] - a template global is any object


def test_pages_are_packed_for_whoever_can_unpack_them(client: FlaskClient) -> None:
    plain, packed = get(client, "/"), get(client, "/", headers=PACKING)
    assert b"<html" in gzip.decompress(packed.data)
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_the_length_of_a_packed_page_says_nothing_about_its_secrets(client: FlaskClient) -> None:
    lengths = {len(get(client, "/nothing", headers=PACKING).data) for _ in range(12)}
    assert len(lengths) > 4
