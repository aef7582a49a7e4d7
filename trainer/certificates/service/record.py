"""The record: what is certified, written once when a certificate is issued. PDF and pages are renderings of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from trainer.certificates.gates import Standing
from trainer.certificates.rules import KNOWLEDGE, WITH_PRACTICAL, renewed_until
from trainer.certificates.wording import assessors_of, signed_off
from trainer.core import clock
from trainer.courses.models import Course
from trainer.practicals.models import PracticalSignOff
from trainer.practicals.rules import REGIONS

SUPERVISION = "unsupervised"


class Issuer(Protocol):
    """The facts of an installation that a certificate states."""

    @property
    def issuer(self) -> str:
        """Who certifies."""

    @property
    def base_url(self) -> str:
        """Where anybody can check."""

    @property
    def time_zone(self) -> str:
        """Whose days the certificate counts in."""


@dataclass(frozen=True)
class Term:
    """The days of a term and its identifier."""

    identifier: str
    issued_on: date
    expires_on: date


def term_from(
    identifier: str, course: Course, issuer: Issuer, now: datetime, *, unused_until: date | None = None
) -> Term:
    """The term that begins today in the issuer's zone, longer by what is unused of the one before it."""
    issued_on = clock.day_of(now, issuer.time_zone)
    months = course.certificate_months
    return Term(identifier, issued_on, renewed_until(issued_on, months, unused_until=unused_until))


def record_of(session: Session, standing: Standing, term: Term, issuer: Issuer, now: datetime) -> dict[str, Any]:
    """Everything the certificate says, as plain JSON."""
    course, practicals = standing.course, standing.practicals
    return {
        "identifier": term.identifier,
        "name": standing.name,
        "certificate": course.title,
        "course": {"slug": course.slug, "version": course.version},
        "basis": WITH_PRACTICAL if practicals else KNOWLEDGE,
        "supervision": SUPERVISION,
        "scope": scope_of(standing, practicals, issuer),
        "covers": list(course.covers),
        "does_not_cover": list(course.does_not_cover),
        "assessors": assessors_of(session, practicals),
        "content_signed_off": signed_off(course),
        "issuer": issuer.issuer,
        "url": f"{issuer.base_url}/v/{term.identifier}",
        "issued_on": term.issued_on.isoformat(),
        "issued_at": clock.stamp(now),
        "expires_on": term.expires_on.isoformat(),
        "zone": issuer.time_zone,
    }


def scope_of(standing: Standing, practicals: Sequence[PracticalSignOff], issuer: Issuer) -> list[dict[str, str | None]]:
    """Knowledge and each region of the body: examined, observed or not, and the last day it was."""
    closed = standing.attempt.closed_at or standing.attempt.started_at
    scope: list[dict[str, str | None]] = [
        {"part": "knowledge", "state": "examined", "on": clock.day_of(closed, issuer.time_zone).isoformat()}
    ]
    for region in REGIONS:
        days = [row.observed_on for row in practicals if region in row.regions]
        state = "observed" if days else "not observed"
        scope.append({"part": region, "state": state, "on": max(days).isoformat() if days else None})
    return scope
