"""A log to test with: its own keys, its own folder outside, and events to enter."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from trainer.core.db import Database
from trainer.keys.provider import Keys, NoKeys, PublicKey, Use
from trainer.transparency.entries import Entry
from trainer.transparency.service import enter, sequence

ORIGIN = "log.example/log"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass(frozen=True)
class LogKey:
    """A key made from its name, the same in every process."""

    name: str
    since: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    compromised_at: datetime | None = None

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(sha256(self.name.encode()).digest())

    @property
    def public(self) -> PublicKey:
        raw = base64.urlsafe_b64encode(self.private.public_key().public_bytes_raw()).decode().rstrip("=")
        jwk: Mapping[str, str] = {"kty": "OKP", "crv": "Ed25519", "x": raw}
        return PublicKey(Use.LOG, self.name, jwk, self.since, compromised_at=self.compromised_at)

    def sign(self, data: bytes) -> bytes:
        return self.private.sign(data)


@dataclass
class LogKeys:
    """The keys of the log, the newest last."""

    keys: list[LogKey] = field(default_factory=lambda: [LogKey("log-1")])

    def current(self, use: Use) -> LogKey:
        if use is not Use.LOG or not self.keys:
            raise NoKeys(use)
        return self.keys[-1]

    def every(self, use: Use) -> tuple[PublicKey, ...]:
        return tuple(key.public for key in self.keys if use is Use.LOG)

    def rotate(self, since: datetime) -> None:
        self.keys.append(LogKey(f"log-{len(self.keys) + 1}", since))

    def chain(self, name: str) -> tuple[bytes, ...]:
        raise NoKeys(name)

    def revoked(self) -> bytes:
        raise NoKeys("none")


def entry(number: int) -> Entry:
    digest = sha256(str(number).encode()).hexdigest()
    return Entry(f"certificate:{number}:issued", "issued", digest, digest[::-1], NOW)


@dataclass
class Log:
    """A log in a database, with a folder outside of it."""

    database: Database
    outside: Path
    keys: Keys = field(default_factory=LogKeys)
    origin: str = ORIGIN
    entered: int = 0

    def enter(self, count: int, *, now: datetime = NOW) -> None:
        with self.database.write() as session:
            for number in range(self.entered, self.entered + count):
                enter(session, entry(number), now=now)
        self.entered += count

    def sequence(self, *, now: datetime = NOW) -> int:
        return sequence(self.database, self.keys, self.origin, now=now, outside=self.outside)

    def grow(self, *counts: int, now: datetime = NOW) -> Log:
        """Enter and place some entries, and again, a checkpoint each time."""
        for count in counts:
            self.enter(count, now=now)
            self.sequence(now=now)
        return self

    def unguarded(self, *statements: str) -> None:
        """Change rows as somebody with the disk would: with neither triggers nor foreign keys in the way."""
        if not self.database.is_sqlite:
            with self.database.write() as session:
                session.execute(text("SET LOCAL session_replication_role = replica"))
                for statement in statements:
                    session.execute(text(statement))
            return
        with closing(sqlite3.connect(str(self.database.engine.url.database))) as disk, disk:
            for (name,) in disk.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                disk.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                disk.execute(statement)
