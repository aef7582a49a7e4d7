"""The signed lists that say which certificates are revoked and which are suspended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.db import Base


class StatusList(Base):
    """One published list: `storage_key` names its signed bytes, `places` is the SHA-256 of what is set in it.

    Two lists serve the certificates of one `status_list`: an even number for revocation, the odd one after it for
    suspension.
    """

    __tablename__ = "status_list"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    storage_key: Mapped[str] = mapped_column(String(64))
    places: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    valid_until: Mapped[datetime]
