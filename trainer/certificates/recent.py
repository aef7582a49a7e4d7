"""The verifications made last, kept for a few seconds: whoever asks again is told when the checks were made."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from trainer.certificates.models import Certificate, CertificateEvent
from trainer.certificates.service.workshop import Workshop
from trainer.certificates.verification import NOTHING, Verification, verify
from trainer.core.errors import NotFound
from trainer.core.keep import Shelf

SECONDS = 10
"""How long a verification is told again. A day ends with such a span in every zone, so none outlives its day."""
KEPT = 512
_shelf: Shelf[Hashable, Verification] = Shelf(KEPT)


def _marking() -> Select[Any]:
    """Of tables, not of classes: asking by classes takes half as long again."""
    this, event = Certificate.__table__.c, CertificateEvent.__table__.c
    term = Certificate.__table__.alias().c
    of_series = select(term.id).where(term.series_id == this.series_id)
    shown = select(func.count(term.id)).where(term.series_id == this.series_id, term.paused_at.is_(None))
    last = select(func.max(event.id)).where(event.certificate_id.in_(of_series))
    columns = (this.id, this.state, this.credential_key, this.pdf_key)
    query = select(*columns, shown.scalar_subquery(), last.scalar_subquery())
    return query.where(this.identifier == bindparam("identifier"), this.paused_at.is_(None))


MARK = _marking()
"""Put together once: that takes ten times as long as asking it."""


def recent(session: Session, identifier: str, workshop: Workshop, *, now: datetime) -> Verification:
    """What `verify` says, made at most SECONDS ago and before nothing that has happened to any term since."""
    key = (identifier, mark(session, identifier), int(now.timestamp()) // SECONDS)
    engine = session.get_bind().engine
    return _shelf.get(engine, key) or _shelf.put(engine, key, verify(session, identifier, workshop, now=now))


def mark(session: Session, identifier: str) -> Hashable:
    """What changes with whatever happens to a term or to another of its series; NotFound when nothing can be shown.

    One statement, the same for what was never issued and what its holder has paused.
    """
    row = session.execute(MARK, {"identifier": identifier}).one_or_none()
    if row is None:
        raise NotFound(NOTHING)
    return tuple(row)
