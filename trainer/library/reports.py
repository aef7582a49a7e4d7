"""Reports about items, by people who met them: for those who own the bank, and for nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from trainer.audit import service as audit
from trainer.core.errors import Conflict, NotFound
from trainer.library.models import Item, ItemReport, ItemVersion

OPEN, ANSWERED = "open", "answered"
SHORTEST, LONGEST = 5, 2000


@dataclass(frozen=True)
class Reported:
    """A report with the item and the version it is about."""

    report: ItemReport
    code: str
    number: int


def report(session: Session, version_id: int, *, where: str, text: str, by: int, now: datetime) -> ItemReport:
    """Keep a report; the same words by the same person about the same version are one report."""
    same = select(ItemReport).where(
        ItemReport.version_id == version_id, ItemReport.person_id == by, ItemReport.text == text
    )
    found = session.scalar(same)
    if found is not None:
        return found
    version = session.get_one(ItemVersion, version_id)
    made = ItemReport(
        item_id=version.item_id, version_id=version_id, person_id=by, where=where, text=text, at=now, state=OPEN
    )
    session.add(made)
    session.flush()
    audit.record(session, "library.item.reported", f"item:{version.item_id}", by=by, now=now, detail={"id": made.id})
    return made


def answer(session: Session, report_id: int, *, text: str, by: int, now: datetime) -> ItemReport:
    """Answer a report, once; Conflict when somebody has."""
    found = session.get(ItemReport, report_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    if found.state == ANSWERED:
        raise Conflict("Somebody has answered this report already. Open the list again to read the answer.")
    found.state, found.answer, found.answered_by_id, found.answered_at = ANSWERED, text, by, now
    session.flush()
    audit.record(session, "library.report.answered", f"item:{found.item_id}", by=by, now=now, detail={"id": found.id})
    return found


def one(session: Session, report_id: int) -> Reported:
    """A report; NotFound when there is none."""
    row = session.execute(_reported().where(ItemReport.id == report_id)).one_or_none()
    if row is None:
        raise NotFound
    return Reported(*row)


def in_state(session: Session, state: str, *, offset: int, limit: int) -> list[Reported]:
    """The reports in a state: open ones oldest first, answered ones newest first."""
    order = ItemReport.id.asc() if state == OPEN else ItemReport.id.desc()
    wanted = _reported().where(ItemReport.state == state).order_by(order).offset(offset).limit(limit)
    return [Reported(*row) for row in session.execute(wanted)]


def about(session: Session, item_id: UUID) -> Sequence[Reported]:
    """Every report about an item, newest first."""
    wanted = _reported().where(ItemReport.item_id == item_id).order_by(ItemReport.id.desc())
    return [Reported(*row) for row in session.execute(wanted)]


def _reported() -> Select[ItemReport, str, int]:
    return (
        select(ItemReport, Item.code, ItemVersion.number)
        .join(Item, Item.id == ItemReport.item_id)
        .join(ItemVersion, ItemVersion.id == ItemReport.version_id)
    )


def counts(session: Session) -> dict[str, int]:
    """How many reports are in each state."""
    found = dict.fromkeys((OPEN, ANSWERED), 0)
    for state, number in session.execute(select(ItemReport.state, func.count()).group_by(ItemReport.state)):
        found[state] = number
    return found


def count_from(session: Session, where: str, *, by: int) -> int:
    """How many reports a person has sent from a place whose name begins like this."""
    mine = ItemReport.person_id == by, ItemReport.where.startswith(where, autoescape=True)
    return session.scalar(select(func.count()).select_from(ItemReport).where(*mine)) or 0
