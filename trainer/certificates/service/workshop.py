"""What issuing works with, beside the database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from trainer.certificates.service.record import Issuer
from trainer.credentials import did_of
from trainer.keys import Keys
from trainer.storage import Storage


@dataclass(frozen=True)
class Workshop:
    """The store, the keys, the facts of the installation, and what the log needs.

    `memory` is the file outside the database that remembers the log's last checkpoint; `tsa` is the address of a
    timestamp authority, if there is one.
    """

    storage: Storage
    keys: Keys
    issuer: Issuer
    origin: str
    memory: Path
    tsa: str | None = None

    @property
    def did(self) -> str:
        """The identifier under which the issuer's keys are published."""
        return did_of(self.issuer.base_url)
