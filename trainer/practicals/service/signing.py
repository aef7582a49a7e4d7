"""Signing an observed practical."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.accounts.service import Part, require_apart
from trainer.audit import service as audit
from trainer.core import clock
from trainer.core.errors import Invalid, Refused
from trainer.licensing import queries as licences
from trainer.practicals.models import PracticalSignOff
from trainer.practicals.rules import (
    every_skill,
    may_have_been_observed_on,
    missing_skills,
    needle_fault,
    regions_in_order,
)
from trainer.practicals.service.repeating import signed_before
from trainer.web.permissions import Permission

OWN = "Nobody signs off their own practical. Ask another assessor to observe you."


@dataclass(frozen=True)
class Observation:
    """What an assessor says they saw: the regions and skills by their keys, and the needles as they were counted."""

    person_id: int
    course_id: int
    regions: tuple[str, ...]
    skills: tuple[str, ...]
    observed_on: date
    place: str
    needles_in: int | None
    needles_out: int | None
    note: str = ""


def sign_off(
    session: Session, seen: Observation, *, by: int, now: datetime, zone: str, form_key: str | None = None
) -> PracticalSignOff:
    """Sign a practical; refused for one's own, without a verified licence, or with anything unseen.

    `zone` is the issuer's own. The same form sent again gives the sign-off it led to the first time; with other content
    it is SignedAlready.
    """
    require_assessor(session, by, now=now)
    require_apart(session, Part(seen.person_id), Part(by, Permission.SIGN_PRACTICALS), alone=OWN, now=now)
    regions = _complete(seen, latest_day(session, by, now=now, zone=zone))
    asked = _asked(seen, regions, by=by, now=now, form_key=form_key)
    return signed_before(session, asked, zone=zone) or _written(session, asked, zone)


def latest_day(session: Session, assessor_id: int, *, now: datetime, zone: str) -> date:
    """The latest day an assessor can have observed something on: today with the issuer or where they are licensed."""
    licence = licences.eligible_licence(session, assessor_id, now=now)
    return clock.latest_day(now, zone, licence.zone if licence else zone)


def require_assessor(session: Session, assessor_id: int, *, now: datetime) -> None:
    """Raise Refused unless this assessor holds a verified licence that has not expired."""
    if licences.eligible_licence(session, assessor_id, now=now) is None:
        raise Refused("To sign you need a verified, unexpired licence of your own. State it under Licence.")


def _complete(seen: Observation, today: date) -> list[str]:
    """The regions in order; Invalid when anything that must be seen was not."""
    found = regions_in_order(seen.regions)
    if not found:
        raise Invalid("Choose at least one region that you observed.")
    missing = missing_skills(seen.skills, found)
    if missing:
        raise Invalid(f"Every skill must have been seen before you sign. Not seen: {', '.join(missing).lower()}.")
    fault = needle_fault(seen.needles_in, seen.needles_out)
    if fault:
        raise Invalid(fault)
    if not may_have_been_observed_on(seen.observed_on, today):
        raise Invalid("The day lies in the future. A practical is signed after it was observed.")
    return found


def _asked(seen: Observation, regions: list[str], *, by: int, now: datetime, form_key: str | None) -> PracticalSignOff:
    return PracticalSignOff(
        person_id=seen.person_id, course_id=seen.course_id, assessor_id=by, regions=regions,
        skills=every_skill(regions), observed_on=seen.observed_on, place=seen.place, note=seen.note,
        needles_in=seen.needles_in, needles_out=seen.needles_out, form_key=form_key, signed_at=now,
    )  # fmt: skip


def _written(session: Session, row: PracticalSignOff, zone: str) -> PracticalSignOff:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        winner = signed_before(session, row, zone=zone)
        if winner is None:
            raise
        return winner
    by, now, subject = row.assessor_id, row.signed_at, f"practical:{row.id}"
    said = {"regions": row.regions, "observed_on": str(row.observed_on)}
    detail = {"person": row.person_id, "course": row.course_id, **said}
    audit.record(session, "practicals.practical.signed", subject, by=by, now=now, detail=detail)
    return row
