"""Writing files that last: whole or not at all, and through a loss of power."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWN = 0o600
"""Only its owner may read or write it."""


def write_once(path: Path, data: bytes, *, mode: int = OWN) -> bool:
    """Write a new file under its name unless something is there already; whether it was written."""
    written = _written_beside(path, data, mode)
    try:
        os.link(written, path)
    except FileExistsError:
        return False
    finally:
        written.unlink()
        settle(path.parent)
    return True


def replace(path: Path, data: bytes, *, mode: int = OWN) -> None:
    """Write a file in place of the one that has its name; whoever reads meanwhile reads one of them whole."""
    _written_beside(path, data, mode).replace(path)
    settle(path.parent)


def settle(folder: Path) -> None:
    """Make the names in a folder last through a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process changes this folder, and keep others waiting; the folder is made when missing."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, OWN)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _written_beside(path: Path, data: bytes, mode: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return written
