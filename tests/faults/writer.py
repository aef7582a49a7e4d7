"""A process that saves answers through the product's own service, and says after each commit what it acknowledged.

`python -m tests.faults.writer DATABASE ATTEMPT PERSON SAVES ACKS [SYNCHRONOUS]`
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import event

import trainer.app  # noqa: F401 - every table is known
from tests.faults.answers import some_answer
from trainer.core import clock
from trainer.core.db import Database
from trainer.exams import queries, service, signing
from trainer.exams.service import Save


def weaken(database: Database, synchronous: str) -> None:
    """Set SQLite to a durability the product refuses, to see that the harness notices."""

    @event.listens_for(database.engine, "connect")
    def _(connection: object, _record: object) -> None:
        connection.execute(f"PRAGMA synchronous={synchronous}")


def main(url: str, attempt: str, person: str, saves: str, acks: str, synchronous: str = "FULL") -> None:
    """Save one answer after the other; each acknowledgement is one line written after its commit."""
    signing.keep_in(Path(acks).parent / "keys")
    database = Database(url)
    if synchronous != "FULL":
        weaken(database, synchronous)
    attempt_id, chance = UUID(attempt), Random(1)
    with database.session() as session:
        entries = queries.paper_items(session, attempt_id)
    revisions = dict.fromkeys(range(1, len(entries) + 1), 0)
    told = os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in range(int(saves)):
        entry = entries[chance.randrange(len(entries))]
        position = entry["position"]
        revisions[position] += 1
        sent = Save(position, some_answer(entry, chance), False, revisions[position])
        with database.write() as session:
            saved = service.save(session, attempt_id, sent, by=int(person), now=clock.now())
        if saved is None:
            raise SystemExit("the attempt was closed")
        os.write(told, f"{number} {position} {saved.revision}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
