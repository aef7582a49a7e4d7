"""A bank of any size for the benchmarks: the real items again and again, under other codes."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from trainer.library.models import Item, ItemText, ItemVersion
from trainer.library.queries import live_versions


def grow(session: Session, to: int) -> None:
    """Copy live exam items, with enemies of their own, until there are so many; cases stay as few as they are."""
    stands = Item.use == "exam", Item.status == "live"
    missing = to - (session.scalar(select(func.count()).select_from(Item).where(*stands)) or 0)
    every = live_versions(session, use="exam")
    real = [version for version in every if "+" not in version.item.code and not version.payload.get("case")]
    copies = (copied(version, number) for number in count(session.query(Item).count()) for version in real)
    if missing <= 0:
        return
    made = [next(copies) for _ in range(missing)]
    session.execute(insert(Item), [item for item, _version, _words in made])
    session.execute(insert(ItemVersion), [version for _item, version, _words in made])
    session.execute(insert(ItemText), [words for _item, _version, words in made])
    session.expunge_all()


def copied(version: ItemVersion, number: int) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The rows of one more item that asks the same: itself, its version, its words."""
    mark = f"+{number}"
    item = version.item
    names = ("type", "payload", "domain", "group", "level", "safety_critical", "must_not_miss", "vignette", "sources")
    own = {"id": uuid4(), "code": item.code + mark, "use": item.use, "status": item.status, "current_number": 1}
    own |= {"live_number": 1, "published_number": 1}
    words = item.text.words if item.text else ""
    said = {name: getattr(version, name) for name in (*names, "note", "created_at")}
    enemies = [code + mark for code in version.enemies]
    return (
        {**own, "created_at": item.created_at},
        {**said, "item_id": own["id"], "number": 1, "enemies": enemies},
        {"item_id": own["id"], "words": f"{words} {number}"},
    )
