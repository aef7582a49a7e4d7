"""Files by what they hold: the key of a file is the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

KEY = re.compile(r"^[0-9a-f]{64}$")


class Storage(Protocol):
    """Keeps bytes."""

    def put(self, data: bytes) -> str:
        """Keep `data` and return its key."""

    def get(self, key: str) -> bytes:
        """The bytes under `key`, checked against it; KeyError when there are none."""


class FolderStorage:
    """A folder, two letters deep; a file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        key = hashlib.sha256(data).hexdigest()
        path = self._path(key)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(path)
        return key

    def get(self, key: str) -> bytes:
        try:
            data = self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise KeyError(key) from error
        if hashlib.sha256(data).hexdigest() != key:
            raise KeyError(f"{key}: the stored bytes were changed")
        return data

    def _path(self, key: str) -> Path:
        if not KEY.match(key):
            raise KeyError(key)
        return self.folder / key[:2] / key


def make_storage(url: str) -> Storage:
    """The storage behind a `file://` address; ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme != "file":
        raise ValueError("TRAINER_STORAGE_URL begins with file://")
    return FolderStorage(Path(parts.path))
