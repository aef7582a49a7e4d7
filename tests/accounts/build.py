"""What the tests of accounts arrange again and again."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.build import NOON, PASSWORD, PASSWORD_HASH, person
from trainer.accounts import passwords, service
from trainer.accounts.models import Person
from trainer.accounts.service import Knock
from trainer.core.db import Database
from trainer.mail import OutgoingMail

HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"


def somebody(store: Database, name: str = "Alice Ash", *roles: Any) -> Person:
    """A person in the application's database."""
    with store.write() as session:
        return person(session, name, *roles)


def sign_in(browser: FlaskClient, email: str, password: str = PASSWORD, *, of: str = HOME, **more: Any) -> TestResponse:
    """What the sign-in answers to a browser at an address."""
    data = {"email": email, "password": password, **more}
    return browser.post("/sign-in", data=data, environ_overrides={"REMOTE_ADDR": of})


def letters(store: Database) -> list[OutgoingMail]:
    """Every letter written, oldest first."""
    with store.session() as session:
        return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def fail(session: Session, knock: Knock, times: int, now: Any = NOON) -> None:
    """Try a wrong password, times over."""
    for _ in range(times):
        assert service.settle(session, knock, checked=PASSWORD_HASH, is_right=False, now=now) is None


class CountingHasher:
    """The real hasher, with every piece of slow work written down."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._real = passwords._hasher

    def hash(self, password: str) -> str:
        self.calls.append("hash")
        return self._real.hash(password)

    def verify(self, stored: str, password: str) -> bool:
        self.calls.append("verify")
        return self._real.verify(stored, password)

    def check_needs_rehash(self, stored: str) -> bool:
        return self._real.check_needs_rehash(stored)


def counting(monkeypatch: pytest.MonkeyPatch) -> CountingHasher:
    """Count the hashing from here on."""
    counter = CountingHasher()
    monkeypatch.setattr(passwords, "_hasher", counter)
    return counter
