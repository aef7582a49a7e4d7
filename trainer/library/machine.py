"""The life of an item's newest version: who may move it from where to where, and what is asked for it. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from question_bank.items.card import Status
from trainer.web.permissions import Permission

S, P = Status, Permission
UNPUBLISHED = frozenset({S.DRAFT, S.IN_REVIEW, S.APPROVED})


@dataclass(frozen=True)
class Move:
    """One verb: from which states to which, and which permission it needs.

    `reason`: has to be given. `sound`: no item-writing rule may be broken. `apart`: not by somebody who wrote what is
    judged. `live`: only beside a version that is live.
    """

    verb: str
    words: str
    done: str
    origins: frozenset[Status]
    to: Status
    needs: Permission
    reason: bool = False
    sound: bool = False
    apart: bool = False
    live: bool = False

    @property
    def is_onward(self) -> bool:
        """Whether it brings an item nearer to papers."""
        return self.verb in ONWARD


ONWARD = frozenset({"submit", "approve", "publish"})
MOVES = {
    move.verb: move
    for move in (
        Move("submit", "Submit for review", "submitted for review", frozenset({S.DRAFT}), S.IN_REVIEW, P.EDIT_ITEMS),
        Move(
            "withdraw", "Take back to draft", "taken back",
            frozenset({S.IN_REVIEW, S.APPROVED}), S.DRAFT, P.EDIT_ITEMS, reason=True,
        ),
        Move(
            "return", "Send back", "sent back",
            frozenset({S.IN_REVIEW, S.APPROVED}), S.DRAFT, P.REVIEW_ITEMS, reason=True, apart=True,
        ),
        Move(
            "approve", "Approve", "approved",
            frozenset({S.IN_REVIEW}), S.APPROVED, P.REVIEW_ITEMS, sound=True, apart=True,
        ),
        Move("publish", "Make live", "made live", frozenset({S.APPROVED}), S.LIVE, P.PUBLISH_ITEMS, sound=True),
        Move(
            "discard", "Discard this version", "discarded",
            UNPUBLISHED, S.LIVE, P.EDIT_ITEMS, reason=True, live=True,
        ),
        Move(
            "retire", "Retire", "retired",
            UNPUBLISHED | {S.LIVE, S.COMPROMISED}, S.RETIRED, P.PUBLISH_ITEMS, reason=True,
        ),
        Move("restore", "Bring back", "brought back", frozenset({S.RETIRED}), S.DRAFT, P.EDIT_ITEMS, reason=True),
        Move(
            "compromise", "Mark as compromised", "marked as compromised",
            frozenset(S) - {S.COMPROMISED}, S.COMPROMISED, P.SEE_ITEMS, reason=True,
        ),
        Move(
            "rework", "Rework as a draft", "taken up again",
            frozenset({S.COMPROMISED}), S.DRAFT, P.EDIT_ITEMS, reason=True,
        ),
    )
}  # fmt: skip
"""The one table of who may move what. Compromised is reached from anywhere, by whoever sees items: it cannot wait."""

LEAVES_PAPERS = frozenset({"retire", "compromise"})
"""Moves after which no version of the item is drawn."""
UNSEEN = frozenset({"title", "tags"})
"""What candidates never see and no paper is drawn by."""


def open_to(status: Status, permissions: frozenset[Permission], *, is_live: bool, wrote: bool) -> list[Move]:
    """The moves somebody may make: `is_live`: a version is on papers; `wrote`: they wrote what is judged."""
    return [
        move
        for move in MOVES.values()
        if status in move.origins
        and move.needs in permissions
        and not (move.apart and wrote)
        and not (move.live and not is_live)
    ]


def keeps_standing(changed: Collection[str]) -> bool:
    """Whether a version that differs in this stands where the one before stood: approvals and papers go with it."""
    return bool(changed) and UNSEEN.issuperset(changed)


def approvals_needed(*, safety_critical: bool, must_not_miss: bool) -> int:
    """How many reviewers must approve a version: two where a mistake can hurt somebody."""
    return 2 if safety_critical or must_not_miss else 1


def after_restoring(*, was_published: bool) -> Status:
    """Where a retired item comes back to: approved where its newest version was live before, else a draft."""
    return Status.APPROVED if was_published else Status.DRAFT
