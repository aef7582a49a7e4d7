"""Withdrawing a sign-off that was made in error: it stays on record, and counts for nothing from then on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.accounts.service import Part, require_apart
from trainer.audit import service as audit
from trainer.core.errors import Conflict, Invalid
from trainer.core.events import events
from trainer.practicals import queries
from trainer.practicals.events import PracticalWithdrawn
from trainer.practicals.models import PracticalWithdrawal
from trainer.web.permissions import Permission

OWN = "Nobody withdraws what was observed of themselves. A colleague does this."
LONGEST_REASON = 2000


def withdraw(
    session: Session, sign_off_id: int, *, reason: str, by: int, may_any: bool, now: datetime
) -> PracticalWithdrawal:
    """Withdraw a sign-off as its assessor, or as somebody who may withdraw any but those about themselves.

    Withdrawn again by the same person it is the withdrawal there is.
    """
    signed = queries.sign_off_for(session, sign_off_id, by=by, may_any=may_any)
    require_apart(session, Part(signed.person_id), Part(by, Permission.WITHDRAW_PRACTICALS), alone=OWN, now=now)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Invalid("Say what was wrong with it.")
    made = queries.withdrawal_of(session, sign_off_id)
    if made is None:
        made = PracticalWithdrawal(sign_off_id=sign_off_id, by_id=by, reason=reason, at=now)
        try:
            with session.begin_nested():
                session.add(made)
        except IntegrityError as error:
            raise Conflict("Somebody is withdrawing this sign-off just now.") from error
        detail = {"person": signed.person_id, "reason": reason}
        audit.record(
            session, "practicals.practical.withdrawn", f"practical:{sign_off_id}", by=by, now=now, detail=detail
        )
        events.tell(session, PracticalWithdrawn(sign_off_id, now))
    elif made.by_id != by:
        raise Conflict("This sign-off is withdrawn already.")
    return made
