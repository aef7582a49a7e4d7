"""Exams, attempts with their frozen papers, answers, and the trail of what happened."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import BigInteger, Connection, ForeignKey, Index, String, UniqueConstraint, event, insert, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.core.db import Base, Json

if TYPE_CHECKING:
    from trainer.exams.models.records import TimeCredit


class Exam(Base):
    """Something to sit. `kind` is final, quiz, follow_up (of a held final) or practice (unscored, before the first).

    `rules` holds minutes and, for a final: tries_a_year, cool_down_days; for a quiz: items, pass_mark, tries_a_day;
    for a follow-up: items_a_rule, pass_mark, days. Only a quiz has a module, only a final a blueprint.
    """

    __tablename__ = "exam"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    module_id: Mapped[int | None] = mapped_column(ForeignKey("module.id"), unique=True)
    blueprint_version_id: Mapped[int | None] = mapped_column(ForeignKey("blueprint_version.id"))
    policy_version_id: Mapped[int | None] = mapped_column(ForeignKey("policy_version.id"))
    rules: Mapped[dict[str, Any]]


class ExamStatement(Base):
    """A text accepted before an exam: rules, disclaimers, honour. A changed text is a new version."""

    __tablename__ = "exam_statement"
    __table_args__ = (UniqueConstraint("exam_id", "slug", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    slug: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str]
    is_current: Mapped[bool]


class Attempt(Base):
    """One sitting of one exam. Whether it is open follows from `state` and `deadline`, never from a sweep.

    `base_limit_seconds` is the exam's own limit; `limit_seconds` that limit with the person's accommodation; `deadline`
    is start + limit + every credit given so far; all three are null when untimed. While `paused_at` is set the clock
    stands still, for at most `break_left_seconds` more. `parent_id` is the held attempt a follow-up belongs to;
    `released_by_id` the follow-up that settled a held one. `form_id` is the form its paper was given, if any. `window`
    is the browser window that writes. `outcome` is passed, held or not_passed once graded. `decision` holds the rules
    with what each asked and what was reached, and the domain profile. `rules` are the exam's rules as they stood at the
    start.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "exam_id", "number"),
        Index(
            "uq_attempt_running",
            "person_id",
            "exam_id",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        Index("ix_attempt_state_deadline", "state", "deadline"),
        Index("ix_attempt_exam_id_started_at", "exam_id", "started_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    seed: Mapped[int] = mapped_column(BigInteger)
    blueprint_version_id: Mapped[int | None] = mapped_column(ForeignKey("blueprint_version.id"))
    policy_version_id: Mapped[int | None] = mapped_column(ForeignKey("policy_version.id"))
    form_id: Mapped[int | None] = mapped_column(ForeignKey("exam_form.id"), index=True)
    rules: Mapped[dict[str, Any]] = mapped_column(default=dict)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempt.id"), index=True)
    released_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempt.id"))
    base_limit_seconds: Mapped[int | None]
    limit_seconds: Mapped[int | None]
    grace_seconds: Mapped[int]
    started_at: Mapped[datetime]
    deadline: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    break_left_seconds: Mapped[int] = mapped_column(default=0)
    window: Mapped[str | None] = mapped_column("window_id", String(36))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(12))
    graded_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    decision: Mapped[dict[str, Any] | None]
    row_version: Mapped[int] = mapped_column()
    paper: Mapped[Paper] = relationship(back_populates="attempt", uselist=False)
    credits: Mapped[list[TimeCredit]] = relationship(viewonly=True, order_by="TimeCredit.id")
    __mapper_args__ = {"version_id_col": row_version}


class Paper(Base):
    """What an attempt asks, frozen at its start.

    `items` is a list, by position from 1, of {position, version_id, type, domain, group, rule, case, chooses, options},
    where `options` is [[shown id, own id], ...], `rule` the must-not-miss rule this position tests, or null, and `case`
    the code of the case it belongs to, or null.
    """

    __tablename__ = "paper"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    items: Mapped[list[Any]]
    attempt: Mapped[Attempt] = relationship(back_populates="paper")


class Drawn(Base):
    """That a paper asks a version at a position: what the list in the paper says, the other way round.

    `earned` is the credit its answer got at grading, from 0 to 1, for figures over many; the sealed record decides.
    """

    __tablename__ = "drawn"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"), index=True)
    earned: Mapped[float | None]


@event.listens_for(Paper, "after_insert")
def _tell_what_is_drawn(_mapper: Any, connection: Connection, paper: Paper) -> None:
    rows = [
        {"attempt_id": paper.attempt_id, "position": each["position"], "version_id": each["version_id"]}
        for each in paper.items
    ]
    if rows:
        connection.execute(insert(Drawn), rows)


class Answer(Base):
    """The last saved answer to one position; `answer` is as the client sent it, in shown ids."""

    __tablename__ = "answer"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    answer: Mapped[Any | None] = mapped_column(Json)
    is_flagged: Mapped[bool]
    revision: Mapped[int]
    saved_at: Mapped[datetime]
    writer: Mapped[str | None] = mapped_column(String(36))


class AttemptEvent(Base):
    """Something that happened to an attempt: who, when, from where."""

    __tablename__ = "attempt_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    address: Mapped[str | None] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]]


class Acceptance(Base):
    """A statement, by version, that a candidate accepted before an attempt."""

    __tablename__ = "acceptance"
    __table_args__ = (UniqueConstraint("attempt_id", "statement_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), index=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("exam_statement.id"))
    accepted_at: Mapped[datetime]
