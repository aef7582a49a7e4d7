"""Who passed an exam that rested on a source: from its versions over papers and passes to certificates."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, Select, Subquery, func, select, union_all
from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.certificates.models import Certificate, CertificateSeries, CertificationDecision
from trainer.certificates.rules import State, grouped
from trainer.core.cells import harmless
from trainer.exams.models import Attempt, Drawn
from trainer.library import evidence

Certificates = Select[*tuple[Any, ...]]
"""A query of certificates, whatever it asks of them."""
COLUMNS = ("name", "e-mail", "certificate", "state", "issued", "expires", "questions")


@dataclass(frozen=True)
class Holder:
    """A certificate whose exam asked questions that rested on a source, and who holds it."""

    person_id: int
    name: str
    email: str
    identifier: str
    state: str
    issued_on: date
    expires_on: date
    questions: int

    @property
    def grouped(self) -> str:
        """The identifier as people read it."""
        return grouped(self.identifier)

    def state_on(self, today: date) -> str:
        """Its state as anybody would read it on a day: an active one ends with its last day."""
        return "expired" if self.state == State.ACTIVE and self.expires_on < today else self.state.replace("_", " ")


@dataclass(frozen=True)
class Reach:
    """How far a source reached: papers that used it, and the certificates and people behind those that passed."""

    papers: int
    certificates: int
    people: int


def reach(session: Session, key: str) -> Reach:
    """How far a source reached."""
    used = _used(key)
    papers = select(func.count()).select_from(used).scalar_subquery()
    rests_on = _rests_on(used)
    behind = _certified(rests_on, select(func.count(Certificate.id.distinct())))
    people = _certified(rests_on, select(func.count(CertificateSeries.person_id.distinct())))
    found = session.execute(select(papers, behind.scalar_subquery(), people.scalar_subquery())).one()
    return Reach(*found)


def holders(session: Session, key: str, *, offset: int = 0, limit: int | None = None) -> list[Holder]:
    """A stretch of those whose exams used a source, by name; all of them without a limit."""
    rests_on = _rests_on(_used(key))
    columns = (Certificate.identifier, Certificate.state, Certificate.issued_on, Certificate.expires_on)
    wanted = _certified(
        rests_on, select(Person.id, Person.name, Person.email, *columns, func.sum(rests_on.c.questions))
    )
    wanted = (
        wanted.join(Person, Person.id == CertificateSeries.person_id)
        .group_by(Person.id, Person.name, Person.email, Certificate.id, *columns)
        .order_by(func.lower(Person.name), Person.id, Certificate.id)
    )
    return [Holder(*row) for row in session.execute(wanted.offset(offset).limit(limit))]


def _certified(rests_on: Subquery, wanted: Certificates) -> Certificates:
    """A query of certificates and their series, narrowed to those whose attempts are among these."""
    return (
        wanted.select_from(rests_on)
        .join(CertificationDecision, CertificationDecision.attempt_id == rests_on.c.attempt_id)
        .join(Certificate, Certificate.decision_id == CertificationDecision.id)
        .join(CertificateSeries, CertificateSeries.id == Certificate.series_id)
    )


def _rests_on(used: CTE) -> Subquery:
    """The attempts that rest on some papers: their own, and of one that was held that of its follow-up."""
    own = select(used.c.attempt_id, used.c.questions)
    released = select(Attempt.id, used.c.questions).join(used, used.c.attempt_id == Attempt.released_by_id)
    return union_all(own, released).subquery("rests_on")


def _used(key: str) -> CTE:
    """The papers that asked a version, of whatever age, which cites a source, each with how many of its questions."""
    wanted = select(Drawn.attempt_id, func.count().label("questions"))
    cites = Drawn.version_id.in_(evidence.versions_citing(key))
    return wanted.where(cites).group_by(Drawn.attempt_id).cte("used")


def as_file(found: Iterable[Holder], *, today: date) -> str:
    """The holders as CSV, for a letter to each; no cell can run in a spreadsheet."""
    out = io.StringIO()
    rows = csv.writer(out, quoting=csv.QUOTE_ALL)
    rows.writerow(COLUMNS)
    for one in found:
        days = one.issued_on.isoformat(), one.expires_on.isoformat()
        cells = (one.name, one.email, one.grouped, one.state_on(today), *days, one.questions)
        rows.writerow([harmless(str(cell)) for cell in cells])
    return out.getvalue()
