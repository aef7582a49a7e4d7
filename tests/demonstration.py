"""A database, and the demonstration put into it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.formats import course_yaml
from tests.build import NOON
from tests.certificates.workshop import workshop_of
from trainer.accounts import queries as people
from trainer.core.db import Base, Database
from trainer.courses.commands import CONTENT
from trainer.demo.filling import Report, fill
from trainer.exams.models import Attempt, Exam
from trainer.web.services import Facts

FACTS = Facts(
    is_production=False, base_url="http://127.0.0.1:8000", issuer="A college", time_zone="UTC", exam_grace_seconds=15
)


def prepared(folder: Path) -> Database:
    """A database with every table and no row."""
    database = Database(f"sqlite:///{folder / 'demo.sqlite3'}")
    Base.metadata.create_all(database.engine)
    return database


def fill_here(database: Database, folder: Path, **wanted: Any) -> Report:
    """Fill a database, with keys and files in a folder."""
    workshop = workshop_of(database, folder / "keys", folder)
    return fill(database, workshop, FACTS, now=NOON, content=course_yaml.read(CONTENT), **wanted)


def history(session: Session) -> list[Attempt]:
    """The graded finals of the simulated candidates."""
    finals = select(Attempt).join(Exam, Exam.id == Attempt.exam_id).where(Exam.kind == "final")
    rows = session.scalars(finals.order_by(Attempt.started_at))
    return [row for row in rows if people.person(session, row.person_id).email.startswith("history")]
