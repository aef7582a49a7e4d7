"""What is kept beyond the answers: receipts, refused answers, time given, the service's pulse, sealed records."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.db import Base, Json


class Receipt(Base):
    """One acknowledged save: the whole history of an attempt, each signed and chained to the one before it.

    `previous` is the hash of the receipt before, or 64 zeros; `signature` is what the client was given.
    `address` and `agent` (a hash of the browser's name) are evidence for a person to review.
    """

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("attempt_id", "position", "revision"),)

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    revision: Mapped[int]
    answer: Mapped[Any | None] = mapped_column(Json)
    is_flagged: Mapped[bool]
    answer_hash: Mapped[str] = mapped_column(String(64))
    saved_at: Mapped[datetime]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(100))
    writer: Mapped[str | None] = mapped_column(String(36))
    address: Mapped[str | None] = mapped_column(String(64))
    agent: Mapped[str | None] = mapped_column(String(16))


class LostAnswer(Base):
    """An answer refused because a newer one was stored: kept, so that both texts of a conflict can be shown."""

    __tablename__ = "lost_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), index=True)
    position: Mapped[int]
    answer: Mapped[Any | None] = mapped_column(Json)
    is_flagged: Mapped[bool]
    revision: Mapped[int]
    writer: Mapped[str | None] = mapped_column(String(36))
    at: Mapped[datetime]


class TimeCredit(Base):
    """Time given: `kind` is extension, outage, break or accommodation; `why` stands on the candidate's screen."""

    __tablename__ = "time_credit"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    seconds: Mapped[int]
    why: Mapped[str]
    from_at: Mapped[datetime | None]
    to_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Pulse(Base):
    """A span in which the service could save, by its own record: beats extend it, a gap begins the next one.

    `ticks` is the machine's own clock at the last beat, in seconds since the boot `boot_id`; no wall clock moves it.
    """

    __tablename__ = "pulse"

    id: Mapped[int] = mapped_column(primary_key=True)
    boot_id: Mapped[str] = mapped_column(String(40))
    began_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)
    ticks: Mapped[float]


class Accommodation(Base):
    """What a person was granted for exams: private, decided by a registrar, applied everywhere by derivation.

    `state` is asked, granted, refused or ended. `multiplier` is a decimal string such as "1.25"; untimed when
    `is_untimed`; `break_minutes` of breaks in which the clock stands.
    """

    __tablename__ = "accommodation"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    asked: Mapped[str]
    asked_at: Mapped[datetime]
    multiplier: Mapped[str] = mapped_column(String(8))
    is_untimed: Mapped[bool]
    break_minutes: Mapped[int]
    reason: Mapped[str]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class SealedRecord(Base):
    """What a decision rests on, as canonical JSON (RFC 8785), with its SHA-256; written once, at grading."""

    __tablename__ = "sealed_record"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    body: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime]
