"""Passes that are no certificate yet, as those who look after certificates see them: what each waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.certificates import gates, queries
from trainer.certificates.gates import Gate, Standing

LICENSED, ANYBODY = "licensed", "anybody"
WHOSE = {LICENSED: "People with a verified licence", ANYBODY: "Everybody"}


@dataclass(frozen=True)
class Wait:
    """What a shut gate means to those who look after certificates: what lacks, and whose turn it is."""

    says: str
    turn: str


WAITS = {
    "pass": Wait("The follow-up exam that the pass rested on was made void", "An administrator's"),
    "licence": Wait("No verified licence that has not expired", "The person's, then a registrar's"),
    "modules": Wait("Not every module is done", "The person's"),
    "name": Wait("The name of record cannot be printed", "The person's, or a registrar's"),
    "words": Wait("A text of the course or a name of an assessor cannot be printed", "Ours"),
    "keys": Wait("The account may see the keys of the exam", "An administrator's"),
    "objections": Wait("An objection is open", "A registrar's"),
    "undisputed": Wait("A question about the present certificate is open", "A registrar's"),
    "conduct": Wait("A certificate was ended for conduct after the exam had begun", "Nobody's: it leads to none"),
    "newest": Wait("A later pass has led to a certificate", "Nobody's: it leads to none"),
}
"""By the name of the gate. What a certificate says without a practical shuts no gate."""


@dataclass(frozen=True)
class Row:
    """One pass, with every gate as it stands now."""

    standing: Standing

    @property
    def waits(self) -> list[tuple[Gate, Wait]]:
        """What it waits for; nothing when the certificate is about to be made. A name comes with the licence."""
        shut = self.standing.shut
        follows = {"name"} if any(gate.name == "licence" for gate in shut) else set()
        return [(gate, WAITS[gate.name]) for gate in shut if gate.name not in follows]

    @property
    def turns(self) -> list[str]:
        """Whose turn it is, each once."""
        return list(dict.fromkeys(wait.turn for _, wait in self.waits))


def how_many(session: Session, whose: str) -> int:
    """How many passes are no certificate yet."""
    query = queries.undecided(licensed=whose == LICENSED).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(query)) or 0


def rows(session: Session, whose: str, *, now: datetime, offset: int, limit: int) -> list[Row]:
    """A stretch of them, the oldest first."""
    query = queries.undecided(licensed=whose == LICENSED).offset(offset).limit(limit)
    return [Row(gates.standing(session, attempt, now=now)) for attempt in session.scalars(query)]
