"""Moving an item through its life: submitted, approved, live, retired; every step under one table, with its reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from question_bank.formats.faults import Fault
from question_bank.items.card import Card, Status
from question_bank.lint.course import card_faults
from trainer.accounts.models import Person
from trainer.accounts.service import Part, require_apart
from trainer.audit import service as audit
from trainer.core import clock
from trainer.core.errors import Conflict, Invalid, Refused
from trainer.library import evidence, listing
from trainer.library.editing import locked
from trainer.library.machine import LEAVES_PAPERS, MOVES, Move, after_restoring, approvals_needed, open_to
from trainer.library.models import Item, ItemApproval, ItemMove, ItemVersion
from trainer.library.rules import errors_of
from trainer.web.permissions import Permission

WROTE = "You wrote this version, so somebody else has to review it."


@dataclass(frozen=True)
class By:
    """Who moves an item, and what they may."""

    id: int
    permissions: frozenset[Permission]


@dataclass(frozen=True)
class Standing:
    """Where an item's newest version stands: who approved it, how many must, and what may be done with it now."""

    approvals: list[tuple[ItemApproval, str]]
    needed: int
    moves: list[Move]
    has_approved: bool

    def next_step(self, faults: Iterable[Fault]) -> Move | None:
        """The move onward that can be taken now, with what the checks found."""
        is_sound = all(fault.is_warning for fault in faults)
        return next((move for move in self.moves if move.is_onward and (is_sound or not move.sound)), None)


def standing(session: Session, item: Item, version: ItemVersion, by: By) -> Standing:
    """Where the newest version stands, for somebody who looks at it."""
    approvals = approvals_of(session, version)
    moves = open_to(
        Status(item.status), by.permissions, is_live=item.live_number is not None, wrote=wrote(session, item, by.id)
    )
    has_approved = any(approval.person_id == by.id for approval, _name in approvals)
    return Standing(
        approvals,
        _needed(version),
        [move for move in moves if not (move.verb == "approve" and has_approved)],
        has_approved,
    )


def approvals_of(session: Session, version: ItemVersion) -> list[tuple[ItemApproval, str]]:
    """The standing approvals of a version, each with its reviewer's name, oldest first."""
    wanted = (
        select(ItemApproval, Person.name)
        .join(Person, Person.id == ItemApproval.person_id)
        .where(ItemApproval.version_id == version.id, ItemApproval.void_at.is_(None))
        .order_by(ItemApproval.id)
    )
    return [(approval, name) for approval, name in session.execute(wanted)]


def wrote(session: Session, item: Item, person_id: int) -> bool:
    """Whether somebody wrote any version that never went live: their own work is not theirs to judge."""
    return person_id in writers(session, item)


def writers(session: Session, item: Item) -> list[int]:
    """Everybody who wrote a version that never went live."""
    later = ItemVersion.item_id == item.id, ItemVersion.number > (item.published_number or 0)
    known = select(ItemVersion.created_by_id).where(*later, ItemVersion.created_by_id.is_not(None))
    return [person_id for person_id in session.scalars(known.distinct()) if person_id is not None]


def _needed(version: ItemVersion) -> int:
    return approvals_needed(safety_critical=version.safety_critical, must_not_miss=version.must_not_miss is not None)


def move(
    session: Session,
    item_id: UUID,
    verb: str,
    *,
    by: By,
    now: datetime,
    reason: str = "",
    overrides: Mapping[str, str] | None = None,
    zone: str = "UTC",
) -> Item:
    """Take an item one step further. Refused, Conflict or Invalid, in words, when the table does not allow it.

    `overrides` gives, for each rule whose warning stands, why it may; publishing asks for all of them. `zone` is the
    issuer's: by its days sources are due.
    """
    item = locked(session, item_id)
    version = listing.version(session, item_id, item.current_number)
    step = _allowed(session, item, verb, by, now, zone)
    if step.reason and not reason:
        raise Invalid("Say why; the reason is kept.")
    if step.sound:
        read = (overrides or {}) if verb == "publish" else None
        _must_hold(faults_of(session, listing.card_of(item, version), clock.day_of(now, zone)), read)
    to = _taken(session, item, version, step, by=by, note=reason, now=now, zone=zone)
    made = ItemMove(
        item_id=item.id, version_id=version.id, verb=verb, came_from=item.status, went_to=to.value, reason=reason,
        overrides=dict(overrides or {}), at=now, by_id=by.id,
    )  # fmt: skip
    session.add(made)
    detail = {"code": item.code, "number": version.number, "from": item.status, "to": to.value, "reason": reason}
    item.status = to.value
    audit.record(session, f"library.item.{verb}", f"item:{item.id}", by=by.id, now=now, detail=detail)
    return item


def _allowed(session: Session, item: Item, verb: str, by: By, now: datetime, zone: str) -> Move:
    step = MOVES.get(verb)
    if step is None or step.needs not in by.permissions:
        raise Refused("Your role does not allow this step.")
    if item.status not in step.origins:
        raise Conflict(f"This item is {item.status.replace('_', ' ')} by now, so it cannot be {step.done}.")
    if step.live and item.live_number is None:
        raise Conflict("No version of this item is live, so there is none to go back to.")
    if step.apart:
        for author in writers(session, item):
            _require_apart(session, Part(author, Permission.EDIT_ITEMS), by.id, WROTE, now=now, zone=zone)
    return step


def _require_apart(session: Session, before: Part, by: int, alone: str, *, now: datetime, zone: str) -> None:
    """Refused when a reviewer has the right from who was before them, or these from the reviewer, and lately.

    One administrator may have given it to both: so a bank begins, and nothing of an item is for good.
    """
    for one, other in ((Part(before.person_id), Part(by, Permission.REVIEW_ITEMS)), (before, Part(by))):
        require_apart(session, one, other, alone=alone, now=now, zone=zone)


def _taken(
    session: Session, item: Item, version: ItemVersion, step: Move, *, by: By, note: str, now: datetime, zone: str
) -> Status:
    """Do what goes with a step, and say where it leads."""
    if step.verb == "approve":
        return _approve(session, version, by=by.id, note=note, now=now, zone=zone)
    if step.to is Status.DRAFT and step.verb != "restore":
        _void(session, version, now)
    if step.verb == "publish":
        item.live_number = item.published_number = version.number
    elif step.verb == "discard" and item.live_number is not None:
        item.current_number = item.live_number
    elif step.verb in LEAVES_PAPERS:
        item.live_number = None
    elif step.verb == "restore":
        return after_restoring(was_published=item.published_number == version.number)
    return step.to


def _approve(session: Session, version: ItemVersion, *, by: int, note: str, now: datetime, zone: str) -> Status:
    known = [approval.person_id for approval, _name in approvals_of(session, version)]
    if by in known:
        raise Conflict("You have approved this version already; somebody else has to be the next.")
    for earlier in known:
        _require_apart(session, Part(earlier, Permission.REVIEW_ITEMS), by, WROTE, now=now, zone=zone)
    session.add(ItemApproval(version_id=version.id, person_id=by, note=note, at=now))
    session.flush()
    return Status.APPROVED if len(known) + 1 >= _needed(version) else Status.IN_REVIEW


def _void(session: Session, version: ItemVersion, now: datetime) -> None:
    standing_ = ItemApproval.version_id == version.id, ItemApproval.void_at.is_(None)
    session.execute(update(ItemApproval).where(*standing_).values(void_at=now))


def faults_of(session: Session, card: Card, today: date) -> list[Fault]:
    """What keeps an item from papers, or is worth a look: item-writing rules, and sources that are due."""
    return [*card_faults(card), *evidence.faults_of(session, card, today)]


def _must_hold(faults: list[Fault], overrides: Mapping[str, str] | None) -> None:
    broken = errors_of(faults)
    if broken:
        raise Invalid("; ".join(fault.says for fault in broken), title="An item-writing rule does not hold")
    unanswered = unread(faults, overrides or {}) if overrides is not None else []
    if unanswered:
        raise Invalid(f"Say for each warning why it may stand: {', '.join(unanswered)}.")


def unread(faults: Collection[Fault], overrides: Mapping[str, str]) -> list[str]:
    """The rules whose warnings nobody has given a reason for."""
    warned = dict.fromkeys(fault.rule for fault in faults if fault.is_warning)
    return [rule for rule in warned if not overrides.get(rule, "").strip()]


def moves_of(session: Session, item_id: UUID) -> list[tuple[ItemMove, str | None, int]]:
    """Every step of an item's life with who took it and with which version, newest first."""
    wanted = (
        select(ItemMove, Person.name, ItemVersion.number)
        .join(ItemVersion, ItemVersion.id == ItemMove.version_id)
        .outerjoin(Person, Person.id == ItemMove.by_id)
        .where(ItemMove.item_id == item_id)
        .order_by(ItemMove.id.desc())
    )
    return [(step, name, number) for step, name, number in session.execute(wanted)]
