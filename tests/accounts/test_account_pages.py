"""A person's own account, through the browser."""

from __future__ import annotations

from tests.accounts.build import letters, sign_in, somebody
from tests.build import PASSWORD
from trainer.accounts import service
from trainer.core import clock
from trainer.web.permissions import Role

NEW = "quartz heron violin"


def change(browser, current=PASSWORD, new=NEW):
    return browser.post("/account/password", data={"current_password": current, "new_password": new})


def test_the_account_shows_who_one_is_and_where(app, store, as_person):
    alice = somebody(store, "Alice Ash", Role.CLINICIAN, Role.ASSESSOR)
    browser, _other = as_person(alice), as_person(alice)
    page = browser.get("/account").text
    assert all(words in page for words in (alice.email, "Assessor, clinician", "This browser", "Another browser"))
    assert page.count("This browser") == 1


def test_a_stranger_is_asked_to_sign_in_first(client):
    assert client.get("/account").location == "/sign-in?next=/account"
    assert client.get("/account/password").location == "/sign-in?next=/account/password"
    assert client.post("/account/sessions/end").location == "/sign-in"


def test_signing_out_everywhere_else_leaves_this_browser_and_other_people(store, as_person):
    alice, carol = somebody(store), somebody(store, "Carol Cedar")
    here, there, stranger = as_person(alice), as_person(alice), as_person(carol)
    assert here.post("/account/sessions/end").status_code == 303
    assert [browser.get("/account").status_code for browser in (here, there, stranger)] == [200, 303, 200]


def test_the_password_changes_and_the_other_sessions_end(client, store, as_person):
    alice = somebody(store)
    here, there = as_person(alice), as_person(alice)
    assert change(here).location == "/account"
    assert [browser.get("/account").status_code for browser in (here, there)] == [200, 303]
    assert [sign_in(client, alice.email, password).status_code for password in (PASSWORD, NEW)] == [422, 303]
    assert [letter.to for letter in letters(store)] == [alice.email]


def test_the_password_now_is_needed(store, as_person):
    browser = as_person(somebody(store))
    answer = change(browser, current="not this")
    assert answer.status_code == 422
    assert "This is not the password you have now." in answer.text
    assert NEW not in answer.text
    assert letters(store) == []


def test_a_new_password_obeys_the_rules(store, as_person):
    browser = as_person(somebody(store))
    for weak in ("short", "alice in the mist", "1234567890"):
        assert change(browser, new=weak).status_code == 422
    assert change(browser).status_code == 303


def test_guessing_the_password_now_comes_to_an_end(store, as_person):
    browser = as_person(somebody(store))
    assert [change(browser, current=f"guess {n}").status_code for n in range(6)] == [422] * 5 + [429]
    assert change(browser).status_code == 429


def test_a_closed_account_is_out_at_once(store, as_person):
    alice, admin = somebody(store), somebody(store, "Bob Birch", Role.ADMINISTRATOR)
    browser = as_person(alice)
    assert browser.get("/account").status_code == 200
    with store.write() as session:
        service.deactivate(session, alice.id, by=admin.id, now=clock.now())
    assert browser.get("/account").status_code == 303
    assert sign_in(browser, alice.email).status_code == 422
