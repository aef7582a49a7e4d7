"""Every error says what to do, as a page or as a problem document, and loses nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import build
from tests.conftest import SignIn
from trainer.core.db import Database
from trainer.web.forms import safe_next


def test_an_unknown_page_says_so(client: FlaskClient) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text


@pytest.mark.parametrize("path", ["/attempts/not-a-uuid", "/staff/items/17", "/v/%00", "/courses/../../etc/passwd"])
def test_a_malformed_identifier_is_a_clear_no(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (404, 422)
    assert "Traceback" not in answer.text


def test_an_unknown_page_is_a_problem_document_for_machines(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nothing")
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert answer.json["status"] == 404


def test_an_oversized_body_is_refused_before_anything_reads_it(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": "a" * (1024 * 1024 + 1)})
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_an_unused_method_is_405_and_names_what_is_possible(client: FlaskClient) -> None:
    answer = client.delete("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_an_expired_form_shows_what_was_typed_but_no_password(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/sign-in", data={"email": "alice@example.org", "password": "secret words"})
    assert answer.status_code == 400
    assert "This form has expired" in answer.text
    assert "alice@example.org" in answer.text
    assert "secret words" not in answer.text


def test_an_expired_token_on_json_is_403_csrf(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/sign-in", json={"email": "x"})
    assert answer.status_code == 403
    assert answer.json is not None
    assert answer.json["type"] == "csrf"


def test_a_failure_on_our_side_shows_no_trace_but_a_number(app: Flask, client: FlaskClient) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken() -> str:
        raise RuntimeError("the inside of the machine")

    app.view_functions["pages.home"] = broken
    answer = client.get("/")
    assert answer.status_code == 500
    assert "the inside of the machine" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing", "/healthz", "/static/css/tokens.css"])
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_signed_in_page_carries_the_token(store: Database, as_person: SignIn) -> None:
    with store.write() as session:
        alice = build.person(session)
    assert '<meta name="csrf-token"' in as_person(alice).get("/").text


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "http://evil.example/",
        "/a\r\nSet-Cookie: x",
        "",
        None,
        "evil",
    ],
)
def test_going_on_never_leads_off_the_site(target: str | None) -> None:
    assert safe_next(target) is None


def test_going_on_to_a_path_of_ours_is_kept() -> None:
    assert safe_next("/courses/dry-needling?x=1") == "/courses/dry-needling?x=1"
