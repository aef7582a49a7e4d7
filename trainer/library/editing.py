"""Changing the bank: new items, new versions, and an item's life. A written version never changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Integer, cast, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from question_bank.items.card import OUT_OF_USE, Card, Status, Use
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint
from trainer.audit import service as audit
from trainer.core.errors import Conflict, Invalid, NotFound
from trainer.library import listing
from trainer.library.machine import keeps_standing
from trainer.library.models import HOME, BlueprintVersion, Item, ItemApproval, ItemVersion, PolicyVersion
from trainer.library.rules import changes, code_after, letter_of
from trainer.library.writing import add_version

_NUMBER = cast(func.substr(Item.code, 6), Integer)
"""The number in a code such as D4-E-055."""


class MovedOn(Conflict):
    """Somebody else saved a version while this one was being written."""

    title = "This item has moved on"


def free_code(session: Session, domain: str, use: Use) -> str:
    """The code the next item of this domain and pool takes; a code once used is not used again."""
    prefix = f"{domain}-{letter_of(use)}-"
    last = session.scalar(select(func.max(_NUMBER)).where(Item.code.startswith(prefix, autoescape=True)))
    return code_after(prefix, last or 0)


def create(
    session: Session,
    card: Card,
    *,
    by: int | None,
    note: str,
    now: datetime,
    bank: str = HOME,
) -> Item:
    """Add an item as a draft with its first version, under the next free code whatever code the card bears."""
    code = free_code(session, card.domain, card.use)
    item = Item(
        id=uuid4(), code=code, bank=bank, use=card.use.value, status=Status.DRAFT.value, created_at=now,
        current_number=1, owner_id=by,
    )  # fmt: skip
    add_version(item, 1, card, by=by, note=note, now=now)
    try:
        with session.begin_nested():
            session.add(item)
    except IntegrityError as error:
        raise Conflict(f"Another item took the code {code} just now. Save again for the next one.") from error
    audit.record(session, "library.item.created", f"item:{item.id}", by=by, now=now, detail={"code": code})
    return item


def new_version(
    session: Session, item_id: UUID, card: Card, *, by: int | None, note: str, now: datetime, base: int | None = None
) -> ItemVersion:
    """Write the next version of an item as a draft; what is live stays live until the new one is reviewed.

    `base` is the number the author started from: MovedOn when the item has a newer one. Invalid when nothing changed,
    or the code or the pool did.
    """
    item = locked(session, item_id)
    if base is not None and base != item.current_number:
        raise MovedOn(f"Version {item.current_number} was saved while you wrote. Yours began from version {base}.")
    before = listing.card_of(item, listing.version(session, item_id, item.current_number))
    _may_follow(before, card)
    return write_version(session, item, before, card, by=by, note=note, now=now)


def write_version(
    session: Session, item: Item, before: Card, card: Card, *, by: int | None, note: str, now: datetime
) -> ItemVersion:
    """Write the next version of an item that is held: a draft, but where only what nobody is asked by has changed."""
    last = session.scalar(select(func.max(ItemVersion.number)).where(ItemVersion.item_id == item.id)) or 0
    version = add_version(item, last + 1, card, by=by, note=note, now=now)
    changed = changes(before, card)
    session.flush()
    stand(session, [(item, listing.version(session, item.id, before.version), version)], changed)
    detail = {"code": item.code, "number": version.number, "note": note, "changed": changed}
    audit.record(session, "library.item.versioned", f"item:{item.id}", by=by, now=now, detail=detail)
    return version


def stand(session: Session, written: Sequence[tuple[Item, ItemVersion, ItemVersion]], changed: Collection[str]) -> None:
    """Say where items stand with the versions that follow those before, all of which differ in the same things."""
    if not keeps_standing(changed):
        for item, _before, _version in written:
            if item.status not in OUT_OF_USE:
                item.status = Status.DRAFT.value
        return
    follows = {before.id: version for _item, before, version in written}
    standing = ItemApproval.version_id.in_(follows), ItemApproval.void_at.is_(None)
    copies = [
        {"version_id": follows[given.version_id].id, "person_id": given.person_id, "note": given.note, "at": given.at}
        for given in session.scalars(select(ItemApproval).where(*standing))
    ]
    if copies:
        session.execute(insert(ItemApproval), copies)
    for item, before, version in written:
        if item.live_number == before.number:
            item.live_number = item.published_number = version.number


def restore_version(session: Session, item_id: UUID, number: int, *, by: int, now: datetime) -> ItemVersion:
    """Write what an older version said as the next one; Invalid when it says what the current one says."""
    item = locked(session, item_id)
    old = listing.card_of(item, listing.version(session, item_id, number))
    before = listing.card_of(item, listing.version(session, item_id, item.current_number))
    _may_follow(before, old)
    return write_version(session, item, before, old, by=by, note=f"As version {number} was", now=now)


def locked(session: Session, item_id: UUID) -> Item:
    """An item, held until the transaction ends; NotFound when there is none."""
    item = session.get(Item, item_id, with_for_update=True, populate_existing=True)
    if item is None:
        raise NotFound
    return item


def _may_follow(before: Card, card: Card) -> None:
    if (card.code, card.use) != (before.code, before.use):
        raise Invalid("An item keeps its code and its pool for ever. Make a new item instead.")
    if not changes(before, card) and card.type == before.type:
        raise Invalid("Nothing differs from the version before, so there is nothing to save.")


def new_blueprint(session: Session, blueprint: Blueprint, *, by: int, now: datetime) -> BlueprintVersion:
    """Write the next version of a blueprint; its number is given here."""
    number = max((row.number for row in listing.blueprint_versions(session, blueprint.slug)), default=0) + 1
    spec = blueprint.model_copy(update={"version": number}).model_dump(mode="json")
    row = BlueprintVersion(slug=blueprint.slug, number=number, spec=spec, created_at=now, created_by_id=by)
    session.add(row)
    session.flush()
    subject = f"blueprint:{blueprint.slug}"
    audit.record(session, "library.blueprint.versioned", subject, by=by, now=now, detail={"number": number})
    return row


def new_policy(session: Session, policy: Policy, *, by: int, now: datetime) -> PolicyVersion:
    """Write the next version of a pass policy; its number is given here."""
    number = max((row.number for row in listing.policy_versions(session, policy.slug)), default=0) + 1
    spec = policy.model_copy(update={"version": number}).model_dump(mode="json")
    row = PolicyVersion(slug=policy.slug, number=number, spec=spec, created_at=now, created_by_id=by)
    session.add(row)
    session.flush()
    subject = f"policy:{policy.slug}"
    audit.record(session, "library.policy.versioned", subject, by=by, now=now, detail={"number": number})
    return row
