"""Behind proxies everybody has an address of their own, and nobody can choose it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.build import somebody
from tests.build import NOON, PASSWORD
from trainer import doctor
from trainer.app import create_app
from trainer.config import Settings
from trainer.core import clock
from trainer.exams import wire
from trainer.web.permissions import public

PROXY, ATTACKER = "10.0.0.1", "198.51.100.7"
MOST = 60
"""Verdicts a minute for one address."""
UNKNOWN = "/api/v1/verify/" + "0" * 27
Behind = Callable[[int], FlaskClient]


@pytest.fixture
def behind(settings: Settings) -> Iterator[Behind]:
    """A client of a site that trusts so many proxies; every request comes by way of one."""
    with ExitStack() as stack:
        stack.enter_context(clock.stopped_at(NOON))

        def made(count: int) -> FlaskClient:
            app: Flask = create_app(settings.model_copy(update={"trusted_proxies": count}))
            app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
            app.add_url_rule("/address", view_func=public(lambda: str(wire.seen().address)), endpoint="address")
            stack.callback(app.extensions["trainer"].database.engine.dispose)
            return app.test_client()

        yield made


def ask(client: FlaskClient, address: str, *forwarded: str) -> tuple[int, str]:
    """The answer to a request that a proxy sent on, with what it says about whom it came from."""
    headers = {"X-Forwarded-For": ", ".join(forwarded)} if forwarded else {}
    answer = client.get(address, headers=headers, environ_overrides={"REMOTE_ADDR": PROXY})
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    ("trusted", "forwarded", "seen"),
    [
        (0, (), PROXY),
        (0, ("203.0.113.5",), PROXY),
        (1, (), PROXY),
        (1, ("203.0.113.5",), "203.0.113.5"),
        (1, ("192.0.2.66", "203.0.113.5"), "203.0.113.5"),
        (2, ("192.0.2.66", "203.0.113.5", "10.0.0.2"), "203.0.113.5"),
        (2, ("203.0.113.5",), PROXY),
    ],
)
def test_the_last_entries_count_and_what_a_client_put_in_front_does_not(
    behind: Behind, trusted: int, forwarded: tuple[str, ...], seen: str
) -> None:
    assert ask(behind(trusted), "/address", *forwarded) == (200, seen)


def test_scheme_and_host_are_not_believed_of_anybody(behind: Behind) -> None:
    client = behind(1)
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    answer = client.get("/verify//batch", headers=told)
    assert (answer.status_code, answer.location) == (308, "http://localhost/verify/batch")


def test_a_forged_address_gives_no_more_looks(behind: Behind) -> None:
    for trusted, last in ((0, ()), (1, (ATTACKER,))):
        client = behind(trusted)
        codes = [ask(client, UNKNOWN, f"203.0.113.{number}", *last)[0] for number in range(MOST + 1)]
        assert codes.index(429) == MOST


def test_many_people_behind_a_proxy_do_not_use_up_one_anothers_looks(behind: Behind) -> None:
    client = behind(1)
    assert 429 not in {ask(client, UNKNOWN, f"203.0.113.{number}")[0] for number in range(MOST + 10)}


def test_who_guesses_passwords_behind_a_proxy_locks_nobody_else_out(behind: Behind) -> None:
    client = behind(1)
    mail = somebody(client.application.extensions["trainer"].database).email

    def sign_in(email: str, password: str, of: str) -> int:
        data = {"email": email, "password": password}
        browser = client.application.test_client()
        return browser.post("/sign-in", data=data, headers={"X-Forwarded-For": of}).status_code

    tries = [sign_in(f"nobody{number}@example.org", "wrong wrong wrong", ATTACKER) for number in range(51)]
    assert tries[-1] == 429
    assert sign_in(mail, PASSWORD, "203.0.113.5") == 303


@pytest.mark.parametrize(
    ("base", "count", "warns"),
    [("https://x.example", 0, True), ("https://x.example", 1, False), ("http://127.0.0.1:8000", 0, False)],
)
def test_the_doctor_warns_where_tls_ends_in_front_and_no_proxy_is_named(
    app: Flask, monkeypatch: pytest.MonkeyPatch, base: str, count: int, warns: bool
) -> None:
    own = app.extensions["trainer"]
    facts = replace(own.facts, base_url=base, trusted_proxies=count)
    monkeypatch.setitem(app.extensions, "trainer", replace(own, facts=facts))
    monkeypatch.setattr(doctor, "CHECKS", (doctor.proxies,))
    said = app.test_cli_runner().invoke(doctor.doctor_command)
    assert said.exit_code == 0
    assert said.output.startswith("LOOK proxies: none is trusted" if warns else "ok   proxies: ")
    assert ("TRAINER_TRUSTED_PROXIES" in said.output) is warns
