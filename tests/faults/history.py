"""What the site acknowledged, and whether what is stored agrees: checked against history, not only the last state."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import select

from trainer.core.db import Database
from trainer.exams.models import Answer, Attempt, AttemptEvent, Receipt


@dataclass(frozen=True)
class Ack:
    """One 200: this answer is stored as this revision."""

    attempt: str
    position: int
    revision: int
    answer: Any
    receipt: str
    at: float


@dataclass
class History:
    """Every acknowledgement and every request that failed, from all candidates."""

    acks: list[Ack] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    checked: int = 0

    def acknowledged(self, ack: Ack) -> None:
        """Note an acknowledgement."""
        with self.lock:
            self.acks.append(ack)

    def failed(self, why: str) -> None:
        """Note a request that brought no acknowledgement; it will be sent again."""
        with self.lock:
            self.failures[why] += 1

    def fault(self, says: str) -> None:
        """Note a broken promise."""
        with self.lock:
            self.faults.append(says)

    def count(self) -> int:
        """How many acknowledgements there are."""
        return len(self.acks)

    def longest_gap(self, since: float) -> float:
        """The longest time without any acknowledgement after a moment, in seconds."""
        with self.lock:
            moments = [since, *sorted(ack.at for ack in self.acks if ack.at >= since), time.monotonic()]
        return max(after - before for before, after in pairwise(moments))

    def check(self, database: Database) -> None:
        """Compare what was acknowledged since the last check with the receipts, and last revisions with the answers."""
        with self.lock:
            fresh, self.checked = self.acks[self.checked :], len(self.acks)
            last = {(ack.attempt, ack.position): ack.revision for ack in self.acks}
        with database.session() as session:
            rows = select(Receipt.attempt_id, Receipt.position, Receipt.revision, Receipt.answer, Receipt.signature)
            wanted = {UUID(ack.attempt) for ack in fresh}
            kept = {
                (str(row[0]), row[1], row[2]): (row[3], row[4])
                for row in session.execute(rows.where(Receipt.attempt_id.in_(wanted)))
            }
            stored = {
                (str(attempt), position): revision
                for attempt, position, revision in session.execute(
                    select(Answer.attempt_id, Answer.position, Answer.revision)
                )
            }
        for ack in fresh:
            if kept.get((ack.attempt, ack.position, ack.revision)) != (ack.answer, ack.receipt):
                self.fault(f"lost: {ack.attempt} position {ack.position} revision {ack.revision}")
        for (attempt, position), revision in last.items():
            if stored.get((attempt, position), 0) < revision:
                self.fault(f"went back: {attempt} position {position} is at {stored.get((attempt, position), 0)}")

    def check_ends(self, database: Database) -> None:
        """Nothing stored late, one outcome for each attempt, receipts without a gap."""
        with database.session() as session:
            for attempt in session.scalars(select(Attempt)):
                if attempt.state != "graded":
                    self.fault(f"{attempt.id} is {attempt.state}")
                rows = session.scalars(select(Receipt).where(Receipt.attempt_id == attempt.id)).all()
                self._check_receipts(attempt, list(rows))
                names = Counter(session.scalars(select(AttemptEvent.name).where(AttemptEvent.attempt_id == attempt.id)))
                closings = names["exam.attempt.submitted"] + names["exam.attempt.expired"]
                if (closings, names["exam.attempt.graded"]) != (1, 1):
                    self.fault(f"{attempt.id} was closed {closings} times")

    def _check_receipts(self, attempt: Attempt, rows: list[Receipt]) -> None:
        if sorted(row.number for row in rows) != list(range(1, len(rows) + 1)):
            self.fault(f"{attempt.id}: receipts with a gap")
        if attempt.deadline is None:
            return
        last = attempt.deadline + timedelta(seconds=attempt.grace_seconds)
        late = [row.number for row in rows if row.saved_at > last]
        if late:
            self.fault(f"{attempt.id}: stored late: receipts {late}")
