"""Builders: whole, valid things with only what a test cares about said aloud.

Alice sits exams, Bob examines, Carol is a stranger who must see nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from sqlalchemy.orm import Session

from trainer.accounts import service as accounts
from trainer.accounts.models import Person
from trainer.web.permissions import Role

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PASSWORD = "a long enough password"
# argon2id of PASSWORD with our parameters, so that tests need not hash
PASSWORD_HASH = "$argon2id$v=19$m=19456,t=2,p=1$vFLQ6Ja++V7S9hNlmfpVXw$qTla7jxwm7WJcpL/7cmD5jOC7FM33PjGIYE3OaEkuL0"
_numbers = count(1)


def person(session: Session, name: str = "Alice Ash", *roles: Role, now: datetime = NOON) -> Person:
    """Somebody with an account; a clinician unless roles are named."""
    email = f"{name.split(maxsplit=1)[0].lower()}{next(_numbers)}@example.org"
    return accounts.create_person(
        session,
        email=email,
        name=name,
        password_hash=PASSWORD_HASH,
        roles=frozenset(roles or (Role.CLINICIAN,)),
        by=None,
        now=now,
    )
