"""Signed cookies that were read before are believed no more than new ones, and numbers in addresses have an end."""

from __future__ import annotations

import time

import pytest
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from trainer.web.application import LARGEST, Application, Signer

pytestmark = pytest.mark.pure
WEEK = 7 * 24 * 3600


@pytest.fixture
def signer() -> Signer:
    return Signer(URLSafeTimedSerializer("a secret", salt="cookie"))


def test_what_was_read_before_reads_the_same_and_belongs_to_the_caller(signer: Signer) -> None:
    text = signer.dumps({"who": "alice", "list": [1]})
    first = signer.loads(text, max_age=WEEK)
    first["list"].append(2)
    assert signer.loads(text, max_age=WEEK) == {"who": "alice", "list": [1]}
    assert URLSafeTimedSerializer("a secret", salt="cookie").loads(text, max_age=WEEK) == {"who": "alice", "list": [1]}


def test_a_changed_text_is_refused_each_time(signer: Signer) -> None:
    text = signer.dumps({"who": "alice"})
    signer.loads(text, max_age=WEEK)
    at = text.rindex(".") + 3
    for changed in (text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :], "x" + text, text[1:], ""):
        for _ in range(2):
            with pytest.raises(BadSignature):
                signer.loads(changed, max_age=WEEK)


def test_a_text_grows_too_old_though_it_was_read_when_young(signer: Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    text, now = signer.dumps({"who": "alice"}), time.time()
    assert signer.loads(text, max_age=WEEK)
    monkeypatch.setattr(time, "time", lambda: now + WEEK + 5)
    with pytest.raises(SignatureExpired):
        signer.loads(text, max_age=WEEK)
    monkeypatch.setattr(time, "time", lambda: now - 60)
    with pytest.raises(SignatureExpired):
        signer.loads(text, max_age=WEEK)


def test_another_secret_reads_nothing(signer: Signer) -> None:
    text = signer.dumps({"who": "alice"})
    with pytest.raises(BadSignature):
        Signer(URLSafeTimedSerializer("another secret", salt="cookie")).loads(text, max_age=WEEK)


def test_a_number_beyond_what_a_database_counts_is_the_address_of_nothing() -> None:
    app = Application("numbers")
    app.add_url_rule("/<int:number>", view_func=lambda number: {"number": number})
    client = app.test_client()
    assert client.get(f"/{LARGEST}").json == {"number": LARGEST}
    assert client.get(f"/{LARGEST + 1}").status_code == client.get(f"/{10**30}").status_code == 404
