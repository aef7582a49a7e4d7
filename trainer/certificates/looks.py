"""Who looked at a certificate: counts by day, door and API key, gathered in memory and written a few seconds later.

Looking changes nothing, so whoever looks never waits for a write. A process that dies loses a few seconds of counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from threading import Lock, Timer

import structlog
from flask import Flask, current_app
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from trainer.certificates.models import VerificationLook
from trainer.core.db import Database
from trainer.core.errors import Unavailable

log = structlog.get_logger()
SECONDS = 5.0
Look = tuple[int, date, str]


class Door(StrEnum):
    """How somebody came to a verdict or to a file."""

    PAGE = "page"
    LINK = "link"
    UPLOAD = "upload"
    API = "api"
    BATCH = "batch"
    FILE = "file"


WORDS = {
    Door.PAGE: "Its page", Door.LINK: "A link of yours", Door.UPLOAD: "A file sent to us",
    Door.API: "Another program", Door.BATCH: "A list of many", Door.FILE: "A file taken from here",
}  # fmt: skip


def marked(door: Door, key: int | None) -> str:
    """A door as it is written down: with the number of the API key where there was one."""
    return f"{door.value}:{key}" if key else door.value


def key_of(mark: str) -> int | None:
    """The number of the API key in what `marked` wrote."""
    key = mark.partition(":")[2]
    return int(key) if key else None


def of_keys(looks: Iterable[VerificationLook]) -> Counter[int]:
    """How often whoever bore each API key looked, by its number."""
    found: Counter[int] = Counter()
    for look in looks:
        key = key_of(look.door)
        if key is not None:
            found[key] += look.count
    return found


def words_of(mark: str, names: Mapping[int, str]) -> str:
    """Through which door somebody looked, in words; of an API key also whose it is."""
    key = key_of(mark)
    return WORDS[Door(mark)] if key is None else f"{names[key]}, by its key"


class Looks:
    """The looks that this process has seen and not yet written."""

    def __init__(self, database: Database, seconds: float = SECONDS) -> None:
        self.database = database
        self.seconds = seconds
        self._lock = Lock()
        self._seen: Counter[Look] = Counter()
        self._timer: Timer | None = None

    def add(self, look: Look) -> None:
        """Count a look; it is written within seconds."""
        with self._lock:
            self._seen[look] += 1
            if self._timer is None:
                self._timer = Timer(self.seconds, self.write)
                self._timer.daemon = True
                self._timer.start()

    def write(self) -> None:
        """Write what was counted; where the database does not answer, the next look tries again."""
        with self._lock:
            seen, self._seen = self._seen, Counter()
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None
        if not seen:
            return
        try:
            with self.database.write() as session:
                write_down(session, seen)
        except (DBAPIError, Unavailable) as error:
            log.warning("certificates.looks_wait", looks=seen.total(), trouble=str(error))
            with self._lock:
                self._seen += seen


def write_down(session: Session, seen: Mapping[Look, int]) -> None:
    """Add these looks to those of the same day and door, whoever else writes them at the same time."""
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    insert = make(VerificationLook)
    rows = [
        {"certificate_id": certificate, "day": day, "door": door, "count": count}
        for (certificate, day, door), count in sorted(seen.items())
    ]
    whole = {"count": VerificationLook.count + insert.excluded["count"]}
    session.execute(insert.on_conflict_do_update(index_elements=["certificate_id", "day", "door"], set_=whole), rows)


def init_app(app: Flask, database: Database) -> None:
    """Keep the counts of one application."""
    app.extensions["trainer.looks"] = Looks(database)


def looks() -> Looks:
    """The counts of the application that serves this request."""
    found: Looks = current_app.extensions["trainer.looks"]
    return found
