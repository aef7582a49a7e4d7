"""News of exams for those above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class AttemptPassed:
    """A final exam was passed; told within the transaction that graded it."""

    attempt_id: UUID
    person_id: int
    course_id: int
    at: datetime
