"""Remarks on items, between those who write and those who review them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.audit import service as audit
from trainer.core.errors import Conflict, NotFound
from trainer.library import listing
from trainer.library.models import ItemComment, ItemVersion

LONGEST = 4000


def comment(session: Session, item_id: UUID, *, text: str, by: int, now: datetime, field: str = "") -> ItemComment:
    """Keep a remark on the newest version of an item, on one of its parts if `field` names it."""
    found = listing.row(session, item_id)
    made = ItemComment(item_id=item_id, version_id=found.version.id, field=field, text=text, at=now, by_id=by)
    session.add(made)
    session.flush()
    audit.record(session, "review.comment.made", f"item:{item_id}", by=by, now=now, detail={"id": made.id})
    return made


def settle(session: Session, item_id: UUID, comment_id: int, *, by: int, now: datetime) -> ItemComment:
    """Close a remark; NotFound when it is not one on this item, Conflict when somebody has closed it."""
    found = session.get(ItemComment, comment_id, with_for_update=True, populate_existing=True)
    if found is None or found.item_id != item_id:
        raise NotFound
    if found.settled_at is not None:
        raise Conflict("Somebody has settled this comment already.")
    found.settled_at, found.settled_by_id = now, by
    audit.record(session, "review.comment.settled", f"item:{item_id}", by=by, now=now, detail={"id": found.id})
    return found


def on_item(session: Session, item_id: UUID) -> list[tuple[ItemComment, str, int]]:
    """The remarks on an item with who made them and on which version; open ones first, each in order of time."""
    wanted = (
        select(ItemComment, Person.name, ItemVersion.number)
        .join(Person, Person.id == ItemComment.by_id)
        .join(ItemVersion, ItemVersion.id == ItemComment.version_id)
        .where(ItemComment.item_id == item_id)
        .order_by(ItemComment.settled_at.is_not(None), ItemComment.id)
    )
    return [(one, name, number) for one, name, number in session.execute(wanted)]
