"""The addresses that people type: what is printed on a certificate, and what is nearly right, leads on."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.certificates.records import record
from tests.certificates.test_verify import UNKNOWN
from trainer.certificates.models import Certificate
from trainer.certificates.service import certificate_html

PRINTED = re.compile(r"Always check at<br /><a [^>]*>([^<]+)</a>")


def printed() -> str:
    """The path of the address that the face of a certificate says in words."""
    (said,) = PRINTED.findall(certificate_html(record()))
    host, stroke, path = said.partition("/")
    assert record()["url"].startswith(f"https://{host}/")
    return f"{stroke}{path}"


@pytest.mark.parametrize("end", ["", "/"])
def test_the_address_on_the_face_leads_to_the_form(client: FlaskClient, end: str) -> None:
    answer = client.get(printed() + end)
    assert (answer.status_code, answer.location) == (303, "/verify")
    assert 'name="identifier"' in client.get(answer.location).text


def test_the_form_has_one_address(client: FlaskClient) -> None:
    answer = client.get("/verify/")
    assert (answer.status_code, answer.location) == (303, "/verify")


def test_a_stroke_behind_an_identifier_does_no_harm(client: FlaskClient, issued: Certificate) -> None:
    answer = client.get(f"/v/{issued.identifier}/")
    assert (answer.status_code, answer.location) == (303, f"/v/{issued.identifier}")
    for typed, status in ((UNKNOWN, 404), ("nonsense", 422)):
        answer = client.get(f"/v/{typed}/", follow_redirects=True)
        assert answer.status_code == status, typed
