"""Issuing in a test: the workshop of a database, with keys of its own and a log."""

from __future__ import annotations

from pathlib import Path

from tests.certificates import build
from trainer.certificates.service import Workshop
from trainer.core import clock
from trainer.core.db import Database
from trainer.keys import FileKeys
from trainer.keys.development import provide
from trainer.storage import FolderStorage, Storage
from trainer.transparency.checkpoint import origin_of
from trainer.transparency.public_log import PublicLog
from trainer.web.services import issuer_of


def keys_in(folder: Path) -> FileKeys:
    """The keys of this test process, made when they are first needed."""
    keys = FileKeys(folder)
    provide(keys, folder / "offline-root", issuer_of(build.FACTS), now=clock.now())
    return keys


def workshop_of(database: Database, keys: Path, folder: Path, storage: Storage | None = None) -> Workshop:
    """What issues the certificates of a database; files and the log's memory are kept in `folder`."""
    log = PublicLog(database, keys_in(keys), origin_of(build.FACTS.base_url), folder / "log")
    return Workshop(storage or FolderStorage(folder / "files"), build.FACTS, log)
