"""Keys for programs that verify much: made and ended by operators, told by their digests alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.audit import service as audit
from trainer.certificates.models import ApiKey
from trainer.core import ids
from trainer.core.errors import Conflict, NotFound


def make(session: Session, name: str, *, now: datetime) -> str:
    """A new key for somebody, told this once; Conflict when the name was ever given."""
    key = ids.new_token()
    row = ApiKey(name=name, digest=ids.fingerprint(key), made_at=now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise Conflict("There is or was a key of this name. Choose another.") from error
    audit.record(session, "certificates.api_key.made", f"api_key:{row.id}", by=None, now=now, detail={"name": name})
    return key


def end(session: Session, name: str, *, now: datetime) -> None:
    """Let a key open nothing more; again changes nothing. NotFound when there is none of this name."""
    row = session.scalar(select(ApiKey).where(ApiKey.name == name))
    if row is None:
        raise NotFound("There is no key of this name.")
    if row.ended_at is None:
        row.ended_at = now
        audit.record(
            session, "certificates.api_key.ended", f"api_key:{row.id}", by=None, now=now, detail={"name": name}
        )


def every(session: Session) -> list[ApiKey]:
    """Every key there ever was, oldest first."""
    return list(session.scalars(select(ApiKey).order_by(ApiKey.id)))


def good(session: Session, key: str) -> ApiKey | None:
    """The row of this key, while it opens anything."""
    return session.scalar(select(ApiKey).where(ApiKey.digest == ids.fingerprint(key), ApiKey.ended_at.is_(None)))


def names(session: Session, numbers: Iterable[int]) -> dict[int, str]:
    """Whose the keys with these numbers are, or were."""
    return dict(session.execute(select(ApiKey.id, ApiKey.name).where(ApiKey.id.in_(list(numbers)))).all())
