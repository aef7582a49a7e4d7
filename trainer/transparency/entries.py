"""What may enter the log: a kind, two salted hashes and a moment - never a name, an identifier or free text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trainer.core import clock

DIGEST = re.compile(r"[0-9a-f]{64}")
VERSION = 1


class Kind(StrEnum):
    """What happened to a certificate."""

    ISSUED = "issued"
    DOCUMENT = "document"
    RENEWED = "renewed"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REVIEW = "review"
    CLEARED = "cleared"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    RESCORED = "rescored"
    REISSUED = "reissued"
    CREDENTIAL = "credential"


@dataclass(frozen=True)
class Entry:
    """One event to be logged.

    `key` is ours alone and unique (`certificate:17:issued`). `subject` is hex SHA-256(salt || identifier), `commitment`
    hex SHA-256(salt || what the event commits to), the salt being the certificate's own 32 bytes.
    """

    key: str
    kind: str
    subject: str
    commitment: str
    at: datetime

    def __post_init__(self) -> None:
        Kind(self.kind)
        if not (DIGEST.fullmatch(self.subject) and DIGEST.fullmatch(self.commitment)):
            raise ValueError("subject and commitment are SHA-256 in lower-case hex")
        if self.at.tzinfo is None:
            raise ValueError("a moment must be aware of its time zone")


def leaf(kind: str, subject: str, commitment: str, at: datetime) -> bytes:
    """The bytes of a leaf: canonical JSON (RFC 8785), the moment in UTC to the second.

    With nothing but ASCII and one whole number in it, sorting and leaving out spaces is all that takes.
    """
    said = {"v": VERSION, "kind": kind, "subject": subject, "commitment": commitment, "at": clock.stamp(at)}
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
