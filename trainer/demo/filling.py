"""Filling an empty database, all of it or nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session

from question_bank.formats import course_yaml
from question_bank.formats.course_yaml import Content
from trainer.accounts.models import Person
from trainer.certificates.models import Certificate, CertificateSeries
from trainer.certificates.service import Workshop, issue_pending
from trainer.certificates.service.issuing import finish
from trainer.content import load_content
from trainer.core.db import Database
from trainer.core.errors import Conflict, Refused, Unavailable
from trainer.courses.commands import CONTENT
from trainer.demo import cast, crowd, desk
from trainer.demo.sitting import MARKED_AFTER, Room
from trainer.demo.stage import Stage
from trainer.demo.story import Say, Story
from trainer.exams import figures
from trainer.library import pairs
from trainer.mail.models import OutgoingMail
from trainer.web.services import Facts

SEED = 2027
CANDIDATES = 312


@dataclass(frozen=True)
class Report:
    """What the database holds now, for a person or a program to go on with."""

    course: str
    exam: str
    password: str
    people: dict[str, int]
    outcomes: dict[str, int]
    attempts: list[dict[str, str]]
    certificates: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self)


def nobody(_done: int, _of: int) -> None:
    """Hear of progress and say nothing."""


def fill(
    database: Database, workshop: Workshop, facts: Facts, *, now: datetime, sitters: int = 0,
    candidates: int = CANDIDATES, content: Content | None = None, say: Say = nobody,
) -> Report:  # fmt: skip
    """Fill an empty database; Conflict when it has people, Refused in production. The same seed, the same answers."""
    refuse_unless_empty(database, facts)
    own = content or course_yaml.read(CONTENT)
    with database.write() as session:
        report = play(session, facts, own, now=now, sitters=sitters, candidates=candidates, say=say)
        session.execute(update(OutgoingMail).values(sent_at=OutgoingMail.created_at))  # letters of the past stay unsent
        session.info.pop("after_commit", None)  # and nobody is told: what this made due is printed here
    finish_certificates(database, workshop, now=now)
    figures.refresh(database, now=now)
    pairs.look(database, now=now)
    return report


def finish_certificates(database: Database, workshop: Workshop, *, now: datetime) -> None:
    """Sign, log and print what the story issued, each a minute after its issue, as the worker would have done."""
    with database.session() as session:
        rows = session.execute(select(Certificate.id, Certificate.issued_at).order_by(Certificate.issued_at)).all()
    for certificate_id, issued_at in rows:
        finish(database, workshop, [certificate_id], now=min(now, issued_at + MARKED_AFTER))
    issue_pending(database, workshop, now=now)


def refuse_unless_empty(database: Database, facts: Facts) -> None:
    """Raise unless this is a prepared database in which nobody has an account."""
    if facts.is_production:
        raise Refused("The demonstration's people share a published password: it never runs in production.")
    if not inspect(database.engine).has_table(Person.__tablename__):
        raise Unavailable("The database has no tables yet. Run `trainer db upgrade` first.")
    with database.session() as session:
        if session.scalar(select(Person.id).limit(1)) is not None:
            raise Conflict("This database has people. The demonstration fills only an empty one; nothing was changed.")


def play(
    session: Session, facts: Facts, content: Content, *, now: datetime, sitters: int, candidates: int, say: Say
) -> Report:
    """Let the whole story happen in this session."""
    calendar, story = cast.Calendar(now), Story()
    room = Room(session, seed=SEED, grace_seconds=facts.exam_grace_seconds, zone=facts.time_zone)
    stage = Stage(facts, Random(SEED), room)  # noqa: S311 - a simulation, nothing secret
    load_content(session, content, calendar.ago(cast.OPENED + 1))
    cast.write(story, stage, calendar)
    crowd.write_history(story, stage, calendar, candidates)
    desk.write(story, stage, calendar)
    crowd.write_sitters(story, stage, calendar, sitters)
    story.tell(session, say)
    return report_of(session, stage, content)


def report_of(session: Session, stage: Stage, content: Content) -> Report:
    """Count what happened."""
    outcomes: dict[str, int] = {}
    for email, _, outcome in stage.attempts:
        if email.startswith("history"):
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
    terms = session.execute(
        select(Certificate.id, Certificate.identifier, Certificate.state, Person.email)
        .join(CertificateSeries, Certificate.series_id == CertificateSeries.id)
        .join(Person, CertificateSeries.person_id == Person.id)
        .order_by(Certificate.id)
    )
    return Report(
        course=content.course.slug,
        exam=content.course.exam.slug,
        password=cast.PASSWORD,
        people=stage.ids,
        outcomes=outcomes,
        attempts=[{"id": str(own), "person": email, "outcome": outcome} for email, own, outcome in stage.attempts],
        certificates=[dict(row._mapping) for row in terms],
    )
