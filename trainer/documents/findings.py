"""What an examination of a PDF finds, one line a check, and how it travels between processes."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from trainer.core.clock import stamp


class Check(StrEnum):
    """What is looked at, in this order, up to a check that fails so that nothing after it can be believed."""

    READABLE = "readable"
    SIGNED = "signed"
    WHOLE = "covers the whole file"
    UNCHANGED = "unchanged"
    CERTIFIED = "allows no changes"
    ISSUER = "signed by the issuer"
    IN_FORCE = "key in force"
    TIMESTAMP = "time of signing"


@dataclass(frozen=True)
class Finding:
    """One check: passed, failed, or (None) not to be told."""

    check: Check
    ok: bool | None
    says: str


@dataclass(frozen=True)
class Examination:
    """Everything found. `attachments` are empty unless the file is as it was signed, with a key that was ever ours.

    `revoked_at` is when that key was revoked, where nothing inside shows that the file was signed before.
    """

    findings: tuple[Finding, ...]
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    signed_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def is_ours(self) -> bool:
        """Whether we signed this very file: no check failed, and every one up to the issuer's passed."""
        passed = {finding.check for finding in self.findings if finding.ok}
        return passed >= _NEEDED and all(finding.ok is not False for finding in self.findings)

    def shown_before(self, moment: datetime, says: str) -> Examination:
        """The same, given that this very file was there at a moment, if that is before the key was revoked."""
        if self.revoked_at is None or moment >= self.revoked_at:
            return self
        shown = Finding(Check.IN_FORCE, True, f"The key was revoked later, on {self.revoked_at:%d %B %Y}: {says}.")
        findings = tuple(shown if one.check is Check.IN_FORCE else one for one in self.findings)
        return replace(self, findings=findings, revoked_at=None)


_NEEDED = set(Check) - {Check.IN_FORCE, Check.TIMESTAMP}


@dataclass(frozen=True)
class Trust:
    """What an examination rests on, all in DER: our roots, their lists of revoked certificates, roots of timestamps."""

    roots: Sequence[bytes]
    lists: Sequence[bytes] = ()
    timestamp_roots: Sequence[bytes] = ()


def packed(examination: Examination) -> bytes:
    """An examination as the child answers it."""
    told: dict[str, Any] = {
        "findings": [asdict(each) for each in examination.findings],
        "attachments": {name: b64encode(data).decode() for name, data in examination.attachments.items()},
        "signed_at": stamp(examination.signed_at) if examination.signed_at else None,
        "revoked_at": stamp(examination.revoked_at) if examination.revoked_at else None,
    }
    return json.dumps(told).encode()


def unpacked(answer: bytes) -> Examination:
    """An examination as the child answered it."""
    told = json.loads(answer)
    findings = tuple(Finding(Check(each["check"]), each["ok"], each["says"]) for each in told["findings"])
    attachments = {name: b64decode(data) for name, data in told["attachments"].items()}
    signed_at, revoked_at = (
        datetime.fromisoformat(told[name]) if told[name] else None for name in ("signed_at", "revoked_at")
    )
    return Examination(findings, attachments, signed_at, revoked_at)


def request(pdf: bytes, trust: Trust) -> bytes:
    """What the child is asked: one line of trust, then the file as it is."""
    lines = {name: [b64encode(each).decode() for each in values] for name, values in asdict(trust).items()}
    return json.dumps(lines).encode() + b"\n" + pdf


def requested(data: bytes) -> tuple[bytes, Trust]:
    """What the child was asked."""
    line, _, pdf = data.partition(b"\n")
    return pdf, Trust(**{name: [b64decode(each) for each in values] for name, values in json.loads(line).items()})
