"""What issuing works with, beside the database."""

from __future__ import annotations

from dataclasses import dataclass

from trainer.certificates.service.record import Issuer
from trainer.credentials import did_of
from trainer.keys import Keys
from trainer.storage import Storage
from trainer.transparency.public_log import PublicLog


@dataclass(frozen=True)
class Workshop:
    """The store, the facts of the installation, and the public log with its keys and its timestamp authority."""

    storage: Storage
    issuer: Issuer
    log: PublicLog

    @property
    def keys(self) -> Keys:
        """What signs."""
        return self.log.keys

    @property
    def did(self) -> str:
        """The identifier under which the issuer's keys are published."""
        return did_of(self.issuer.base_url)
