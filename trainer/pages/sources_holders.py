"""Who passed an exam that rested on a source: from its versions over papers and passes to certificates."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, Select, cast, func, or_, select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.certificates.models import Certificate, CertificateSeries, CertificationDecision
from trainer.certificates.rules import State, grouped
from trainer.exams.models import Attempt, Paper
from trainer.library import evidence

Certificates = Select[*tuple[Any, ...]]
"""A query of certificates, whatever it asks of them."""
COLUMNS = ("name", "e-mail", "certificate", "state", "issued", "expires", "questions")
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a cell may not begin with, or a spreadsheet would run it."""


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
    papers = session.scalar(select(func.count()).select_from(Paper).where(_asks(session, key).exists())) or 0
    series = CertificateSeries.id == Certificate.series_id
    wanted = select(Certificate.id, CertificateSeries.person_id).join(CertificateSeries, series)
    found = session.execute(_certified(session, key, wanted).distinct()).all() if papers else []
    return Reach(papers, len(found), len({person_id for _own, person_id in found}))


def holders(session: Session, key: str, *, offset: int = 0, limit: int | None = None) -> list[Holder]:
    """A stretch of those whose exams used a source, by name; all of them without a limit."""
    asked = _asks(session, key).with_only_columns(func.count()).scalar_subquery()
    columns = (Certificate.identifier, Certificate.state, Certificate.issued_on, Certificate.expires_on)
    wanted = (
        select(Person.id, Person.name, Person.email, *columns, func.sum(asked))
        .join(CertificateSeries, CertificateSeries.id == Certificate.series_id)
        .join(Person, Person.id == CertificateSeries.person_id)
        .group_by(Person.id, Person.name, Person.email, Certificate.id, *columns)
        .order_by(func.lower(Person.name), Person.id, Certificate.id)
    )
    found = session.execute(_certified(session, key, wanted).offset(offset).limit(limit))
    return [Holder(*row) for row in found]


def _certified(session: Session, key: str, wanted: Certificates) -> Certificates:
    """Narrow a query of certificates to those whose papers used a source.

    A decision that was held rests on two papers: that of the final, and that of the follow-up which released it.
    """
    rests_on = or_(Paper.attempt_id == Attempt.id, Paper.attempt_id == Attempt.released_by_id)
    return (
        wanted.join(CertificationDecision, CertificationDecision.id == Certificate.decision_id)
        .join(Attempt, Attempt.id == CertificationDecision.attempt_id)
        .join(Paper, rests_on)
        .where(_asks(session, key).exists())
    )


def _asks(session: Session, key: str) -> Select[Any]:
    """The entries of a paper whose version, of whatever age, cites a source."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    each = func.json_each if is_sqlite else func.jsonb_array_elements
    entry = each(Paper.items).table_valued("value", name="entry")
    named = func.json_extract(entry.c.value, "$.version_id") if is_sqlite else entry.c.value.op("->>")("version_id")
    version_id = cast(named, Integer)
    used = version_id.in_(evidence.versions_citing(key))
    return select(entry.c.value).where(used).correlate(Paper)


def as_file(found: Iterable[Holder], *, today: date) -> str:
    """The holders as CSV, for a letter to each; no cell can run in a spreadsheet."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for one in found:
        days = one.issued_on.isoformat(), one.expires_on.isoformat()
        cells = (one.name, one.email, one.grouped, one.state_on(today), *days, one.questions)
        rows.writerow([_harmless(str(cell)) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RISKY) else cell
