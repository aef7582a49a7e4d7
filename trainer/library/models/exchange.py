"""Files of items that were sent in: where each stands between its reading and its import."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.db import Base


class ItemImport(Base):
    """One file on its way into the bank. `state` is waiting, looking, looked, wanted, taking, done or failed.

    `file_key` and `report_key` name the file and the newest report in the storage. `read_count` is how many items have
    been read so far, `touched_at` when that was last put down: a reading that nobody touched for long begins anew.
    """

    __tablename__ = "item_import"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    file_key: Mapped[str] = mapped_column(String(64))
    report_key: Mapped[str | None] = mapped_column(String(64))
    format: Mapped[str] = mapped_column(String(20))
    bank: Mapped[str] = mapped_column(String(40))
    domain: Mapped[str] = mapped_column(String(4))
    use: Mapped[str] = mapped_column(String(10))
    is_partial: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), index=True)
    read_count: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    touched_at: Mapped[datetime]
