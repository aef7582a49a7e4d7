"""The public log of one installation: what it is called, who signs for it, and where it is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy.orm import Session

from trainer.core.db import Database, after_commit
from trainer.core.events import Hearer
from trainer.jobs import Jobs
from trainer.keys.provider import Keys, NoKeys, Use
from trainer.keys.trust import handed_out
from trainer.transparency import memory, service
from trainer.transparency.audit import audit
from trainer.transparency.checkpoint import verifiers
from trainer.transparency.export import behind, export
from trainer.transparency.note import PLAIN, Verifier
from trainer.transparency.regrowing import Report

SEQUENCE = "log.sequence"


@dataclass(frozen=True)
class PublicLog:
    """The log with all it needs; `authority` is who timestamps checkpoints, where anybody does.

    `authority_roots` are the certificates in DER that its timestamps go back to, and those of authorities before it;
    `mirror` is a folder in which the log is kept as plain files too.
    """

    database: Database
    keys: Keys
    origin: str
    outside: Path
    authority: str | None = None
    authority_roots: tuple[bytes, ...] = ()
    mirror: Path | None = None

    def sequence(self, *, now: datetime) -> int:
        """Give what waits its places; returns how many."""
        return service.sequence(self.database, self.keys, self.origin, now=now, outside=self.outside)

    def stamp(self, *, now: datetime, at_once: bool = False) -> int:
        """Have the last checkpoint timestamped when it is time; returns how many timestamps were made."""
        if self.authority is None:
            return 0
        return service.stamp(self.database, self.authority, now=now, at_once=at_once, roots=self.authority_roots)

    def export(self) -> int:
        """Write into the mirror what it lacks; returns how many files.

        Raises Differs rather than change its past, and Missing where the log is damaged.
        """
        if self.mirror is None:
            return 0
        with self.database.session() as session:
            return export(session, self.mirror)

    def behind(self, *, now: datetime) -> str | None:
        """Why the mirror does not follow, in words; None when it does, or there is none."""
        if self.mirror is None:
            return None
        with self.database.session() as session:
            return behind(session, self.mirror, now=now)

    def audit(self) -> Report:
        """Derive everything again."""
        with self.database.session() as session:
            return audit(session, self.keys, self.origin, self.outside, self.authority_roots)

    def verifiers(self) -> list[Verifier]:
        """The keys that check its checkpoints, the newest first; none before the first was made."""
        try:
            keys = self.keys.every(Use.LOG)
        except NoKeys:
            return []
        return [verifier for verifier in verifiers(self.origin, handed_out(keys)) if verifier.kind == PLAIN]

    def differences(self) -> list[str]:
        """How the tree differs from what was published; empty when it does not."""
        kept = memory.recall(self.outside)
        with self.database.session() as session:
            return service.differences(session, self.keys, self.origin, kept)


def init_app(app: Flask, log: PublicLog) -> None:
    """Keep the log with the application."""
    app.extensions["public-log"] = log


def public_log() -> PublicLog:
    """The log of the application that serves this request."""
    found: PublicLog = current_app.extensions["public-log"]
    return found


def hearer(jobs: Jobs) -> Hearer:
    """A hearer of entries: once they are committed, the worker gives them their places."""

    def tell(session: Session, _event: Any) -> None:
        after_commit(session, lambda: jobs.tell(SEQUENCE))

    return tell
