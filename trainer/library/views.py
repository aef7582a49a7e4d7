"""Lists of items kept under a name: the filters as they stand in the address, for oneself or for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.audit import service as audit
from trainer.core.errors import Conflict, Invalid, NotFound
from trainer.library.models import SavedView

LONGEST_NAME = 80


def open_to(session: Session, person_id: int) -> list[SavedView]:
    """The lists somebody kept and those everybody shares, by name."""
    wanted = select(SavedView).where(or_(SavedView.person_id == person_id, SavedView.is_shared))
    return list(session.scalars(wanted.order_by(SavedView.is_shared, SavedView.name, SavedView.id)))


def save(
    session: Session, name: str, said: Mapping[str, str], *, by: int, now: datetime, is_shared: bool = False
) -> SavedView:
    """Keep a list under a name; Invalid without a name, Conflict when this person keeps another under it."""
    if not name:
        raise Invalid("Give the list a name.")
    view = SavedView(person_id=by, name=name, query=urlencode(said), is_shared=is_shared, created_at=now)
    try:
        with session.begin_nested():
            session.add(view)
    except IntegrityError as error:
        raise Conflict("You keep another list under this name. Choose another name, or delete that one.") from error
    detail = {"name": name, "query": view.query, "is_shared": is_shared}
    audit.record(session, "review.view.saved", f"saved-view:{view.id}", by=by, now=now, detail=detail)
    return view


def delete(session: Session, view_id: int, *, by: int, now: datetime, may_share: bool) -> SavedView:
    """Forget a list; NotFound unless it is one's own, or a shared one and this person may share."""
    view = session.get(SavedView, view_id, with_for_update=True)
    if view is None or not (view.person_id == by or (view.is_shared and may_share)):
        raise NotFound
    session.delete(view)
    audit.record(session, "review.view.deleted", f"saved-view:{view_id}", by=by, now=now, detail={"name": view.name})
    return view
