"""Pictures that items show: kept once by their digest, listed, and where each is used."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import Session

from question_bank.items.media import UnsafeMedia, digest_of, picture_of
from trainer.audit import service as audit
from trainer.core.errors import Invalid
from trainer.library.models import Item, ItemVersion, Media
from trainer.storage import Storage

SVG = "image/svg+xml"
IN_FILES = '%"media_type": "image/%'
"""What stands in a payload that shows a picture from a file."""


@dataclass(frozen=True)
class Used:
    """An item whose newest version shows a picture."""

    item_id: UUID
    code: str


def keep(session: Session, storage: Storage, data: bytes, *, name: str, by: int | None, now: datetime) -> Media:
    """Keep a picture after it was checked; the same one again is the one there is. Invalid when it is none."""
    try:
        picture, kept = picture_of(data, "")
    except UnsafeMedia as error:
        raise Invalid(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
    kept = kept or picture.svg.encode()
    digest = storage.put(kept)
    found = session.get(Media, digest_of(kept))
    if found is not None:
        return found
    width, height = (round(size) for size in picture.view[2:])
    made = Media(
        digest=digest, media_type=picture.media_type or SVG, width=width, height=height, size=len(kept),
        name=name[:200], added_at=now, added_by_id=by,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(session, "review.media.added", f"media:{digest}", by=by, now=now, detail={"name": made.name})
    return made


def count(session: Session) -> int:
    """How many pictures are kept."""
    return session.scalar(select(func.count()).select_from(Media)) or 0


def newest(session: Session, *, offset: int = 0, limit: int = 50) -> list[Media]:
    """One page of the pictures, the newest first."""
    wanted = select(Media).order_by(Media.added_at.desc(), Media.digest).offset(offset).limit(limit)
    return list(session.scalars(wanted))


def uses(session: Session, digests: Collection[str]) -> dict[str, list[Used]]:
    """The items whose newest versions show these pictures, by the pictures' digests."""
    found: dict[str, list[Used]] = {digest: [] for digest in digests}
    wanted = (
        select(Item.id, Item.code, ItemVersion.payload)
        .join(ItemVersion, (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.current_number))
        .where(says(IN_FILES))
        .order_by(Item.code)
    )
    for item_id, code, payload in session.execute(wanted):
        for holder in (payload, payload.get("case") or {}):
            digest = (holder.get("picture") or {}).get("digest")
            if digest in found:
                found[digest].append(Used(item_id, code))
    return found


def says(pattern: str) -> ColumnElement[bool]:
    """The condition that the text of a version's payload is like this."""
    return cast(ItemVersion.payload, String).like(pattern)
