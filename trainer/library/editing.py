"""Changing the bank: new items, new versions, and an item's life. A written version never changes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from question_bank.items.card import Card, Status, Use
from question_bank.lint.course import card_faults
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint
from trainer.audit import service as audit
from trainer.core.errors import Conflict, Invalid, NotFound
from trainer.library import listing
from trainer.library.models import BlueprintVersion, Item, ItemVersion, PolicyVersion
from trainer.library.rules import changes, errors_of, next_code


class MovedOn(Conflict):
    """Somebody else saved a version while this one was being written."""

    title = "This item has moved on"


def free_code(session: Session, domain: str, use: Use) -> str:
    """The code the next item of this domain and pool takes; a code once used is not used again."""
    code = next_code(listing.codes(session), domain, use)
    if code is None:
        raise Conflict(f"Every code for {use.value} items of {domain} is taken.")
    return code


def create(session: Session, card: Card, *, by: int | None, note: str, now: datetime) -> Item:
    """Add an item as a draft with its first version, under the next free code whatever code the card bears."""
    code = free_code(session, card.domain, card.use)
    item = Item(id=uuid4(), code=code, use=card.use.value, status=Status.DRAFT.value, created_at=now, current_number=1)
    try:
        with session.begin_nested():
            session.add(item)
    except IntegrityError as error:
        raise Conflict(f"Another item took the code {code} just now. Save again for the next one.") from error
    session.add(_version(item, 1, card, by=by, note=note, now=now))
    audit.record(session, "library.item.created", f"item:{item.id}", by=by, now=now, detail={"code": code})
    return item


def new_version(
    session: Session, item_id: UUID, card: Card, *, by: int | None, note: str, now: datetime, base: int | None = None
) -> ItemVersion:
    """Write the next version of an item and make it current.

    `base` is the number the author started from: MovedOn when the item has a newer one. A live item keeps every
    item-writing rule, or Invalid; so is a version in which nothing changed, or another code or pool.
    """
    item = _locked(session, item_id)
    if base is not None and base != item.current_number:
        raise MovedOn(f"Version {item.current_number} was saved while you wrote. Yours began from version {base}.")
    before = listing.card_of(item, listing.version(session, item_id, item.current_number))
    _may_follow(before, card)
    if item.status == Status.LIVE:
        _must_hold(card)
    item.current_number += 1
    version = _version(item, item.current_number, card, by=by, note=note, now=now)
    session.add(version)
    detail = {"code": item.code, "number": version.number, "note": note, "changed": changes(before, card)}
    audit.record(session, "library.item.versioned", f"item:{item.id}", by=by, now=now, detail=detail)
    return version


def _locked(session: Session, item_id: UUID) -> Item:
    item = session.get(Item, item_id, with_for_update=True, populate_existing=True)
    if item is None:
        raise NotFound
    return item


def _may_follow(before: Card, card: Card) -> None:
    if (card.code, card.use) != (before.code, before.use):
        raise Invalid("An item keeps its code and its pool for ever. Make a new item instead.")
    if not changes(before, card) and card.type == before.type:
        raise Invalid("Nothing differs from the version before, so there is nothing to save.")


def _must_hold(card: Card) -> None:
    broken = errors_of(card_faults(card))
    if broken:
        raise Invalid("; ".join(fault.says for fault in broken), title="An item-writing rule does not hold")


def _version(item: Item, number: int, card: Card, *, by: int | None, note: str, now: datetime) -> ItemVersion:
    return ItemVersion(
        item_id=item.id,
        number=number,
        type=card.type,
        payload=card.payload.model_dump(mode="json"),
        domain=card.domain,
        group=card.group.value,
        level=card.level.value,
        safety_critical=card.safety_critical,
        must_not_miss=card.must_not_miss.value if card.must_not_miss else None,
        vignette=card.vignette,
        sources=list(card.sources),
        enemies=list(card.enemies),
        note=note,
        created_at=now,
        created_by_id=by,
    )


def make_live(session: Session, item_id: UUID, *, by: int, reason: str, now: datetime) -> Item:
    """Let new papers draw a draft or a retired item; Invalid while an item-writing rule is broken."""
    item = _locked(session, item_id)
    if item.status == Status.LIVE:
        raise Conflict("This item is live already.")
    _must_hold(listing.card_of(item, listing.version(session, item_id, item.current_number)))
    verb = "restored" if item.status == Status.RETIRED else "published"
    return _move(session, item, Status.LIVE, verb, by=by, reason=reason, now=now)


def retire(session: Session, item_id: UUID, *, by: int, reason: str, now: datetime) -> Item:
    """Keep an item from new papers; running papers are frozen and keep theirs."""
    item = _locked(session, item_id)
    if item.status == Status.RETIRED:
        raise Conflict("This item is retired already.")
    return _move(session, item, Status.RETIRED, "retired", by=by, reason=reason, now=now)


def _move(session: Session, item: Item, to: Status, verb: str, *, by: int, reason: str, now: datetime) -> Item:
    detail = {"code": item.code, "from": item.status, "reason": reason}
    item.status = to.value
    audit.record(session, f"library.item.{verb}", f"item:{item.id}", by=by, now=now, detail=detail)
    return item


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
