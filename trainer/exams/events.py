"""News of exams for those above, and for whoever writes the letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class AttemptPassed:
    """A final exam was passed; told within the transaction that graded it, or that released it."""

    attempt_id: UUID
    person_id: int
    course_id: int
    at: datetime


@dataclass(frozen=True)
class AttemptHeld:
    """The decision on a final is held; told within the transaction that graded it."""

    attempt_id: UUID
    at: datetime


@dataclass(frozen=True)
class HoldSettled:
    """A held decision was settled: by its follow-up, or by its days running out."""

    attempt_id: UUID
    at: datetime


@dataclass(frozen=True)
class AttemptVoided:
    """An attempt was made void; told within that transaction."""

    attempt_id: UUID
    at: datetime


@dataclass(frozen=True)
class AttemptRescored:
    """A graded attempt was scored again, and its outcome may differ; told within that transaction."""

    attempt_id: UUID
    at: datetime
