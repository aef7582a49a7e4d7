"""Deciding on an attempt again: a term in the place of the one that stands, or stood before one withdrawn since."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from trainer.certificates import queries
from trainer.certificates.lots import Lot
from trainer.certificates.machine import MOVES, RESTORED
from trainer.certificates.models import Certificate
from trainer.certificates.rules import State
from trainer.certificates.service.begin import continued, write_term
from trainer.certificates.service.book import Grounds
from trainer.certificates.service.decide import locked_standing, write_decision
from trainer.certificates.service.life import repeat_of, require_origin, require_right
from trainer.certificates.service.record import Issuer
from trainer.core import clock
from trainer.core.errors import Conflict, Invalid

AGAIN = MOVES["again"]


def decide_again(
    session: Session, certificate_id: int, grounds: Grounds, issuer: Issuer, *, chance: int, now: datetime,
    seen: int | None = None,
) -> Certificate:  # fmt: skip
    """Check every gate of the same attempt anew and begin the term that follows; Conflict while one is shut.

    What has changed since - a practical, the name on the register - is in the new record. Nothing was examined anew,
    so the last day stays. A superseded term may be followed by another one once the term that followed is withdrawn.
    The same asked again gives the term it led to.
    """
    earlier = queries.decision_of(session, queries.certificate(session, certificate_id))
    standing = locked_standing(session, earlier.attempt_id, now=now)
    certificate = queries.locked(session, certificate_id)
    require_right(session, certificate, AGAIN, grounds, now=now)
    if repeat_of(session, certificate, AGAIN, grounds, seen) is not None:
        return session.get_one(Certificate, certificate.superseded_by_id)
    _require_place(session, certificate, grounds, now)
    if not standing.is_open:
        raise Conflict(" ".join(gate.says for gate in standing.shut))
    decision = write_decision(session, standing, now=now, number=queries.last_number(session, earlier.attempt_id) + 1)
    if decision is None:
        raise Conflict("This attempt is being decided again just now. Look at it in a moment.")
    lot = Lot(chance)
    term = continued(certificate, standing, lot, issuer, now)
    return write_term(session, standing, decision, lot, term, issuer, earlier=certificate, now=now, grounds=grounds)


def _require_place(session: Session, certificate: Certificate, grounds: Grounds, now: datetime) -> None:
    """Raise unless a term can follow this one today: it stands, or what followed it was withdrawn."""
    require_origin(certificate, AGAIN)
    today = clock.day_of(now, certificate.record["zone"])
    if today > certificate.expires_on:
        raise Conflict("The term is over. A new one takes a new pass.")
    is_superseded = certificate.state == State.SUPERSEDED.value
    if is_superseded and not queries.may_return(session, certificate, today):
        raise Conflict(
            "The certificate is superseded, and from there it is decided again only when the term that followed is"
            " withdrawn and no other has taken its place."
        )
    if grounds.reason == RESTORED and not is_superseded:
        raise Invalid("Choose another reason: no term that followed this one was withdrawn.")
