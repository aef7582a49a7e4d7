"""What has happened to a term since somebody looked at it: nobody decides on what they did not see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.certificates import queries
from trainer.certificates.machine import HAPPENED, MOVES, Move
from trainer.certificates.models import Certificate, CertificateEvent, CertificateMotion
from trainer.core import clock
from trainer.core.errors import Conflict
from trainer.documents import written_day
from trainer.transparency.entries import Kind

Step = tuple[datetime, str]
"""When something happened, and what."""


class Stale(Conflict):
    """Something has happened that whoever asks did not know of; `seen` is how much they know of once they are told."""

    def __init__(self, certificate: Certificate, missed: Sequence[Step], seen: int) -> None:
        zone = certificate.record["zone"]
        told = (f"{says.lower()} on {written_day(clock.day_of(at, zone).isoformat())}" for at, says in missed)
        what = f": {'; '.join(told)}" if missed else ""
        super().__init__(
            f"Something has happened to this certificate since you opened the page{what}. Look at it again first."
        )
        self.seen = seen


def how_much(session: Session, certificate_id: int, step: Move) -> int:
    """How much there is to know of for a move: the events, and for what takes two the decided proposals as well."""
    return len(steps(session, certificate_id)) if step.second else queries.how_many_events(session, certificate_id)


def steps(session: Session, certificate_id: int) -> list[Step]:
    """What has happened to a term and what became of proposals, in order."""
    decided = select(CertificateMotion).where(
        CertificateMotion.certificate_id == certificate_id, CertificateMotion.decided_at.is_not(None)
    )
    found = happened(queries.events_of(session, certificate_id))
    for motion in session.scalars(decided.order_by(CertificateMotion.id)):
        outcome = (motion.outcome or "").replace("_", " ")
        found.append((motion.decided_at or motion.proposed_at, f"Proposal to {MOVES[motion.verb].words} {outcome}"))
    return sorted(found, key=lambda step: step[0])


def happened(events: Sequence[CertificateEvent]) -> list[Step]:
    """These events in words."""
    return [(event.at, HAPPENED[Kind(event.kind)]) for event in events]


def require_seen(certificate: Certificate, found: Sequence[Step], seen: int | None) -> None:
    """Raise Stale, with what happened since, when somebody knew of another number of steps than there are."""
    if seen is not None and seen != len(found):
        raise Stale(certificate, found[seen:] if seen >= 0 else found, len(found))
