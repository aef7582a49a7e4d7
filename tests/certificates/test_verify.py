"""Verifying: the verdict first, the facts of record, two clocks, and nothing else about the holder."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.build import NOON
from tests.certificates import build
from trainer.certificates import queries
from trainer.certificates.models import Certificate, CertificateSeries
from trainer.certificates.rules import State, grouped, identifier_from
from trainer.certificates.service import Workshop, status
from trainer.certificates.service.book import note
from trainer.core import clock
from trainer.core.db import Database
from trainer.licensing.models import Licence
from trainer.transparency.entries import Kind

UNKNOWN = identifier_from(2**129 + 12345)


def words(client: FlaskClient, identifier: str) -> str:
    """The page of an identifier, blanks made one."""
    answer = client.get(f"/v/{identifier}")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def verdict(client: FlaskClient, identifier: str) -> dict[str, Any]:
    """The same for a machine."""
    answer = client.get(f"/api/v1/verify/{identifier}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def set_state(store: Database, certificate: Certificate, state: State) -> None:
    """Bring a certificate to a state as the register does: with its event, in the log as well."""
    kind = {State.UNDER_REVIEW: Kind.REVIEW}.get(state) or Kind(state.value)
    with store.write() as session:
        term = queries.locked(session, certificate.id)
        term.state = state.value
        note(session, term, kind, now=NOON)


def licence_of(store: Database, certificate: Certificate, **more: object) -> None:
    """Change the holder's licence."""
    with store.write() as session:
        holder = session.get_one(CertificateSeries, certificate.series_id).person_id
        licence = session.scalars(select(Licence).where(Licence.person_id == holder)).one()
        for name, value in more.items():
            setattr(licence, name, value)


def test_the_page_says_the_verdict_and_the_facts_of_record(client: FlaskClient, issued: Certificate) -> None:
    said = words(client, issued.identifier)
    assert "verdict--ok" in said
    assert f"Certificate {grouped(issued.identifier)}: valid</h1>" in said
    assert 'Checked on <time datetime="2026-11-20T12:00:00Z">20 November 2026, 12:00 UTC</time>' in said
    for fact in (
        "Łukasz Żółć", "Dry needling: foundations and safety", "Knowledge and observed practical, exam unsupervised",
        "Thorax: observed 14 November 2026", "Neck: not observed", "Needling of the orbit",
        "Trainer Demonstration College",
        "That day included, UTC", grouped(issued.identifier), "Content not clinically signed off", "until <time",
        "last confirmed <time datetime=\"2026-11-03\">3 November 2026</time>", "Ontario physiotherapy college",
    ):  # fmt: skip
        assert fact in said, fact


def test_nothing_else_about_the_holder_is_told(client: FlaskClient, store: Database, issued: Certificate) -> None:
    with store.session() as session:
        holder = session.get_one(CertificateSeries, issued.series_id).person_id
        from trainer.accounts.models import Person  # noqa: PLC0415 - one test needs it

        email = session.get_one(Person, holder).email
    pages = words(client, issued.identifier) + client.get(f"/api/v1/verify/{issued.identifier}").text
    for secret in (
        email,
        email.split("@")[0],
        "PT-4471-SECRET",
        "PT4471SECRET",
        "CA-ON",
        "2027-06-30",
        "30 June 2027",
        "score",
    ):
        assert secret not in pages, secret


@pytest.mark.parametrize("path", ["/v/{}", "/api/v1/verify/{}"])
def test_case_spaces_dashes_and_look_alikes_do_not_matter(client: FlaskClient, issued: Certificate, path: str) -> None:
    typed = grouped(issued.identifier).lower().replace("0", "o").replace("1", "i").replace("-", " - ")
    assert client.get(path.format(typed)).status_code == 200


def test_an_address_is_taken_where_an_identifier_is_asked_for(client: FlaskClient, issued: Certificate) -> None:
    answer = client.post("/verify", data={"identifier": f" https://c.example/v/{grouped(issued.identifier)}/ "})
    assert (answer.status_code, answer.location) == (303, f"/v/{issued.identifier}")


def test_the_json_has_the_contracts_fields(client: FlaskClient, issued: Certificate) -> None:
    found = verdict(client, issued.identifier)
    assert found["verdict"] == "valid"
    assert (found["holder"], found["certificate"]) == ("Łukasz Żółć", "Dry needling: foundations and safety")
    assert (found["issued_on"], found["expires_on"]) == ("2026-11-20", "2028-11-19")
    assert found["basis"] == "Knowledge and observed practical, exam unsupervised"
    assert found["licence"] == {
        "status": "current", "confirmed_at": "2026-11-03", "authority": "Ontario physiotherapy college"
    }  # fmt: skip
    assert [check["name"] for check in found["checks"]] == [
        "Status", "Dates", "Decision", "Credential", "Public log", "Time of issue", "Later events", "PDF",
        "Status list", "Licence",
    ]  # fmt: skip
    assert all(check["ok"] and check["at"] == "2026-11-20T12:00:00Z" and check["detail"] for check in found["checks"])
    assert [line["event"] for line in found["history"]] == [
        "Renewal of the term until 17 November 2026, now until 19 November 2028",
        "Issued, knowledge and observed practical", "Superseded by another term", "Issued, knowledge only",
    ]  # fmt: skip


def test_accept_chooses_between_page_and_json(client: FlaskClient, issued: Certificate) -> None:
    answer = client.get(f"/v/{issued.identifier}", headers={"Accept": "application/json"})
    assert answer.get_json() == verdict(client, issued.identifier)
    assert client.get(f"/v/{issued.identifier}").content_type == "text/html; charset=utf-8"
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("state", [state for state in State if state is not State.ACTIVE])
def test_nothing_but_valid_is_green(client: FlaskClient, store: Database, issued: Certificate, state: State) -> None:
    set_state(store, issued, state)
    said = words(client, issued.identifier)
    assert "verdict--ok" not in said
    assert f'<p class="verdict__word">{state.value.replace("_", " ").capitalize()}</p>' in said
    assert verdict(client, issued.identifier)["verdict"] == state.value


def test_the_last_day_is_included_whole_and_not_a_second_more(
    client: FlaskClient, store: Database, apps_workshop: Workshop, issued: Certificate
) -> None:
    status.refresh(store, apps_workshop, now=datetime(2028, 11, 19, 23, tzinfo=UTC))
    with clock.stopped_at(datetime(2028, 11, 19, 23, 59, 59, tzinfo=UTC)):
        assert verdict(client, issued.identifier)["verdict"] == "valid"
    with clock.stopped_at(datetime(2028, 11, 20, 0, 0, 0, tzinfo=UTC)):
        found = verdict(client, issued.identifier)
        said = words(client, issued.identifier)
    assert found["verdict"] == "expired"
    assert [check["ok"] for check in found["checks"] if check["name"] == "Dates"] == [False]
    assert "verdict--warn" in said


def test_a_lapsed_licence_turns_a_valid_certificate_amber(
    client: FlaskClient, store: Database, issued: Certificate
) -> None:
    licence_of(store, issued, expires_on=date(2026, 11, 19))
    said = words(client, issued.identifier)
    assert '<p class="verdict__word">Certificate valid; licence lapsed</p>' in said
    assert "verdict--warn" in said
    assert "verdict--ok" not in said
    found = verdict(client, issued.identifier)
    assert (found["verdict"], found["licence"]["status"]) == ("valid", "lapsed")


def test_a_licence_the_register_no_longer_shows_is_not_confirmed(
    client: FlaskClient, store: Database, issued: Certificate
) -> None:
    licence_of(store, issued, state="stated")
    said = words(client, issued.identifier)
    assert "Certificate valid; licence not confirmed" in said
    assert 'last confirmed <time datetime="2026-11-03">' in said
    assert verdict(client, issued.identifier)["licence"]["status"] == "unconfirmed"


def test_a_superseded_term_leads_to_the_one_that_followed(
    client: FlaskClient, store: Database, issued: Certificate
) -> None:
    with store.session() as session:
        first = session.scalars(select(Certificate).where(Certificate.superseded_by_id == issued.id)).one()
    said = words(client, first.identifier)
    assert f'<a href="/v/{issued.identifier}">The term that followed</a>' in said
    assert verdict(client, first.identifier)["verdict"] == "superseded"


def test_unknown_is_404_with_one_body_for_all(client: FlaskClient, issued: Certificate) -> None:
    answers = [client.get(f"/v/{identifier}") for identifier in (UNKNOWN, identifier_from(1))]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data
    assert "Unknown" in answers[0].text
    machine = client.get(f"/api/v1/verify/{UNKNOWN}")
    assert (machine.status_code, machine.content_type) == (404, "application/problem+json")
    assert machine.get_json()["verdict"] == "unknown"
    assert UNKNOWN not in machine.text


def test_a_malformed_identifier_is_422_with_a_hint_and_keeps_what_was_typed(client: FlaskClient) -> None:
    wrong = UNKNOWN[:-1] + ("0" if UNKNOWN[-1] != "0" else "2")
    answer = client.get(f"/v/{wrong}")
    assert answer.status_code == 422
    assert "One symbol is mistyped" in answer.text
    assert f'value="{wrong}"' in answer.text
    machine = client.get(f"/api/v1/verify/{wrong}")
    assert (machine.status_code, machine.content_type) == (422, "application/problem+json")
    assert machine.get_json()["errors"][0]["location"] == "identifier"


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_form_leads_to_the_page(client: FlaskClient, issued: Certificate, method: str) -> None:
    typed = {"identifier": f" {grouped(issued.identifier).lower()} "}
    sent = client.get("/verify", query_string=typed) if method == "get" else client.post("/verify", data=typed)
    assert (sent.status_code, sent.location) == (303, f"/v/{issued.identifier}")


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(client: FlaskClient) -> None:
    assert client.get("/verify").status_code == 200
    answer = client.get("/verify", query_string={"identifier": '"><script>alert(1)</script>'})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    assert client.get("/verify", query_string={"identifier": ""}).status_code == 422


def test_a_name_with_markup_is_only_text_on_the_page(client: FlaskClient, store: Database, noon: datetime) -> None:
    with store.write() as session:
        _, made = build.certified(session, "<b>Bob</b> {{7*7}}")
    said = words(client, made.identifier)
    assert "&lt;b&gt;Bob&lt;/b&gt; {{7*7}}" in said
    assert "<b>Bob" not in said


@pytest.mark.parametrize("path", ["/verify", f"/v/{UNKNOWN}", "/v/x", f"/api/v1/verify/{UNKNOWN}"])
def test_search_engines_are_asked_to_stay_out(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["X-Robots-Tag"] == "noindex"


def test_one_address_asks_at_most_sixty_times_a_minute_through_all_doors(client: FlaskClient) -> None:
    doors = (f"/v/{UNKNOWN}", f"/api/v1/verify/{UNKNOWN}", f"/certificates/{UNKNOWN}.pdf")
    codes = [client.get(doors[turn % 3]).status_code for turn in range(61)]
    assert codes == [404] * 60 + [429]
    other = client.get(doors[0], environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 404
