"""Keeping the list of sources: adding one, changing what is said of it; every change is checked and recorded."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from question_bank.lint.sources import misplaced
from trainer.audit import service as audit
from trainer.audit.models import AuditEvent
from trainer.core.errors import Conflict, Invalid, NotFound
from trainer.library.models import Source

ADDED, CHANGED = "library.source.added", "library.source.changed"
KINDS = (
    "guideline", "position statement", "systematic review", "randomised trial", "cohort", "case series", "case report",
    "cadaver study", "survey", "law or regulation", "textbook", "house rule",
)  # fmt: skip
"""What a source can be; content files may say others."""
SEEN = ("full text", "excerpt", "second-hand", "standard-knowledge")
"""How much of it whoever cites it has seen."""
GRADES = {
    "A": "A: consistent good evidence",
    "B": "B: some good evidence",
    "C": "C: weak or indirect",
    "D": "D: opinion",
}


def add(session: Session, said: dict[str, Any], *, by: int, now: datetime) -> Source:
    """Add a source under the next free number."""
    numbers = [int(key[1:]) for key in session.scalars(select(Source.key)) if key[0] == "S" and key[1:].isdigit()]
    source = Source(key=f"S{max(numbers, default=0) + 1}", **said)
    check_succession(session, source.key, source.superseded_by)
    session.add(source)
    _record(session, source, ADDED, by, now, {"title": source.title})
    return source


def was_added_here(session: Session, key: str) -> bool:
    """Whether a source was added by somebody here, and not by the files of a course."""
    added = AuditEvent.action == ADDED, AuditEvent.subject == f"source:{key}"
    return bool(session.scalar(select(func.count()).select_from(AuditEvent).where(*added)))


def change(session: Session, key: str, said: dict[str, Any], *, base: int, by: int, now: datetime) -> Source:
    """Change what is said of a source; Conflict when somebody else did since `base` was read."""
    source = session.get(Source, key, with_for_update=True, populate_existing=True)
    if source is None:
        raise NotFound("There is no source under this key.")
    if source.row_version != base:
        raise Conflict("Somebody changed this source while you wrote. Read theirs below, then save again.")
    changed = {name: [_said(getattr(source, name)), _said(value)] for name, value in said.items()}
    changed = {name: [before, after] for name, (before, after) in changed.items() if before != after}
    if not changed:
        return source
    check_succession(session, key, said.get("superseded_by"))
    for name, value in said.items():
        setattr(source, name, value)
    source.row_version += 1
    _record(session, source, CHANGED, by, now, changed)
    return source


def check_succession(session: Session, key: str, at: str | None) -> None:
    """Invalid unless what supersedes a source is another one that is known, and none that it supersedes itself."""
    says = misplaced(key, at, successors(session))
    if says:
        raise Invalid(f"{says}.")


def successors(session: Session) -> dict[str, str | None]:
    """What supersedes each source, by key."""
    return dict(session.execute(select(Source.key, Source.superseded_by)).all())


def _said(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _record(session: Session, source: Source, action: str, by: int, now: datetime, detail: dict[str, Any]) -> None:
    session.flush()
    audit.record(session, action, f"source:{source.key}", by=by, now=now, detail=detail)
