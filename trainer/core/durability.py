"""Whether a database keeps what it acknowledges: the settings in force, and the disk it is on."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

NETWORKED = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.glusterfs", "ceph", "afs"})


class WeakDurability(RuntimeError):
    """The database could lose what it acknowledged, so nothing is served from it."""


def refuse_weak_durability(engine: Engine) -> None:
    """Raise WeakDurability when the settings in force could lose an acknowledged write.

    A database that cannot be reached yet is no reason to stay down: whoever asks is told until it is back.
    """
    try:
        with engine.connect() as connection:
            faults = durability_faults(connection)
    except OperationalError:
        return
    if faults:
        raise WeakDurability(f"This database could lose answers it has acknowledged. {'; '.join(faults)}.")


def durability_faults(connection: Connection) -> list[str]:
    """What of this database's settings could lose an acknowledged write; empty when nothing could."""
    if connection.dialect.name == "sqlite":
        return [*_sqlite_faults(connection), *_network_faults(connection.engine.url.database)]
    names = ("synchronous_commit", "fsync", "full_page_writes")
    shown = {name: str(connection.exec_driver_sql(f"SHOW {name}").scalar()) for name in names}
    return [f"{name} is off, and must be on" for name, value in shown.items() if value == "off"]


def _sqlite_faults(connection: Connection) -> list[str]:
    wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
    return [
        f"PRAGMA {name} is {found}, and must be {value}"
        for name, value in wanted.items()
        if (found := str(connection.exec_driver_sql(f"PRAGMA {name}").scalar())) != value
    ]


def _network_faults(path: str | None) -> list[str]:
    """SQLite's locks and its shared memory do not hold across a network."""
    kind = _filesystem(Path(path).resolve()) if path else None
    return [f"{path} is on a network file system ({kind}), and must be on a local disk"] if kind in NETWORKED else []


def _filesystem(path: Path) -> str | None:
    """The kind of file system a path is on, where this machine says so."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return None
    above = [(mount[1], mount[2]) for mount in mounts if path.is_relative_to(mount[1])]
    return max(above, key=lambda mount: len(mount[0]))[1] if above else None
