"""News of accounts for those who write letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from trainer.web.permissions import Role


@dataclass(frozen=True)
class RoleChanged:
    """A role was granted or taken away; told within that transaction. `by` is None for the operator."""

    person_id: int
    role: Role
    is_granted: bool
    by: int | None
    at: datetime
