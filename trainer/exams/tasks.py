"""What the worker does for exams, whether or not anyone looks."""

from __future__ import annotations

from datetime import datetime

from trainer.core.db import Database
from trainer.exams import service


def sweep(database: Database, now: datetime) -> int:
    """Close what is overdue, then grade what is submitted; how many attempts moved."""
    return service.close_overdue(database, now=now) + service.grade_submitted(database, now=now)
