"""Keys for a development machine: made without being asked for, and older than the past that a demonstration tells."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from trainer.keys import health, life, making, ring
from trainer.keys.authority import Issuer
from trainer.keys.files import FileKeys
from trainer.keys.vault import KeysExist

PAST = timedelta(days=3 * 365)


def provide(keys: FileKeys, root_folder: Path, issuer: Issuer, *, now: datetime) -> None:
    """Make the keys where there are none, and sign lists of revoked certificates that are no longer current."""
    if not ring.path(keys.folder).exists():
        with suppress(KeysExist):  # another process was first
            making.create(keys, root_folder, issuer, now=now - PAST)
    if list(health.stale(keys, now)):
        life.refresh_crl(keys, now=now)
