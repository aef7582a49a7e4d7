"""What a client sends to save an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Save:
    """What a client sent. `revision` is the number this save will become; what could not be read is None."""

    position: int
    answer: Any
    is_flagged: bool | None
    revision: int | None
    writer: str | None = None
