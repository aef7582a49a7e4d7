"""Courses, their modules and pages, and how far each person has come."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.core.db import Base


class Course(Base):
    """A course as loaded from its content directory."""

    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(40))
    summary: Mapped[str]
    covers: Mapped[list[str]]
    does_not_cover: Mapped[list[str]]
    domains: Mapped[dict[str, Any]]
    certificate_months: Mapped[int]
    signed_off_by: Mapped[str | None] = mapped_column(String(200))
    signed_off_on: Mapped[date | None]
    loaded_at: Mapped[datetime]
    modules: Mapped[list[Module]] = relationship(back_populates="course", order_by="Module.position", lazy="selectin")


class Module(Base):
    """One module; `quiz` holds items, minutes, pass_mark and tries_a_day."""

    __tablename__ = "module"
    __table_args__ = (UniqueConstraint("course_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str]
    domains: Mapped[list[str]]
    quiz: Mapped[dict[str, Any]]
    course: Mapped[Course] = relationship(back_populates="modules")
    pages: Mapped[list[Page]] = relationship(back_populates="module", order_by="Page.position", lazy="selectin")


class Page(Base):
    """One page of a module, rendered when the content was loaded: HTML pieces with a check between each two."""

    __tablename__ = "page"
    __table_args__ = (UniqueConstraint("module_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"), index=True)
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    lede: Mapped[str]
    minutes: Mapped[int]
    pieces: Mapped[list[str]] = mapped_column(deferred=True, deferred_group="body")
    checks: Mapped[list[Any]] = mapped_column(deferred=True, deferred_group="body")
    sources: Mapped[list[str]]
    is_retired: Mapped[bool] = mapped_column(default=False)
    module: Mapped[Module] = relationship(back_populates="pages")


class Enrolment(Base):
    """A person who takes a course."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("person_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    enrolled_at: Mapped[datetime]


class PageRead(Base):
    """A page a person has read to its end."""

    __tablename__ = "page_read"
    __table_args__ = (UniqueConstraint("person_id", "page_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    read_at: Mapped[datetime]


class CheckAnswer(Base):
    """What a person last answered to a check question in a page; it counts for nothing."""

    __tablename__ = "check_answer"
    __table_args__ = (UniqueConstraint("person_id", "page_id", "check_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    check_id: Mapped[str] = mapped_column(String(80))
    option: Mapped[int]
    is_right: Mapped[bool]
    answered_at: Mapped[datetime]


class ModulePass(Base):
    """A module whose quiz a person has passed; written by exams, owned here."""

    __tablename__ = "module_pass"
    __table_args__ = (UniqueConstraint("person_id", "module_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"))
    score: Mapped[int]
    of: Mapped[int]
    passed_at: Mapped[datetime]
