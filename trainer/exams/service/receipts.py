"""Receipts: what was acknowledged, signed and chained, so that a candidate can prove it and nobody can change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.core import clock
from trainer.exams import signing
from trainer.exams.models import Receipt
from trainer.exams.standing import Head


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a request came from: the address, and a hash of the browser's name."""

    address: str | None = None
    agent: str | None = None


NOWHERE = Seen()


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer about to be acknowledged; `text` is its canonical JSON."""

    position: int
    revision: int
    answer: Any
    is_flagged: bool
    writer: str | None
    text: bytes


def made(attempt_id: UUID, kept: Kept, head: Head | None, seen: Seen, now: datetime) -> dict[str, Any]:
    """The row of a signed receipt, chained to the newest one; it is written together with its answer."""
    said = {
        "attempt": str(attempt_id),
        "position": kept.position,
        "revision": kept.revision,
        "answer_hash": signing.digest(kept.text),
        "saved_at": clock.stamp(now),
        "previous": head.hash if head else signing.FIRST,
    }
    signed = signing.canonical(said)
    return {
        "attempt_id": attempt_id,
        "number": head.number + 1 if head else 1,
        "position": kept.position,
        "revision": kept.revision,
        "answer": kept.answer,
        "is_flagged": kept.is_flagged,
        "answer_hash": said["answer_hash"],
        "saved_at": now,
        "previous": said["previous"],
        "hash": signing.digest(signed),
        "signature": signing.sign(signed),
        "writer": kept.writer,
        "address": seen.address,
        "agent": seen.agent,
    }


def of(session: Session, attempt_id: UUID) -> list[Receipt]:
    """The receipts of an attempt, in the order they were given."""
    return list(session.scalars(select(Receipt).where(Receipt.attempt_id == attempt_id).order_by(Receipt.number)))


def document(session: Session, attempt_id: UUID) -> dict[str, Any]:
    """Everything it takes to check what was saved, with the public key: the file a candidate can keep."""
    return document_of(attempt_id, of(session, attempt_id))


def document_of(attempt_id: UUID, given: Sequence[Receipt]) -> dict[str, Any]:
    """The same of receipts that were read already."""
    return {
        "attempt": str(attempt_id),
        "algorithm": signing.ALGORITHM,
        "public_key": signing.public_key(),
        "receipts": [as_said(receipt) for receipt in given],
    }


def as_said(receipt: Receipt) -> dict[str, Any]:
    """One receipt with what its signature says."""
    return {
        "number": receipt.number,
        "attempt": str(receipt.attempt_id),
        "position": receipt.position,
        "revision": receipt.revision,
        "answer_hash": receipt.answer_hash,
        "saved_at": clock.stamp(receipt.saved_at),
        "previous": receipt.previous,
        "signature": receipt.signature,
    }
