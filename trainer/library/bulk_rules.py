"""Changing many items at once: what can be done, and what it would do to each. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass

from question_bank.items.card import OUT_OF_USE, Group, Level, Status
from trainer.library.machine import MOVES
from trainer.library.rules import GROUPS, LEVELS, STATUSES
from trainer.web.permissions import Permission

MOST = 2000
"""So many items at a time: the change is one transaction, and others wait for it."""


@dataclass(frozen=True)
class Kind:
    """One thing that can be done to many items: its words, who may, and the name it has on record."""

    words: str
    hint: str
    needs: Permission
    action: str


KINDS = {
    "retag": Kind(
        "Add or remove tags",
        "Each item gets a new version. Candidates never see tags, so approvals stay and what is live stays live.",
        Permission.EDIT_ITEMS, "library.items.retagged",
    ),
    "sort": Kind(
        "Set domain, group or level",
        "Each item gets a new version, which is a draft until it is reviewed; what is on papers stays there meanwhile.",
        Permission.EDIT_ITEMS, "library.items.sorted",
    ),
    "owner": Kind("Give to an owner", "No item says anything else.", Permission.EDIT_ITEMS, "review.items.given"),
    "submit": Kind(
        "Submit for review", "Reviewers who did not write them decide next.",
        Permission.EDIT_ITEMS, "review.items.submitted",
    ),
    "retire": Kind(
        "Retire", "New papers leave them out. Papers already drawn keep them.",
        Permission.PUBLISH_ITEMS, "library.items.retired",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What is to be done: one kind, with what it takes."""

    kind: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    domain: str = ""
    group: str = ""
    level: str = ""
    owner_id: int | None = None
    owner: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Stand:
    """How an item stands: all that a change of many may alter, or that shows that somebody else did."""

    number: int
    status: str
    live: int | None
    published: int | None
    owner: int | None


@dataclass(frozen=True)
class Subject:
    """An item before the change."""

    code: str
    stand: Stand
    tags: tuple[str, ...]
    domain: str
    group: str
    level: str


@dataclass(frozen=True)
class Proposal:
    """What would become of one item: `says` what changes, or `against` why it stays as it is."""

    subject: Subject
    says: str = ""
    against: str = ""


@dataclass(frozen=True)
class Plan:
    """What a wish would do to each item. `mark` tells whether two plans are the same to the letter."""

    wish: Wish
    proposals: tuple[Proposal, ...]

    @property
    def changed(self) -> tuple[Proposal, ...]:
        """The items that change."""
        return tuple(each for each in self.proposals if not each.against)

    @property
    def refused(self) -> tuple[Proposal, ...]:
        """The items that stay as they are, each with the reason."""
        return tuple(each for each in self.proposals if each.against)

    @property
    def mark(self) -> str:
        """A digest of the whole plan."""
        return hashlib.sha256(repr(asdict(self)).encode()).hexdigest()


def propose(subject: Subject, wish: Wish) -> Proposal:
    """What a wish would do to one item."""
    return PROPOSALS[wish.kind](subject, wish)


def tags_after(subject: Subject, wish: Wish) -> tuple[str, ...]:
    """The tags of an item once some are added and some are removed."""
    return tuple(dict.fromkeys(tag for tag in (*subject.tags, *wish.add) if tag not in wish.remove))


def _retag(subject: Subject, wish: Wish) -> Proposal:
    after = tags_after(subject, wish)
    if after == subject.tags:
        return Proposal(subject, against="Its tags are so already.")
    return Proposal(subject, f"Tags: {_listed(subject.tags)} → {_listed(after)}")


def _listed(tags: tuple[str, ...]) -> str:
    return ", ".join(tags) or "none"


def sorted_after(wish: Wish) -> dict[str, str]:
    """What a version says otherwise after sorting."""
    return {name: value for name in ("domain", "group", "level") if (value := getattr(wish, name))}


def _sort(subject: Subject, wish: Wish) -> Proposal:
    parts = []
    for name, value in sorted_after(wish).items():
        if (before := getattr(subject, name)) != value:
            parts.append(f"{name.capitalize()}: {_worded(name, before)} → {_worded(name, value)}")
    if not parts:
        return Proposal(subject, against="It is sorted so already.")
    if subject.stand.status not in OUT_OF_USE | {Status.DRAFT}:
        parts.append("becomes a draft")
    return Proposal(subject, "; ".join(parts))


def _worded(name: str, value: str) -> str:
    """A domain, a group or a level as people read it."""
    if name == "group":
        return GROUPS[Group(value)]
    return LEVELS[Level(value)] if name == "level" else value


def _owner(subject: Subject, wish: Wish) -> Proposal:
    if subject.stand.owner == wish.owner_id:
        return Proposal(subject, against=f"{wish.owner} owns it already.")
    return Proposal(subject, f"Owner: {wish.owner}")


def _move(subject: Subject, wish: Wish) -> Proposal:
    step, status = MOVES[wish.kind], Status(subject.stand.status)
    if status not in step.origins:
        return Proposal(subject, against=f"It is {STATUSES[status].lower()}, so it cannot be {step.done}.")
    return Proposal(subject, f"{STATUSES[status]} → {STATUSES[step.to].lower()}")


PROPOSALS: dict[str, Callable[[Subject, Wish], Proposal]] = {
    "retag": _retag, "sort": _sort, "owner": _owner, "submit": _move, "retire": _move,
}  # fmt: skip


def told(wish: Wish, number: int) -> str:
    """What a wish did to so many items, in a sentence."""
    items = f"{number} item{'' if number == 1 else 's'}"
    if wish.kind == "retag":
        parts = [f"added {_listed(wish.add)}"] * bool(wish.add) + [f"removed {_listed(wish.remove)}"] * bool(
            wish.remove
        )
        return f"Tags of {items}: {', '.join(parts)}"
    if wish.kind == "sort":
        parts = [f"{name} {_worded(name, value)}" for name, value in sorted_after(wish).items()]
        return f"Sorted {items}: {', '.join(parts)}"
    if wish.kind == "owner":
        return f"Gave {items} to {wish.owner}"
    return f"{items[:1].upper()}{items[1:]} {MOVES[wish.kind].done}" + (f": {wish.reason}" if wish.reason else "")
