"""Whoever asks more than they may uses up their own share, and nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_limiter import RouteLimit

from tests.build import NOON
from tests.certificates.test_verify import UNKNOWN
from trainer.certificates import api_keys, limits
from trainer.core.db import Database
from trainer.web.limits import sender


def asked(client: FlaskClient, address: str, **more: Any) -> int:
    """How a question about one is answered."""
    return client.get(f"/api/v1/verify/{UNKNOWN}", environ_overrides={"REMOTE_ADDR": address}, **more).status_code


def listed(client: FlaskClient, address: str, ids: Sequence[str], *, as_json: bool, **more: Any) -> int:
    """How a list is answered."""
    more["environ_overrides"] = {"REMOTE_ADDR": address}
    if as_json:
        return client.post("/api/v1/verify", json={"ids": ids}, **more).status_code
    return client.post("/verify/batch", data={"ids": "\n".join(ids)}, **more).status_code


@pytest.fixture
def bearer(store: Database) -> dict[str, str]:
    """The header that bears a good key."""
    with store.write() as session:
        return {"Authorization": f"Bearer {api_keys.make(session, 'Harbour Clinic', now=NOON)}"}


def test_the_holder_of_a_key_uses_up_nothing_of_what_is_for_all(
    client: FlaskClient, bearer: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.IN_ALL, "limit_provider", "3 per minute")
    assert [asked(client, "192.0.2.1", headers=bearer) for _ in range(5)] == [404] * 5
    assert [asked(client, f"192.0.2.{number}") for number in range(4)] == [404] * 3 + [429]
    assert asked(client, "192.0.2.1", headers=bearer) == 404
    assert asked(client, "192.0.2.1", headers={"Authorization": "Bearer nonsense"}) == 429


@pytest.mark.parametrize("limit", [limits.IN_ALL, limits.MANY_IN_ALL, limits.FILES_IN_ALL])
def test_what_is_for_all_is_for_those_without_a_key(app: Flask, bearer: dict[str, str], limit: RouteLimit) -> None:
    assert limit.exempt_when
    with app.test_request_context(headers=bearer):
        assert limit.exempt_when()
    with app.test_request_context():
        assert not limit.exempt_when()


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix", "unix"),
    ],
)
def test_an_address_counts_with_those_of_its_household(app: Flask, address: str, counted: str) -> None:
    with app.test_request_context(environ_overrides={"REMOTE_ADDR": address}):
        assert (sender(), limits.who()) == (counted, counted)


def test_the_addresses_of_one_household_share_its_limit(client: FlaskClient) -> None:
    codes = [asked(client, f"2001:db8::{number:x}") for number in range(1, 62)]
    assert codes == [404] * 60 + [429]
    assert asked(client, "2001:db8:0:1::1") == 404


@pytest.mark.parametrize("as_json", [True, False])
def test_a_list_counts_by_its_identifiers_and_keeps_nobody_waiting_who_asks_for_one(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    monkeypatch.setattr(limits.MANY_IN_ALL, "limit_provider", "2500 per hour")
    monkeypatch.setattr(limits.IN_ALL, "limit_provider", "1 per minute")
    codes = [listed(client, f"192.0.2.{number}", [UNKNOWN] * 1000, as_json=as_json) for number in range(3)]
    assert codes == [200, 200, 429]
    assert asked(client, "192.0.2.9") == 404


@pytest.mark.parametrize("as_json", [True, False])
def test_lists_refused_to_one_address_are_not_counted_against_others(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    monkeypatch.setattr(limits.MANY_IN_ALL, "limit_provider", "8000 per hour")
    codes = [listed(client, "192.0.2.1", [UNKNOWN] * 1000, as_json=as_json) for _ in range(12)]
    assert set(codes[6:]) == {429}
    assert listed(client, "192.0.2.2", [UNKNOWN] * 1000, as_json=as_json) == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_links_count_with_every_other_question(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(limits.IN_ALL, "limit_provider", "3 per minute")
    asked_for = [
        client.open(f"/v/s/made-up-{number}", method=method, environ_overrides={"REMOTE_ADDR": f"192.0.2.{number}"})
        for number in range(4)
    ]
    assert [answer.status_code for answer in asked_for] == [404] * 3 + [429]


def test_a_link_that_leads_nowhere_waits_for_no_write(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def written(_database: Database, *_: object) -> None:
        raise AssertionError("a made-up link waits behind whoever writes")

    monkeypatch.setattr(Database, "write", written)
    assert client.post("/v/s/made-up").status_code == 404
