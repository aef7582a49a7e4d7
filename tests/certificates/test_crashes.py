"""A crash after any step of issuing leaves one certificate, complete, once the job has run again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.certificates import build
from tests.certificates.test_issue import counts
from tests.certificates.workshop import workshop_of
from trainer.certificates.models import Certificate, StatusList
from trainer.certificates.service import Workshop, issue_pending
from trainer.core.db import Database
from trainer.storage import Storage
from trainer.transparency.models import LogEntry
from trainer.transparency.public_log import PublicLog


class Crash(BaseException):
    """The process ends here."""


@dataclass
class Fuse:
    """Ends the process after so many steps."""

    left: int

    def burn(self) -> None:
        self.left -= 1
        if not self.left:
            raise Crash


class FusedDatabase(Database):
    """A database after whose commits, or just before them, the process may end."""

    fuse: Fuse
    before: bool

    @contextmanager
    def write(self, session: Session | None = None) -> Iterator[Session]:
        with super().write(session) as own:
            yield own
            if self.before:
                own.flush()
                self.fuse.burn()
        if not self.before:
            self.fuse.burn()


@dataclass(frozen=True)
class FusedStorage:
    """A store after whose writes the process may end."""

    inner: Storage
    fuse: Fuse

    def put(self, data: bytes) -> str:
        key = self.inner.put(data)
        self.fuse.burn()
        return key

    def get(self, key: str) -> bytes:
        return self.inner.get(key)


@dataclass(frozen=True)
class FusedLog(PublicLog):
    """A log after whose growth the process may end."""

    fuse: Fuse = field(default_factory=lambda: Fuse(0))

    def sequence(self, *, now: datetime) -> int:
        placed = super().sequence(now=now)
        self.fuse.burn()
        return placed


def interrupted(database: FusedDatabase, whole: Workshop, steps: int, *, before: bool) -> bool:
    """Run the job until the fuse burns through; returns whether it did."""
    fuse = Fuse(steps)
    database.fuse, database.before = fuse, before
    log = FusedLog(database, whole.log.keys, whole.log.origin, whole.log.outside, fuse=fuse)
    try:
        issue_pending(database, replace(whole, storage=FusedStorage(whole.storage, fuse), log=log), now=NOON)
    except Crash:
        return True
    return False


@pytest.mark.parametrize("before", [False, True], ids=["after a commit", "before a commit"])
def test_one_complete_certificate_after_a_crash_at_any_step(
    database_url: str, keys: Path, tmp_path: Path, quick_pages: None, before: bool
) -> None:
    database, fused = Database(database_url), FusedDatabase(database_url)
    whole = workshop_of(database, keys, tmp_path)
    steps, is_over = 0, False
    while not is_over:
        steps += 1
        with database.write() as session:
            build.passed(session, f"Alice Ash {'I' * steps}")
        is_over = not interrupted(fused, whole, steps, before=before)
        issue_pending(database, whole, now=NOON)
        with database.session() as session:
            newest = session.scalars(select(Certificate).order_by(Certificate.id.desc())).first()
            assert newest is not None
            assert newest.pdf_key is not None
            assert newest.credential_key is not None
            assert newest.identifier.encode() in whole.storage.get(newest.pdf_key)
            entered = select(LogEntry.kind).where(LogEntry.key.startswith(f"certificate:{newest.id}:"))
            assert sorted(session.scalars(entered)) == ["document", "issued"]
    assert steps > 6
    assert counts(database) == (steps, steps, steps)
    assert not whole.log.audit().faults
    with database.session() as session:
        assert len(list(session.scalars(select(StatusList.number)))) == 2
    fused.engine.dispose()
    database.engine.dispose()
