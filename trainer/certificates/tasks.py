"""What the certificates hear of, and whom they tell."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from trainer.core.db import after_commit
from trainer.core.events import Hearer
from trainer.jobs import Jobs


def hearer(jobs: Jobs) -> Hearer:
    """A hearer of passes: once the grading is committed, the worker looks for certificates to issue."""

    def consider(session: Session, _event: Any) -> None:
        after_commit(session, lambda: jobs.tell("certificates.issue"))

    return consider
