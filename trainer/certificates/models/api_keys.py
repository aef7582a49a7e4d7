"""Keys with which programs may ask more often."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.db import Base


class ApiKey(Base):
    """One key: whose it is, and the SHA-256 of it; the key itself is shown once and kept nowhere."""

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
