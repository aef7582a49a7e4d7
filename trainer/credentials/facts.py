"""What a credential states, checked: plain text without control characters, whole addresses, aware moments."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime

from trainer.credentials.status import ENTRIES

IDENTIFIER = re.compile(r"[0-9A-HJKMNP-TV-Z]{27}")
WEB_ADDRESS = re.compile(r"https?://[!-~]+")
URN = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DID = re.compile(r"did:web:[A-Za-z0-9.%-]+")
NEVER_IN_ADDRESSES = frozenset('<>"{}|\\^`')
LONGEST_TEXT = 4_000


class UnfitFact(ValueError):
    """Something that no credential may state, with the reason in words."""


@dataclass(frozen=True)
class CredentialFacts:
    """Everything a credential states. Texts are one line each; `subject` is an `urn:uuid` made for this credential.

    `valid_until` is the last moment of the last day; `revocations` and `suspensions` are the addresses of the status
    lists, in both of which the credential has the place `status_index`. W3C allows a list for each purpose, the schema
    of Open Badges 3.0 one entry (its issue 623): without `suspensions` the one list says of both.
    """

    identifier: str
    url: str
    subject: str
    name: str
    certificate: str
    covers: tuple[str, ...]
    does_not_cover: tuple[str, ...]
    basis: str
    scope: tuple[str, ...]
    issuer: str
    issuer_did: str
    issuer_url: str
    picture_url: str
    valid_from: datetime
    valid_until: datetime
    revocations: str
    status_index: int
    log_origin: str
    suspensions: str | None = None

    def __post_init__(self) -> None:
        for label, text in self._texts():
            refuse_unfit(label, text)
        for label in ("name", "certificate", "basis", "issuer", "log_origin"):
            _demand(bool(getattr(self, label).strip()), f"{label} is empty")
        _demand(IDENTIFIER.fullmatch(self.identifier) is not None, "the identifier is not one")
        _demand(URN.fullmatch(self.subject) is not None, "the subject is not an urn:uuid")
        _demand(DID.fullmatch(self.issuer_did) is not None, "the issuer is not a did:web")
        for label in ("url", "issuer_url", "picture_url", "revocations"):
            _demand(is_web_address(getattr(self, label)), f"{label} is not a whole address")
        _demand(self.suspensions is None or is_web_address(self.suspensions), "suspensions is not a whole address")
        _demand(self.revocations != self.suspensions, "revocations and suspensions are one list")
        _demand(0 <= self.status_index < ENTRIES, f"the place in the status lists is not in 0..{ENTRIES - 1}")
        _demand(self.valid_from.tzinfo is not None and self.valid_until.tzinfo is not None, "a moment is naive")
        _demand(self.valid_from < self.valid_until, "it would end before it begins")

    def _texts(self) -> list[tuple[str, str]]:
        found = [(field.name, getattr(self, field.name)) for field in fields(self)]
        found += [(name, text) for name, value in found if isinstance(value, tuple) for text in value]
        return [(name, value) for name, value in found if isinstance(value, str)]


def refuse_unfit(label: str, text: str) -> None:
    """UnfitFact for control characters (C0, DEL, C1), lone surrogates, non-characters, and texts without measure."""
    _demand(len(text) <= LONGEST_TEXT, f"{label} is longer than {LONGEST_TEXT} characters")
    unfit = next((c for c in text if is_unfit(ord(c))), None)
    if unfit is not None:
        raise UnfitFact(f"{label} holds U+{ord(unfit):04X}, which no credential may hold")


def is_unfit(code: int) -> bool:
    """Whether this code point is a control character, a surrogate or a non-character."""
    return (
        code < 0x20
        or 0x7F <= code <= 0x9F
        or 0xD800 <= code <= 0xDFFF
        or 0xFDD0 <= code <= 0xFDEF
        or code & 0xFFFE == 0xFFFE
    )


def is_web_address(text: str) -> bool:
    """Whether this is a whole http or https address in plain ASCII."""
    return WEB_ADDRESS.fullmatch(text) is not None and not NEVER_IN_ADDRESSES & set(text)


def _demand(holds: bool, says: str) -> None:
    if not holds:
        raise UnfitFact(says)
