"""Checking a file of receipts line by line: signature, chain, and whether the same is stored here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from trainer.core.errors import Invalid
from trainer.exams import signing
from trainer.exams.models import Attempt, Receipt
from trainer.exams.service import receipts

LARGEST_FILE = 1_000_000
MOST_LINES = 5_000
SIGNED = ("attempt", "position", "revision", "answer_hash", "saved_at", "previous")


class NoReceipts(Invalid):
    """The file is not one of receipts."""

    title = "This is not a file of receipts"


@dataclass(frozen=True)
class Line:
    """One receipt of a file. `is_stored` is None where whoever asks may not know."""

    number: int
    position: Any
    revision: Any
    saved_at: Any
    is_signed: bool
    is_chained: bool
    is_stored: bool | None

    @property
    def is_good(self) -> bool:
        """Whether nothing speaks against it."""
        return self.is_signed and self.is_chained and self.is_stored is not False


@dataclass(frozen=True)
class Check:
    """What came of a file. `missing` counts stored receipts that the file lacks, where that may be known."""

    attempt: str
    is_our_key: bool
    lines: list[Line]
    missing: int | None

    @property
    def is_good(self) -> bool:
        """Whether every line holds and none is missing."""
        return self.is_our_key and not self.missing and all(line.is_good for line in self.lines)


def read(data: bytes) -> dict[str, Any]:
    """A file as it was downloaded; NoReceipts when it is something else."""
    if len(data) > LARGEST_FILE:
        raise NoReceipts("It is larger than one megabyte. Choose the file you downloaded from your exam.")
    try:
        found: Any = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NoReceipts("It is not JSON. Choose the file you downloaded from your exam.") from error
    lines = found.get("receipts") if isinstance(found, dict) else None
    if not isinstance(lines, list) or len(lines) > MOST_LINES or not all(isinstance(line, dict) for line in lines):
        raise NoReceipts("It holds no list of receipts. Choose the file you downloaded from your exam.")
    return {**found, "attempt": str(found.get("attempt"))}


def check(document: Mapping[str, Any], stored: Sequence[Receipt] | None) -> Check:
    """Hold every line against our key, the line before it, and what is stored; `stored` is None for strangers."""
    key, kept = signing.public_key(), None if stored is None else {receipt.number: receipt for receipt in stored}
    lines, previous = [], signing.FIRST
    for number, line in enumerate(document["receipts"], 1):
        signed = _signed(line)
        is_chained = line.get("previous") == previous and line.get("attempt") == document["attempt"]
        lines.append(
            Line(
                number=number,
                position=line.get("position"),
                revision=line.get("revision"),
                saved_at=line.get("saved_at"),
                is_signed=signed is not None and signing.is_signed(signed, line.get("signature"), key),
                is_chained=is_chained and line.get("number") == number,
                is_stored=None if kept is None else _is_stored(line, signed, kept.get(number)),
            )
        )
        previous = "" if signed is None else signing.digest(signed)
    missing = None if kept is None else max(0, len(kept) - len(lines))
    return Check(document["attempt"], document.get("public_key") == key, lines, missing)


def _signed(line: Mapping[str, Any]) -> bytes | None:
    """The bytes a receipt's signature was made over; None when it lacks one of their parts."""
    if any(name not in line for name in SIGNED):
        return None
    try:
        return signing.canonical({name: line[name] for name in SIGNED})
    except signing.NotCanonical:
        return None


def _is_stored(line: Mapping[str, Any], signed: bytes | None, receipt: Receipt | None) -> bool:
    """Whether this very receipt is stored, and what is stored beside it belongs to it."""
    if receipt is None or signed is None or signing.digest(signed) != receipt.hash:
        return False
    if signing.digest(signing.canonical(receipt.answer)) != receipt.answer_hash:
        return False
    return receipts.as_said(receipt) == {name: line.get(name) for name in receipts.as_said(receipt)}


def attempt_of(session: Session, document: Mapping[str, Any]) -> Attempt | None:
    """The attempt a file names, if there is one."""
    try:
        return session.get(Attempt, UUID(document["attempt"]))
    except ValueError:
        return None


def against_ours(session: Session, document: Mapping[str, Any]) -> Check:
    """Hold a file against everything known here, as staff may."""
    attempt = attempt_of(session, document)
    return check(document, receipts.of(session, attempt.id) if attempt else [])
