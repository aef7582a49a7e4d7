"""What signing needs to know of a key, wherever it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class NoKeys(RuntimeError):
    """There is no key for this use; the message says which command makes one."""


class Use(StrEnum):
    """What a key is for: nothing is ever signed with the key of another use."""

    PDF = "pdf"
    CREDENTIAL = "credential"
    LOG = "log"


@dataclass(frozen=True)
class PublicKey:
    """The public half of a key, with its life.

    `name` is never used again (`credential-1`, `credential-2`, ...) and is the fragment of the key in `did:web`.
    A retired key still vouches for what it signed before `retired_at`; a compromised one for nothing signed from
    `compromised_at` on.
    """

    use: Use
    name: str
    jwk: Mapping[str, str]
    since: datetime
    retired_at: datetime | None = None
    compromised_at: datetime | None = None


class Key(Protocol):
    """One key that can sign."""

    @property
    def public(self) -> PublicKey:
        """Its public half."""

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`: 64 bytes for Ed25519; ECDSA with SHA-256, in DER, for P-256."""


class Keys(Protocol):
    """The keys of an installation."""

    def current(self, use: Use) -> Key:
        """The key that signs now, or NoKeys."""

    def every(self, use: Use) -> tuple[PublicKey, ...]:
        """Every key there ever was for a use, oldest first."""

    def chain(self, name: str) -> tuple[bytes, ...]:
        """The X.509 certificates of one PDF key in DER: its own, the issuing CA's, the root's."""

    def revoked(self) -> bytes:
        """The issuing CA's list of revoked certificates (CRL) in DER."""
