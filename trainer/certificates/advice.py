"""What a holder can do next about the newest term of a certification, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from trainer.certificates import queries
from trainer.certificates.glance import Glance, glances
from trainer.certificates.machine import REASONS
from trainer.certificates.models import Certificate
from trainer.certificates.reviews import Review, review_of
from trainer.certificates.rules import REMINDERS, Verdict, renewed_until
from trainer.certificates.showing import Showing
from trainer.core import clock
from trainer.courses.models import Course
from trainer.documents import written_day
from trainer.licensing import queries as licences
from trainer.licensing.models import Licence
from trainer.licensing.rules import State as LicenceState


@dataclass(frozen=True)
class Advice:
    """How one certification stands, why, what to do next, and where; `licence` is what comes before all of that."""

    certificate: Certificate
    showing: Showing
    is_calm: bool
    licence: str
    why: str
    do: str
    url: str


def advice_for(session: Session, person_id: int, *, now: datetime) -> list[Advice]:
    """One for each certification of a person, from its newest term."""
    newest: dict[int, Certificate] = {}
    for term in queries.certificates_of(session, person_id):
        newest.setdefault(term.series_id, term)
    standing = glances(session, list(newest.values()), now=now)
    stated = licences.current_licence(session, person_id)
    return [_advice(session, term, standing[term.id], stated, now) for term in newest.values()]


def _advice(session: Session, term: Certificate, glance: Glance, stated: Licence | None, now: datetime) -> Advice:
    verdict, today = glance.verdict, clock.day_of(now, term.record["zone"])
    course = session.get_one(Course, term.series.course_id)
    led = queries.led_here(term, queries.events_of(session, term.id))
    review = review_of(session, term, now=now)
    licence = _licence(glance, stated)
    is_calm = not licence and verdict is Verdict.VALID and (term.expires_on - today).days > max(REMINDERS)
    why = f"{REASONS[led.reason]}." if led and led.reason else ""
    do = _renewing(term, today, course.certificate_months) if verdict is Verdict.VALID else _do(verdict, review)
    return Advice(term, glance.showing, is_calm, licence, why, do, f"/courses/{course.slug}")


def _licence(glance: Glance, stated: Licence | None) -> str:
    """What is to be done about a licence that is not in force, where a pass could lead to a new term."""
    if glance.licence.status == "current" or glance.verdict not in (Verdict.VALID, Verdict.EXPIRED):
        return ""
    lapsed = "Your licence has lapsed" if glance.licence.status == "lapsed" else "No licence of yours is confirmed"
    told = f"{lapsed}, and whoever checks the certificate is told so."
    if stated is not None and stated.state == LicenceState.STATED.value:
        return f"{told} We are looking up the one you stated: no new certificate is issued until it is verified."
    return f"{told} State your licence again first: no new certificate is issued until it is verified."


def _do(verdict: Verdict, review: Review | None) -> str:
    if verdict is Verdict.UNDER_REVIEW:
        under = "It is not taken back: the decision behind it is being looked at again."
        return f"{under} {review.says}" if review else under
    if verdict is Verdict.SUSPENDED:
        set_aside = "It is set aside while a question is looked into. Until then no new term begins."
        return f"{set_aside} A review waits as well. {review.reason}. {review.says}" if review else set_aside
    if verdict is Verdict.EXPIRED:
        return "Its term is over. Pass the final exam again to begin a new one."
    return "Do not show it any more. A new pass of the final exam can lead to a new certificate."


def _renewing(term: Certificate, today: date, months: int) -> str:
    """How a term is renewed, until when a new one would last, and from when that is worth doing."""
    until = written_day(renewed_until(today, months, unused_until=term.expires_on).isoformat())
    left = (term.expires_on - today).days
    ends = "today" if left == 0 else f"in {left} day{'' if left == 1 else 's'}"
    how = f"Pass the final exam again: no day is lost, and a new term would last until {until}."
    if left <= max(REMINDERS):
        return f"It ends {ends}. {how}"
    since = written_day((term.expires_on - timedelta(days=max(REMINDERS))).isoformat())
    most = "However early, it ends at most two terms after the day of the pass."
    return f"Renew it from {since}, when we first remind you; earlier is possible. {how} {most}"
