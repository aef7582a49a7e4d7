"""People in every standing, on the small course of the exams' tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.exams import build as exams
from tests.exams.build import World
from trainer.accounts.models import Person
from trainer.certificates.models import Certificate, CertificateSeries, CertificationDecision
from trainer.core.db import Base, Database
from trainer.exams.models import Attempt

DAY = NOON.date()
LATER = date(2030, 1, 1)


def certified(session: Session, own: World, name: str, *, state: str = "active", until: date = LATER) -> Attempt:
    """Somebody who passed and holds a certificate, as its row says."""
    holder = exams.ready(session, own, name)
    attempt = exams.finished(session, exams.started(session, own.final, holder))
    common = {"person_id": holder.id, "course_id": own.course.id}
    decision = CertificationDecision(attempt_id=attempt.id, inputs={}, decided_at=NOON, **common)
    series = CertificateSeries(**common)
    session.add_all([decision, series])
    session.flush()
    term = {"issued_on": DAY - timedelta(days=90), "expires_on": until, "issued_at": NOON}
    session.add(
        Certificate(
            salt="00" * 32,
            status_list=0,
            status_index=decision.id,
            identifier=f"{holder.id:027}",
            series_id=series.id,
            decision_id=decision.id,
            state=state,
            record={},
            **term,
        )
    )
    session.flush()
    return attempt


def licensed(session: Session, name: str, **licence: Any) -> Person:
    """Somebody with one licence, verified unless said otherwise."""
    holder = person(session, name)
    session.add(exams.licence(holder, **licence))
    session.flush()
    return holder


@contextmanager
def counted(store: Database) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(store.engine, "before_cursor_execute", hear)
    yield said
    event.remove(store.engine, "before_cursor_execute", hear)


def rows(store: Database) -> dict[str, list[Any]]:
    """Every row of every table."""
    with store.session() as session:
        names = [table.name for table in Base.metadata.sorted_tables]
        return {name: sorted(map(repr, session.execute(text(f'SELECT * FROM "{name}"')))) for name in names}  # noqa: S608 - names of our own tables
