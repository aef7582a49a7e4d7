"""What a gate is, and the gates that exams of several kinds share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from trainer.exams import queries
from trainer.exams.machine import State
from trainer.exams.models import Attempt
from trainer.licensing import queries as licensing
from trainer.web.permissions import SEES_KEYS, Permission, Role, permissions_of


@dataclass(frozen=True)
class Gate:
    """One condition: whether it is met, what to say about it, and where to go; `links` name several places."""

    name: str
    is_open: bool
    says: str
    url: str
    links: tuple[tuple[str, str], ...] = ()


def counting(attempts: Sequence[Attempt]) -> list[Attempt]:
    """The attempts that count: all but the void ones."""
    return [attempt for attempt in attempts if attempt.state != State.VOID]


def account(session: Session, person_id: int, roles: frozenset[Role]) -> Gate:
    """The account is a clinician's who has not seen the keys."""
    held = permissions_of(roles)
    if Permission.SIT_EXAMS not in held:
        return Gate(
            "account", False, "The final exam is for clinicians; this account is not a clinician's.", "/account"
        )
    if held & SEES_KEYS or queries.has_written_items(session, person_id):
        says = "Whoever can see or has written exam items cannot be certified by them."
        return Gate("account", False, says, "/account")
    return Gate("account", True, "You sit this exam as a clinician who has not seen its keys.", "/account")


def licence(session: Session, person_id: int, now: datetime) -> Gate:
    """A licence is verified and has not expired."""
    if licensing.eligible_licence(session, person_id, now=now) is not None:
        return Gate("licence", True, "Your licence is verified and current.", "/licence")
    says = "A verified licence that has not expired is needed. State yours, or see how far its check is."
    return Gate("licence", False, says, "/licence")


def moment(at: datetime) -> str:
    """A moment as a gate says it."""
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
