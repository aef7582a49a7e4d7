"""Writing what an import planned: rows in bulk, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from question_bank.items.card import OUT_OF_USE, Status
from trainer.core.errors import Conflict
from trainer.library.exchange_plan import Plan
from trainer.library.models import Item, ItemSource, ItemTag, ItemText, ItemVersion

CHUNK = 500
MEANWHILE = "Somebody changed the bank while the file was read. Nothing was imported; import it again."
Row = dict[str, Any]


def write(session: Session, plan: Plan, *, by: int | None, note: str, now: datetime) -> None:
    """Write every planned version; Conflict when the bank has moved on since it was planned."""
    rows = plan.rows()
    while some := list(islice(rows, CHUNK)):
        fresh = [row for row in some if not row["base"]]
        later = [row for row in some if row["base"]]
        try:
            _add_items(session, fresh, plan.report.bank, by=by, now=now)
            _hold(session, later)
            _add_versions(session, some, plan.renamed, by=by, note=note, now=now)
        except IntegrityError as error:
            raise Conflict(MEANWHILE) from error
        _add_words(session, fresh)
        _move_on(session, later)


def _add_items(session: Session, rows: list[Row], bank: str, *, by: int | None, now: datetime) -> None:
    made = [
        {
            "id": UUID(row["id"]), "code": row["code"], "bank": bank, "use": row["use"], "status": Status.DRAFT.value,
            "created_at": now, "current_number": 1, "owner_id": by,
        }
        for row in rows
    ]  # fmt: skip
    if made:
        session.execute(insert(Item), made)


def _hold(session: Session, rows: list[Row]) -> None:
    """Hold the items that get another version, if they still stand where they stood."""
    expected = {UUID(row["id"]): row["base"] for row in rows}
    held = select(Item.id, Item.current_number).where(Item.id.in_(expected)).with_for_update()
    if expected and dict(session.execute(held).all()) != expected:
        raise Conflict(MEANWHILE)


def _add_versions(
    session: Session, rows: list[Row], renamed: Mapping[str, str], *, by: int | None, note: str, now: datetime
) -> None:
    about = {"note": note, "created_at": now, "created_by_id": by}
    made = [
        {**row["said"], "enemies": [renamed.get(code, code) for code in row["said"]["enemies"]],
         "item_id": UUID(row["id"]), "number": row["number"], **about}
        for row in rows
    ]  # fmt: skip
    ids = session.scalars(insert(ItemVersion).returning(ItemVersion.id, sort_by_parameter_order=True), made)
    written = ids.all()
    for table, column, part in ((ItemSource, "key", "sources"), (ItemTag, "tag", "tags")):
        if listed := list(_listed(written, rows, column, part)):
            session.execute(insert(table), listed)


def _listed(ids: Sequence[int], rows: list[Row], column: str, part: str) -> Iterator[dict[str, Any]]:
    """What versions list, one row each."""
    for version_id, row in zip(ids, rows, strict=True):
        for name in dict.fromkeys(row["said"][part]):
            yield {"version_id": version_id, column: name}


def _add_words(session: Session, rows: list[Row]) -> None:
    if rows:
        session.execute(insert(ItemText), [{"item_id": UUID(row["id"]), "words": row["words"]} for row in rows])


def _move_on(session: Session, rows: list[Row]) -> None:
    """Make the new versions current; approvals do not go with them, and what was taken away stays away."""
    if not rows:
        return
    own = [{"own": UUID(row["id"]), "number": row["number"], "said": row["words"]} for row in rows]
    connection = session.connection()
    items, texts = cast(Table, Item.__table__), cast(Table, ItemText.__table__)
    connection.execute(
        update(items).where(items.c.id == bindparam("own")).values(current_number=bindparam("number")), own
    )
    stays = items.c.status.in_(OUT_OF_USE)
    ids = [each["own"] for each in own]
    connection.execute(update(items).where(items.c.id.in_(ids), ~stays).values(status=Status.DRAFT.value))
    connection.execute(update(texts).where(texts.c.item_id == bindparam("own")).values(words=bindparam("said")), own)
