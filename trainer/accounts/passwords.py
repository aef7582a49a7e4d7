"""Passwords: argon2id, two at a time, and never a word about whether an address is known."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_once = threading.Semaphore(2)


def hash_of(password: str) -> str:
    """The argon2id hash of a password (t=2, m=19 MiB, p=1). Slow: never inside a write."""
    with _at_once:
        return _hasher.hash(password)


_NOBODY = hash_of("nobody's password")


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is right; with nothing stored the same work is done and the answer is no."""
    with _at_once:
        try:
            return _hasher.verify(stored or _NOBODY, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters and should be made anew at the next sign-in."""
    return _hasher.check_needs_rehash(stored)
