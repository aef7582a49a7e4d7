"""News of practicals for those above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PracticalWithdrawn:
    """A sign-off was withdrawn as made in error; told within that transaction."""

    sign_off_id: int
    at: datetime
