"""Identifiers and tokens from the system's secure source of chance."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, safe in a URL or a cookie."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """What is stored of a token: its SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_seed() -> int:
    """A seed for drawing a paper, 63 bits."""
    return secrets.randbits(63)
