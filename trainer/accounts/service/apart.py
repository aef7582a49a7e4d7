"""Whether two people are two: a right that was granted lately speaks for whoever granted it too.

Whatever takes two people, or is not to be decided in one's own matter, asks here: with a second account and a role for
it, somebody who grants roles would be both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts.models import PersonRole
from trainer.accounts.rules import ROLE_SETTLES
from trainer.core import clock
from trainer.core.errors import Refused
from trainer.web.permissions import GRANTS, Permission, Role

FOREVER = datetime.max.replace(tzinfo=UTC)
ANYBODY = 0
"""Who granted a right and may grant none any more: it is not known who had given it to them."""


@dataclass(frozen=True)
class Part:
    """Somebody who takes part, and the right by which they do; none where the matter is their own."""

    person_id: int
    right: Permission | None = None


def require_apart(
    session: Session, one: Part, other: Part, *, alone: str, now: datetime, zone: str = "UTC"
) -> None:  # fmt: skip
    """Raise Refused when these are one person, in the words of `alone`, or when one speaks for both for a while yet."""
    if one.person_id == other.person_id:
        raise Refused(alone)
    if (free := apart_from(session, one, other, now=now)) is not None:
        raise Refused(not_yet(free, zone))


def not_yet(free: datetime, zone: str = "UTC") -> str:
    """Why two people do not count as two, and from when on they do."""
    return (
        "This takes two people who stand apart. One of you was given the right to it by the other, or both by the same "
        f"person, less than {ROLE_SETTLES.days} days ago. It counts from {clock.in_words(free, zone)} on. "
        "Somebody else who has had the right for longer, such as another registrar, can do it at once."
    )


def apart_from(session: Session, one: Part, other: Part, *, now: datetime) -> datetime | None:
    """From when on two people stand apart: nobody speaks through both. None when they do."""
    first, second = _speaking(session, one, now), _speaking(session, other, now)
    shared = [min(first[who], second[who]) for who in first.keys() & second.keys()]
    shared += [behind[ANYBODY] for behind in (first, second) if ANYBODY in behind]
    return max(shared, default=None)


def _speaking(session: Session, part: Part, now: datetime, met: frozenset[int] = frozenset()) -> dict[int, datetime]:
    """Everybody who speaks through somebody, each with until when: themselves, and whoever lately granted the right."""
    found = {part.person_id: FOREVER}
    for row in _fresh(session, part, now):
        granter = row.granted_by_id or ANYBODY
        for who, until in _granting(session, granter, now, met | {part.person_id}).items():
            ends = min(until, row.granted_at + ROLE_SETTLES)
            found[who] = max(found.get(who, ends), ends)
    return found


def _granting(session: Session, granter: int, now: datetime, met: frozenset[int]) -> dict[int, datetime]:
    """Everybody who speaks through whoever granted a right."""
    if granter in met:
        return {granter: FOREVER}
    found = _speaking(session, Part(granter, Permission.GRANT_ROLES), now, met)
    return found if _roles_with(session, granter, Permission.GRANT_ROLES) else found | {ANYBODY: FOREVER}


def _fresh(session: Session, part: Part, now: datetime) -> list[PersonRole]:
    """The roles that carry a right, as long as none of them is settled or given by the operator."""
    roles = _roles_with(session, part.person_id, part.right)
    settled = [row for row in roles if row.granted_by_id is None or now - row.granted_at >= ROLE_SETTLES]
    return [] if settled else roles


def _roles_with(session: Session, person_id: int, right: Permission | None) -> list[PersonRole]:
    held = session.scalars(select(PersonRole).where(PersonRole.person_id == person_id))
    return [row for row in held if right in GRANTS[Role(row.role)]]
