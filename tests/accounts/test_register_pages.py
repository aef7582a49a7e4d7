"""Registering, through the browser."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tests.accounts.build import counting, sign_in, somebody
from tests.build import PASSWORD
from trainer.accounts import passwords, queries
from trainer.accounts.models import Person, SignInFailure

GOOD = {"name": "Zoë Ångström", "email": "Zoe@Example.org", "password": "quartz heron violin"}


def register(client, **other):
    return client.post("/register", data={**GOOD, **other})


def count(store, table):
    with store.session() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_registering_signs_in_as_a_clinician_and_leads_to_the_courses(client, store):
    answer = register(client)
    assert (answer.status_code, answer.location) == (303, "/courses")
    assert "Zoë Ångström" in client.get("/account").text
    with store.session() as session:
        zoe = queries.person_by_email(session, "zoe@example.org")
        assert [row.role for row in zoe.roles] == ["clinician"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"name": "  "}, "Type your name"),
        ({"email": "zoe"}, "Type an e-mail address such as"),
        ({"email": "zoë@example.org"}, "Type an e-mail address such as"),
        ({"email": "zoe@exämple.org"}, "Type an e-mail address such as"),
        ({"password": "short"}, "at least 10"),
        ({"password": "z" * 129}, "at most 128"),
        ({"password": "my ångström unit"}, "Leave “ångström” out"),
        ({"password": ""}, "Choose a password"),
    ],
)
def test_a_fault_is_named_and_the_rest_kept(client, store, fault, words):
    answer = register(client, **fault)
    assert answer.status_code == 422
    assert words in answer.text
    kept = {name: value for name, value in GOOD.items() if name not in fault and name != "password"}
    assert all(value in answer.text for value in kept.values())
    assert GOOD["password"] not in answer.text
    assert count(store, Person) == 0


def test_rights_cannot_be_smuggled_in(client, store):
    register(client, roles="administrator", is_active="0", id="77", role="administrator")
    with store.session() as session:
        zoe = queries.person_by_email(session, "zoe@example.org")
        assert zoe.id != 77
        assert [row.role for row in zoe.roles] == ["clinician"]


def test_an_address_that_is_known_opens_only_to_its_password(client, store):
    alice = somebody(store)
    refused = register(client, email=alice.email)
    assert refused.status_code == 422
    assert "No account could be opened with this" in refused.text
    assert "exists" not in refused.text
    assert register(client, email=alice.email, password=PASSWORD).status_code == 303
    assert "Alice Ash" in client.get("/account").text
    assert count(store, Person) == 1


def test_known_and_new_cost_one_piece_of_hashing_each(client, store, monkeypatch):
    alice, counter = somebody(store), counting(monkeypatch)
    register(client, email=alice.email)
    known = counter.calls.copy()
    counter.calls.clear()
    register(client)
    assert len(known) == len(counter.calls) == 1


def test_registering_is_no_back_door_around_the_limit(client, store):
    alice = somebody(store)
    tries = [register(client, email=alice.email, password=f"guess {n} at the door").status_code for n in range(6)]
    assert tries == [422] * 5 + [429]
    assert count(store, SignInFailure) == 5
    assert sign_in(client, alice.email, of="127.0.0.1").status_code == 429


def test_whoever_takes_the_address_first_has_it(client, store, monkeypatch):
    """Between the look and the write somebody else registers: the loser is refused as with a known address."""
    real = passwords.hash_of

    def slow(password):
        monkeypatch.setattr(passwords, "hash_of", real)
        register(client.application.test_client())
        return real(password)

    monkeypatch.setattr(passwords, "hash_of", slow)
    assert register(client, password="another quartz violin").status_code == 422
    assert count(store, Person) == 1


def test_the_browser_is_told_what_each_field_is(client):
    page = client.get("/register").text
    for purpose in ('autocomplete="name"', 'autocomplete="username"', 'autocomplete="new-password"'):
        assert page.count(purpose) == 1
    assert page.count('type="password"') == 1


@pytest.mark.parametrize("name", ["{{7*1234567}}", "<script>alert(1)</script>", "O’Brien & Søn"])
def test_a_name_is_shown_as_it_is(client, name):
    register(client, name=name)
    page = client.get("/account").text
    assert "8641969" not in page
    assert "<script>alert" not in page
    assert name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in page
