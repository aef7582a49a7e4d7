"""A key, facts and signed credentials to check, without an installation."""

from __future__ import annotations

import base64
import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trainer.credentials import CredentialFacts, Purpose, open_badge, secure, status_list
from trainer.keys import PublicKey, Use

DID = "did:web:certify.example"
SITE = "https://certify.example"
IDENTIFIER = "7ZK4QW0B8M2XJ5T9R3V6Y1C0DNA"
PLACE = 94_567
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
Change = Callable[[dict[str, Any]], object]
Document = dict[str, Any]


@dataclass(frozen=True)
class TestKey:
    """An Ed25519 key in memory, from a seed."""

    __test__ = False
    private: Ed25519PrivateKey
    public: PublicKey

    def sign(self, data: bytes) -> bytes:
        return self.private.sign(data)


def key(number: int = 1, **life: datetime) -> TestKey:
    """The credential key of this number, in use since 2020."""
    private = Ed25519PrivateKey.from_private_bytes(bytes([number] * 32))
    x = base64.urlsafe_b64encode(private.public_key().public_bytes_raw()).decode().rstrip("=")
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": x}
    return TestKey(
        private, PublicKey(Use.CREDENTIAL, f"credential-{number}", jwk, datetime(2020, 1, 1, tzinfo=UTC), **life)
    )


KEY = key()
KEYS = (KEY.public,)
FACTS = CredentialFacts(
    identifier=IDENTIFIER,
    url=f"{SITE}/v/{IDENTIFIER}",
    subject="urn:uuid:0e6a4d0c-9f5e-4f0a-8a43-6f2b8f1f2a11",
    name="Zoë Nguyễn-O’Brien",
    certificate="Dry needling: safety and practice",
    covers=("Screening for contraindications", "Clean technique"),
    does_not_cover=("Needling of the eye.",),
    basis="Knowledge and observed practical, exam unsupervised",
    scope=("knowledge examined on 3 November 2026", "thorax not observed"),
    issuer="Trainer",
    issuer_did=DID,
    issuer_url=f"{SITE}/",
    picture_url=f"{SITE}/static/img/badge.png",
    valid_from=datetime(2020, 11, 3, tzinfo=UTC),
    valid_until=datetime(2099, 11, 2, 23, 59, 59, tzinfo=UTC),
    revocations=f"{SITE}/status/0",
    suspensions=f"{SITE}/status/1",
    status_index=PLACE,
    log_origin="certify.example/log",
)


def issued(facts: CredentialFacts = FACTS, by: TestKey = KEY) -> Document:
    """The signed credential of these facts."""
    return secure(open_badge(facts), by, DID, created=facts.valid_from)


def listing(
    purpose: Purpose, indexes: Iterable[int] = (), by: TestKey = KEY, lasts: timedelta | None = None
) -> Document:
    """A signed status list, good until 2100 unless it lasts less."""
    url = FACTS.revocations if purpose is Purpose.REVOCATION else str(FACTS.suspensions)
    begins = FACTS.valid_from
    made = status_list(url, DID, purpose, indexes, valid_from=begins, lasts=lasts or timedelta(days=28_900))
    return secure(made, by, DID, created=begins)


def changed(document: Document, change: Change) -> Document:
    """A copy of a document that somebody has laid hands on."""
    copied = copy.deepcopy(document)
    change(copied)
    return copied


def until(moment: datetime) -> CredentialFacts:
    """The facts of a credential that ends then."""
    return replace(FACTS, valid_until=moment)
