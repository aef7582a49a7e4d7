"""Deciding on an attempt again: a corrected term in the place of the one that stands, until the same last day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from trainer.certificates import queries
from trainer.certificates.lots import Lot
from trainer.certificates.machine import MOVES
from trainer.certificates.models import Certificate
from trainer.certificates.service.begin import continued, write_term
from trainer.certificates.service.book import Grounds
from trainer.certificates.service.decide import locked_standing, write_decision
from trainer.certificates.service.life import repeat_of, require_origin, require_right
from trainer.certificates.service.record import Issuer
from trainer.core import clock
from trainer.core.errors import Conflict

AGAIN = MOVES["again"]


def decide_again(
    session: Session, certificate_id: int, grounds: Grounds, issuer: Issuer, *, chance: int, now: datetime,
    seen: int | None = None,
) -> Certificate:  # fmt: skip
    """Check every gate of the same attempt anew and begin the term that follows; Conflict while one is shut.

    What has changed since - a practical, the name on the register - is in the new record. Nothing was examined anew,
    so the last day stays. The same asked again gives the term it led to.
    """
    earlier = queries.decision_of(session, queries.certificate(session, certificate_id))
    standing = locked_standing(session, earlier.attempt_id, now=now)
    certificate = queries.locked(session, certificate_id)
    require_right(session, certificate, AGAIN, grounds)
    if repeat_of(session, certificate, AGAIN, grounds, seen) is not None:
        return session.get_one(Certificate, certificate.superseded_by_id)
    require_origin(certificate, AGAIN)
    if clock.day_of(now, certificate.record["zone"]) > certificate.expires_on:
        raise Conflict("The term is over. A new one takes a new pass.")
    if not standing.is_open:
        raise Conflict(" ".join(gate.says for gate in standing.shut))
    decision = write_decision(session, standing, now=now, number=earlier.number + 1)
    if decision is None:
        raise Conflict("This attempt is being decided again just now. Look at it in a moment.")
    lot = Lot(chance)
    term = continued(certificate, standing, lot, issuer, now)
    return write_term(session, standing, decision, lot, term, issuer, earlier=certificate, now=now, grounds=grounds)
