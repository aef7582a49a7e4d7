"""What the pages of sources show: the list with what cites each, and one source with everything that rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person, PersonRole
from trainer.audit.models import AuditEvent
from trainer.courses.models import Course, Module, Page
from trainer.library import evidence, listing
from trainer.library.models import Source
from trainer.library.writing import tokens
from trainer.web.permissions import GRANTS, Permission

DUE, BLOCKING, SUPERSEDED, UNUSED = "due", "blocking", "superseded", "unused"
KEEPERS = [role.value for role, granted in GRANTS.items() if Permission.KEEP_SOURCES in granted]


@dataclass(frozen=True)
class Wish:
    """What the list is narrowed to; an empty word narrows nothing."""

    words: str = ""
    state: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the list: a source, how many items and course pages cite it, and whether it is due."""

    source: Source
    items: int
    pages: int
    is_due: bool


@dataclass(frozen=True)
class CoursePage:
    """A page of a course that cites a source."""

    course: str
    module: str
    slug: str
    title: str
    module_title: str


@dataclass(frozen=True)
class PageDue:
    """A page of a course with those of its sources that are due."""

    page: CoursePage
    sources: list[Source]


@dataclass(frozen=True)
class Event:
    """Something that happened to a source: what was changed, as [before, after] by name."""

    action: str
    at: datetime
    by: str | None
    detail: dict[str, Any]


def rows(session: Session, wish: Wish, *, today: date) -> list[Row]:
    """The sources that fit, in the order of the list."""
    items, pages = evidence.counts(session), pages_by_source(session)
    every = (
        Row(one, items.get(one.key, 0), len(pages.get(one.key, ())), evidence.is_due(one, today))
        for one in listing.all_sources(session)
    )
    asked = tokens(wish.words)
    return [row for row in every if _is_in_state(row, wish.state) and _says(row.source, asked, wish.kind)]


def _is_in_state(row: Row, state: str) -> bool:
    return {
        DUE: row.is_due,
        BLOCKING: row.is_due and row.source.is_blocking,
        SUPERSEDED: row.source.superseded_by is not None,
        UNUSED: not row.items and not row.pages,
    }.get(state, True)


def _says(source: Source, asked: list[str], kind: str) -> bool:
    if kind and source.kind != kind:
        return False
    said = tokens(" ".join([source.key, source.title, source.note, *_citations(source)]))
    return all(any(word.startswith(part) for word in said) for part in asked)


def _citations(source: Source) -> Iterator[str]:
    for work in source.works:
        yield work["citation"]
        yield work.get("doi") or ""


def kinds(session: Session) -> list[str]:
    """Every kind of source there is."""
    return list(session.scalars(select(Source.kind).distinct().order_by(Source.kind)))


def pages_by_source(session: Session) -> dict[str, list[CoursePage]]:
    """The pages of courses that cite each source, in the order of the course; retired pages are left out."""
    found: dict[str, list[CoursePage]] = {}
    for page, keys in _pages(session):
        for key in keys:
            found.setdefault(key, []).append(page)
    return found


def pages_due(session: Session, today: date) -> list[PageDue]:
    """The pages of courses that cite something due, in the order of the course."""
    due = {source.key: source for source in evidence.all_due(session, today)}
    cited = ((page, [due[key] for key in keys if key in due]) for page, keys in _pages(session))
    return [PageDue(page, sources) for page, sources in cited if sources]


def _pages(session: Session) -> Iterator[tuple[CoursePage, list[str]]]:
    wanted = (
        select(Page.sources, Course.slug, Module.slug, Page.slug, Page.title, Module.title)
        .join(Module, Module.id == Page.module_id)
        .join(Course, Course.id == Module.course_id)
        .where(Page.is_retired.is_(False))
        .order_by(Course.id, Module.position, Page.position)
    )
    for keys, *where in session.execute(wanted):
        yield CoursePage(*where), keys


def superseding(session: Session, key: str) -> list[str]:
    """The keys of the sources that this one supersedes."""
    return list(session.scalars(select(Source.key).where(Source.superseded_by == key).order_by(Source.key)))


def history(session: Session, key: str) -> list[Event]:
    """What happened to a source and who did it, newest first."""
    wanted = (
        select(AuditEvent.action, AuditEvent.at, Person.name, AuditEvent.detail)
        .outerjoin(Person, Person.id == AuditEvent.actor_id)
        .where(AuditEvent.subject == f"source:{key}")
        .order_by(AuditEvent.id.desc())
    )
    return [Event(*row) for row in session.execute(wanted)]


def name_of(session: Session, person_id: int | None) -> str | None:
    """The name of whoever owns a source."""
    return None if person_id is None else session.scalar(select(Person.name).where(Person.id == person_id))


def keepers(session: Session, owner_id: int | None) -> list[tuple[int, str]]:
    """Those who may own a source: everybody with an open account who keeps sources, and whoever owns it now."""
    role = select(PersonRole.person_id).where(PersonRole.role.in_(KEEPERS))
    fits = (Person.id.in_(role) & Person.is_active) | (Person.id == owner_id)
    wanted = select(Person.id, Person.name).where(fits).order_by(Person.name, Person.id)
    return [(own, name) for own, name in session.execute(wanted)]
