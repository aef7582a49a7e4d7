"""Signing in and out, through the browser."""

from __future__ import annotations

import re

import pytest
from argon2 import PasswordHasher

from tests.accounts.build import ELSEWHERE, counting, sign_in, somebody
from tests.build import NOON, PASSWORD
from trainer.accounts import passwords
from trainer.accounts.models import Person
from trainer.core import clock
from trainer.web.permissions import Role


def cookie(browser, name="trainer"):
    found = browser.get_cookie(name)
    return found.value if found else None


def test_the_right_password_leads_to_the_courses(client, store):
    answer = sign_in(client, somebody(store).email)
    assert (answer.status_code, answer.location) == (303, "/courses")
    assert client.get("/account").status_code == 200


def test_someone_who_may_not_learn_lands_on_their_account(client, store):
    assert sign_in(client, somebody(store, "Eve Elm", Role.EMPLOYER).email).location == "/verify"


@pytest.mark.parametrize(
    ("goal", "leads"),
    [
        ("/licence", "/licence"),
        ("/courses?page=2", "/courses?page=2"),
        ("//evil.example", "/courses"),
        ("/\\evil.example", "/courses"),
        ("https:evil.example", "/courses"),
        ("/%0d%0aSet-Cookie:x", "/%0d%0aSet-Cookie:x"),
        ("/x\r\nSet-Cookie: y", "/courses"),
        ("javascript:alert(1)", "/courses"),
        ("", "/courses"),
    ],
)
def test_next_leads_only_within_the_site(client, store, goal, leads):
    assert sign_in(client, somebody(store).email, next=goal).location == leads


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, store):
    email = somebody(store).email
    wrong, unknown = sign_in(client, email, "wrong"), sign_in(client, "stranger@example.org", "wrong")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace(email, "") == unknown.text.replace("stranger@example.org", "")
    assert "That e-mail and password don’t match" in wrong.text


def test_what_was_typed_is_kept_but_never_the_password(client):
    page = sign_in(client, "stranger@example.org", "tell nobody this", next="/licence").text
    assert 'value="stranger@example.org"' in page
    assert 'value="/licence"' in page
    assert "tell nobody this" not in page


def test_known_and_unknown_cost_the_same_hashing(client, store, monkeypatch):
    email, counter = somebody(store).email, counting(monkeypatch)
    sign_in(client, email, "wrong")
    known = counter.calls.copy()
    counter.calls.clear()
    sign_in(client, "stranger@example.org", "wrong")
    assert known == counter.calls == ["verify"]


def test_no_hashing_inside_a_write(client, store, monkeypatch):
    """A hash worked out while the writer's turn is held would stop every other writer."""
    counter = counting(monkeypatch)
    real = counter.verify

    def verify(stored, password):
        with store.write():
            return real(stored, password)

    counter.verify = verify
    assert sign_in(client, somebody(store).email).status_code == 303


def test_the_sixth_try_is_told_how_long_to_wait(client, store):
    email = somebody(store).email
    with clock.stopped_at(NOON):
        assert [sign_in(client, email, "wrong").status_code for _ in range(5)] == [422] * 5
        answer = sign_in(client, email)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "15 minutes" in answer.text
    assert f'value="{email}"' in answer.text


def test_a_known_device_is_let_in_while_strangers_wait(app, store):
    email = somebody(store).email
    known, stranger = app.test_client(), app.test_client()
    sign_in(known, email)
    known.post("/sign-out")
    for _ in range(6):
        sign_in(stranger, email, "wrong", of=ELSEWHERE)
    assert sign_in(stranger, email, of=ELSEWHERE).status_code == 429
    assert sign_in(known, email, of=ELSEWHERE).status_code == 303


def test_the_cookie_changes_at_sign_in_and_dies_at_sign_out(app, client, store):
    with client.session_transaction() as early:
        early["seen"] = "before"
    before = cookie(client)
    sign_in(client, somebody(store).email)
    inside = cookie(client)
    assert inside not in (before, None)
    assert client.post("/sign-out").location == "/sign-in"
    thief = app.test_client()
    thief.set_cookie("trainer", inside)
    assert thief.get("/account").status_code == 303


def test_a_planted_session_is_not_taken_over(client, store):
    with client.session_transaction() as planted:
        planted["_user_id"] = "known to the attacker"
        planted["planted"] = "yes"
    sign_in(client, somebody(store).email)
    with client.session_transaction() as inside:
        assert inside["_user_id"] != "known to the attacker"
        assert "planted" not in inside


def test_signing_in_as_somebody_else_ends_the_first_session(app, client, store):
    sign_in(client, somebody(store).email)
    first = cookie(client)
    sign_in(client, somebody(store, "Bob Birch").email)
    thief = app.test_client()
    thief.set_cookie("trainer", first)
    assert thief.get("/account").status_code == 303
    assert "Bob Birch" in client.get("/account").text


def test_an_old_hash_is_made_anew_at_sign_in(client, store):
    alice = somebody(store)
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    with store.write() as session:
        session.get_one(Person, alice.id).password_hash = weak
    assert sign_in(client, alice.email).status_code == 303
    with store.session() as session:
        fresh = session.get_one(Person, alice.id).password_hash
    assert fresh.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(PASSWORD, fresh)


def test_the_device_cookie_is_kept_from_scripts_and_lives_long(client, store):
    headers = sign_in(client, somebody(store).email).headers.getlist("Set-Cookie")
    device = next(line for line in headers if line.startswith("trainer-device="))
    assert "HttpOnly" in device
    assert "SameSite=Lax" in device
    assert f"Max-Age={400 * 24 * 3600}" in device


def test_a_link_to_sign_out_changes_nothing_until_the_button(client, store):
    sign_in(client, somebody(store).email)
    assert "Sign out?" in client.get("/sign-out").text
    assert client.get("/account").status_code == 200
    client.post("/sign-out")
    assert "You are signed out" in client.get("/sign-out").text


def test_whoever_is_in_is_led_on_from_the_sign_in_page(client, store):
    sign_in(client, somebody(store).email)
    assert client.get("/sign-in?next=/licence").location == "/licence"


def test_an_expired_form_gives_back_what_was_typed_but_not_the_password(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    answer = sign_in(client, "alice@example.org", "tell nobody this")
    assert answer.status_code == 400
    assert "This form has expired" in answer.text
    assert "alice@example.org" in answer.text
    assert "tell nobody this" not in answer.text


def test_every_form_before_the_door_carries_its_token(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    for path in ("/sign-in", "/register", "/reset"):
        assert re.search(r'name="csrf_token"[^>]* value="[^"]+"', client.get(path).text)
