"""Everybody with an account and how they stand: one search, one count, one page of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person, PersonRole
from trainer.certificates.models import Certificate, CertificateSeries
from trainer.core import clock
from trainer.courses.models import Enrolment, Module, ModulePass
from trainer.licensing.models import Licence


@dataclass(frozen=True)
class Wish:
    """What a roster is narrowed to; an empty word narrows nothing."""

    words: str = ""
    role: str = ""
    licence: str = ""
    modules: str = ""
    certificate: str = ""


@dataclass(frozen=True)
class Row:
    """One person of the roster. `licence` is verified, waiting, lapsed, refused or none."""

    id: int
    name: str
    email: str
    is_active: bool
    roles: tuple[str, ...]
    licence: str
    licence_until: date | None
    modules_done: int
    modules_of: int
    certificate_until: date | None
    certificate_state: str | None


class Roster:
    """The people of an installation as they stood at one moment."""

    def __init__(self, session: Session, *, now: datetime, today: date) -> None:
        self.session = session
        self.now = now
        verified = and_(Licence.person_id == Person.id, Licence.state == "verified")
        current = and_(verified, self._not_over())
        self.licence_until = select(func.max(Licence.expires_on)).where(current).scalar_subquery()
        stated = select(Licence.state).where(Licence.person_id == Person.id).order_by(Licence.id.desc())
        self.newest_state = stated.limit(1).scalar_subquery()
        self.licence = case(
            (self.licence_until.is_not(None), "verified"),
            (self.newest_state == "stated", "waiting"),
            (self.newest_state == "verified", "lapsed"),
            (self.newest_state == "refused", "refused"),
            else_="none",
        )
        self.done = _count(select(func.count()).where(ModulePass.person_id == Person.id))
        self.of = _count(
            select(func.count(Module.id))
            .join(Enrolment, Enrolment.course_id == Module.course_id)
            .where(Enrolment.person_id == Person.id)
        )
        mine = and_(CertificateSeries.person_id == Person.id, CertificateSeries.id == Certificate.series_id)
        valid = and_(mine, Certificate.state == "active", Certificate.expires_on >= today)
        self.certificate_until = select(func.max(Certificate.expires_on)).where(valid).scalar_subquery()
        terms = select(Certificate.state).where(mine).order_by(Certificate.id.desc())
        self.certificate_state = terms.limit(1).scalar_subquery()

    def _not_over(self) -> ColumnElement[bool]:
        """Whether a licence's last day is not past in its authority's own zone."""
        zones = self.session.scalars(select(Licence.zone).distinct()).all()
        days = [and_(Licence.zone == zone, Licence.expires_on >= clock.day_of(self.now, zone)) for zone in zones]
        return or_(false(), *days)

    def total(self, wish: Wish) -> int:
        """How many people fit."""
        return self.session.scalar(self._narrowed(select(func.count(Person.id)), wish)) or 0

    def rows(self, wish: Wish, *, offset: int, limit: int) -> list[Row]:
        """A stretch of the people who fit, by name."""
        columns = select(
            Person.id,
            Person.name,
            Person.email,
            Person.is_active,
            self.licence.label("licence"),
            self.licence_until.label("licence_until"),
            self.done.label("modules_done"),
            self.of.label("modules_of"),
            self.certificate_until.label("certificate_until"),
            self.certificate_state.label("certificate_state"),
        )
        ordered = self._narrowed(columns, wish).order_by(func.lower(Person.name), Person.id)
        found = self.session.execute(ordered.offset(offset).limit(limit)).mappings().all()
        roles = self._roles([row["id"] for row in found])
        return [Row(roles=roles.get(row["id"], ()), **row) for row in found]

    def _roles(self, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        pairs = select(PersonRole.person_id, PersonRole.role).where(PersonRole.person_id.in_(ids))
        held: dict[int, tuple[str, ...]] = {}
        for person_id, role in self.session.execute(pairs.order_by(PersonRole.role)):
            held[person_id] = (*held.get(person_id, ()), role)
        return held

    def _narrowed(self, query: Select[Any], wish: Wish) -> Select[Any]:
        for word in wish.words.split():
            query = query.where(
                or_(Person.name.icontains(word, autoescape=True), Person.email.icontains(word, autoescape=True))
            )
        if wish.role:
            query = query.where(exists().where(PersonRole.person_id == Person.id, PersonRole.role == wish.role))
        if wish.licence:
            query = query.where(self.licence == wish.licence)
        choices: dict[str, ColumnElement[bool]] = {
            "not begun": self.of == 0,
            "begun": self.of > self.done,
            "done": and_(self.of > 0, self.done >= self.of),
            "valid": self.certificate_until.is_not(None),
            "ended": and_(self.certificate_until.is_(None), self.certificate_state.is_not(None)),
            "none": self.certificate_state.is_(None),
        }
        for word in (wish.modules, wish.certificate):
            if word:
                query = query.where(choices[word])
        return query


def _count(query: Select[int]) -> ColumnElement[int]:
    return query.correlate(Person).scalar_subquery()
