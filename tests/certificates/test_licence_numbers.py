"""A licence number that an employer types: match or no match, never the number, and alike for all that is not shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask.testing import FlaskClient

from tests.certificates.test_doors import pause, statements
from tests.certificates.test_verify import UNKNOWN, licence_of
from trainer.certificates.licence_numbers import NOTHING_TYPED
from trainer.certificates.models import Certificate
from trainer.certificates.rules import grouped
from trainer.core.db import Database

NUMBER = "PT-4471-SECRET"


def typed(client: FlaskClient, identifier: str, number: str, **more: Any) -> Any:
    return client.post(f"/v/{identifier}/licence", data={"number": number}, **more)


def says(page: str) -> str:
    """The answer on a page."""
    return page.partition('banner__title">')[2].partition("<")[0]


def test_the_number_matches_however_it_is_written(client: FlaskClient, issued: Certificate) -> None:
    for number in (
        NUMBER,
        "pt4471secret",
        " PT 4471 \N{EN DASH} SECRET ",
        "\N{FULLWIDTH LATIN CAPITAL LETTER P}T.4471/secret",
    ):
        answer = typed(client, grouped(issued.identifier).lower(), number)
        assert (answer.status_code, says(answer.text)) == (200, "Match"), number


def test_another_number_does_not(client: FlaskClient, issued: Certificate) -> None:
    for number in ("PT-4471-SECRE", "PT-4471-SECRETS", "4471", "PT-4472-SECRET", "x" * 5000):
        answer = typed(client, issued.identifier, number)
        assert (answer.status_code, says(answer.text)) == (200, "No match"), number


def test_no_page_shows_the_number_and_nothing_is_written(
    client: FlaskClient, store: Database, issued: Certificate
) -> None:
    with statements(store) as told:
        for number in (NUMBER, "PT-9999-OTHER"):
            answer = typed(client, issued.identifier, number)
            assert number not in answer.text
            assert "4471" not in answer.text
            assert answer.headers["Cache-Control"] == "no-store"
    assert {one.split()[0] for one in told} <= {"SELECT", "BEGIN"}
    assert says(client.get(f"/v/{issued.identifier}").text) == ""


def test_nothing_typed_is_told_so(client: FlaskClient, issued: Certificate) -> None:
    for number in ("", " - "):
        answer = typed(client, issued.identifier, number)
        assert (answer.status_code, says(answer.text)) == (422, "")
        assert NOTHING_TYPED in answer.text


def test_the_number_of_a_lapsed_licence_still_matches_and_none_never_does(
    client: FlaskClient, store: Database, issued: Certificate
) -> None:
    licence_of(store, issued, expires_on=date(2026, 11, 19))
    assert says(typed(client, issued.identifier, NUMBER).text) == "Match"
    licence_of(store, issued, number_normalised="")
    assert says(typed(client, issued.identifier, NUMBER).text) == "No match"


def test_what_is_paused_answers_as_what_never_was(client: FlaskClient, store: Database, issued: Certificate) -> None:
    pause(store, issued)
    told = []
    for identifier in (issued.identifier, UNKNOWN):
        with statements(store) as asked:
            answer = typed(client, identifier, NUMBER)
        headers = {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
        told.append((answer.status_code, answer.data, headers, asked))
    assert told[0] == told[1]
    assert told[0][0] == 404


def test_guessing_soon_has_to_wait_by_address_and_by_certificate(client: FlaskClient, issued: Certificate) -> None:
    codes = [typed(client, issued.identifier, "1").status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
    assert typed(client, UNKNOWN, "1").status_code == 429
    for number in range(6):
        address = {"REMOTE_ADDR": f"192.0.2.{number}"}
        codes.append(typed(client, issued.identifier.lower(), "1", environ_overrides=address).status_code)
    assert codes[6:] == [200] * 5 + [429]
