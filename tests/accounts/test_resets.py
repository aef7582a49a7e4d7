"""Links for a new password."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.accounts.build import letters, sign_in, somebody
from tests.build import NOON, PASSWORD_HASH, person
from trainer.accounts import queries, service
from trainer.accounts.models import PasswordReset
from trainer.core import clock
from trainer.core.errors import Conflict
from trainer.mail import Letter, OutgoingMail

NEW = "quartz heron violin"
HALF_HOUR = timedelta(minutes=30)


def letter(to, token):
    return Letter(f"reset-{token}", to, "Set a new password", "text", "html")


TOKEN = "token"


def ask(session, to, token=TOKEN, now=NOON):
    service.ask_reset(session, token, letter(to, token), now=now)


def links(store):
    return [re.search(r"\S+/reset/\S+", one.body)[0] for one in letters(store) if "/reset/" in one.body]


def asked_link(client, store, email):
    assert client.post("/reset", data={"email": email}).status_code == 303
    return links(store)[-1].removeprefix("http://127.0.0.1:8000")


def test_a_link_works_once(session):
    alice = person(session)
    ask(session, alice.email)
    service.use_reset(session, "token", "new hash", device=None, now=NOON)
    with pytest.raises(Conflict):
        service.use_reset(session, "token", "newer hash", device=None, now=NOON)
    assert alice.password_hash == "new hash"


@pytest.mark.parametrize(("after", "works"), [(HALF_HOUR - timedelta(seconds=1), True), (HALF_HOUR, False)])
def test_a_link_works_for_half_an_hour(session, after, works):
    ask(session, person(session).email)
    assert (queries.open_reset(session, "token", now=NOON + after) is not None) is works


def test_setting_a_password_ends_every_session_and_every_other_link(session):
    alice = person(session)
    live = service.start_session(session, alice, now=NOON)
    ask(session, alice.email, "first")
    ask(session, alice.email, "second")
    service.use_reset(session, "second", "new hash", device=None, now=NOON)
    assert queries.live_session(session, live, now=NOON) is None
    assert queries.open_reset(session, "first", now=NOON) is None


def test_a_stranger_is_written_down_like_anyone_and_sent_nothing(session):
    ask(session, "stranger@example.org")
    assert session.scalar(select(func.count()).select_from(PasswordReset)) == 1
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 0
    assert queries.open_reset(session, "token", now=NOON) is None


def test_a_closed_account_is_sent_nothing(session):
    alice = person(session)
    alice.is_active = False
    ask(session, alice.email)
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 0


def test_a_mailbox_is_not_flooded(session):
    alice = person(session)
    for number in range(6):
        ask(session, alice.email, f"token {number}")
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 3
    ask(session, alice.email, "later", NOON + timedelta(hours=2))
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 4
    assert session.scalar(select(func.count()).select_from(PasswordReset)) == 1


def test_the_mailbox_opens_a_door_that_others_locked(session):
    alice = person(session)
    ask(session, alice.email)
    device = service.use_reset(session, "token", PASSWORD_HASH, device=None, now=NOON)
    assert queries.known_device(session, device, alice.id) is not None


def test_from_the_letter_to_signed_in_with_the_new_password(client, store):
    alice = somebody(store)
    link = asked_link(client, store, f"  {alice.email.upper()} ")
    assert alice.email in client.get(link).text
    answer = client.post(link, data={"password": NEW})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert letters(store)[-1].subject == "Your password was changed"
    assert sign_in(client, alice.email).status_code == 422
    assert sign_in(client, alice.email, NEW).status_code == 303


def test_a_used_or_late_or_made_up_link_says_so(client, store):
    alice = somebody(store)
    with clock.stopped_at(NOON):
        link = asked_link(client, store, alice.email)
    with clock.stopped_at(NOON + HALF_HOUR):
        late = client.get(link)
    assert late.status_code == 410
    assert "no longer works" in late.text
    assert client.get("/reset/made-up").text == late.text
    assert client.post(link, data={"password": NEW}).status_code == 410


def test_a_weak_password_is_refused_and_the_link_stays_good(client, store):
    link = asked_link(client, store, somebody(store).email)
    for weak in ("short", "alice in the mist"):
        answer = client.post(link, data={"password": weak})
        assert answer.status_code == 422
        assert weak not in answer.text
    assert client.post(link, data={"password": NEW}).status_code == 303


def test_the_answer_is_the_same_for_known_and_unknown(client, store):
    known = client.post("/reset", data={"email": somebody(store).email})
    unknown = client.post("/reset", data={"email": "stranger@example.org"})
    assert (known.status_code, known.location, known.data) == (unknown.status_code, unknown.location, unknown.data)
    assert len(letters(store)) == 1


def test_a_poisoned_host_is_not_in_the_letter(client, store):
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    client.post("/reset", data={"email": somebody(store).email}, headers=headers)
    assert links(store)[0].startswith("http://127.0.0.1:8000/reset/")
    assert "evil" not in letters(store)[0].body + letters(store)[0].html


def test_looking_at_the_link_uses_nothing_up(client, store):
    link = asked_link(client, store, somebody(store).email)
    assert [client.get(link).status_code for _ in range(3)] == [200, 200, 200]
    assert client.head(link).status_code == 200
