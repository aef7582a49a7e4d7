"""The life of a term: who may move it from where to where, for which reasons, and what takes two people. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.certificates.rules import State
from trainer.transparency.entries import Kind
from trainer.web.permissions import Permission

S, P = State, Permission
STANDING = frozenset({S.ACTIVE, S.UNDER_REVIEW})
"""What a newer term takes the place of."""
UNENDED = STANDING | {S.SUSPENDED}

REASONS = {
    "complaint": "A complaint is being looked into",
    "conditions_unmet": "The conditions were not met when it was issued",
    "corrected": "The record was corrected",
    "evidence": "There is new evidence about the exam",
    "holder": "At the holder’s request",
    "identity": "It is in question who sat the exam",
    "impersonation": "Somebody else sat the exam",
    "key_compromised": "Somebody else may know the key it was signed with",
    "key_retired": "The key it was signed with was replaced",
    "licence": "The licence is in question",
    "licence_lost": "The licence was withdrawn by its authority",
    "misconduct": "Misconduct in the exam",
    "practical_added": "What was observed in practice was added",
    "practical_withdrawn": "An observed practical it rests on was withdrawn",
    "record": "The record is wrong",
    "rescored": "The exam was scored again and is no longer passed",
    "restored": "The term that had followed was withdrawn",
    "safety": "There is a concern about safety",
    "settled": "The question is settled",
    "unfounded": "There was no ground for it",
    "unsafe": "Unsafe practice",
    "upheld": "The decision was looked at and stands",
    "voided": "The exam it rests on was made void",
}
"""The classes of reasons, which anybody may see. What happened in the case stays with the staff."""
CONDUCT = ("impersonation", "misconduct", "unsafe")
"""What somebody did: it stands against an exam they had begun by then, too."""
RESTORED = "restored"
"""Why a superseded term is decided again."""
HAPPENED = {
    Kind.ISSUED: "Issued",
    Kind.RENEWED: "Renewal of an earlier term",
    Kind.SUSPENDED: "Suspended",
    Kind.REINSTATED: "Reinstated",
    Kind.REVIEW: "Put under review",
    Kind.RESCORED: "Exam scored again: put under review",
    Kind.CLEARED: "Review ended",
    Kind.REVOKED: "Revoked",
    Kind.SUPERSEDED: "Superseded by another term",
    Kind.REISSUED: "Signed again with another key",
    Kind.WITHDRAWN: "Withdrawn as issued in error",
}
"""What each kind of event is called."""
SIGNED_AGAIN = COMPROMISED, RETIRED = "key_compromised", "key_retired"
"""Why a term is signed again, which moves it nowhere."""


@dataclass(frozen=True)
class Move:
    """One verb: what it is called, the event it leaves, from which states to which, and what it takes.

    `second`: another person has to confirm it. Without a permission only the system makes the move.
    """

    verb: str
    words: str
    done: str
    kind: Kind
    origins: frozenset[State]
    to: State
    needs: Permission | None
    reasons: tuple[str, ...] = ()
    second: bool = False


MOVES = {
    move.verb: move
    for move in (
        Move(
            "suspend", "Suspend", "suspended", Kind.SUSPENDED, STANDING, S.SUSPENDED, P.KEEP_CERTIFICATES,
            ("complaint", "safety", "licence", "identity", "holder"),
        ),
        Move(
            "reinstate", "Reinstate", "reinstated", Kind.REINSTATED, frozenset({S.SUSPENDED}), S.ACTIVE,
            P.KEEP_CERTIFICATES, ("settled", "unfounded", "holder"),
        ),
        Move(
            "review", "Put under review", "put under review", Kind.REVIEW, frozenset({S.ACTIVE}), S.UNDER_REVIEW,
            P.KEEP_CERTIFICATES, ("evidence", "complaint", "identity", "record"),
        ),
        Move(
            "clear", "End the review", "cleared", Kind.CLEARED, frozenset({S.UNDER_REVIEW}), S.ACTIVE,
            P.KEEP_CERTIFICATES, ("upheld", "unfounded", "settled"),
        ),
        Move(
            "revoke", "Revoke", "revoked", Kind.REVOKED, UNENDED, S.REVOKED, P.REVOKE_CERTIFICATES,
            ("misconduct", "impersonation", "unsafe", "licence_lost", "holder"), second=True,
        ),
        Move(
            "withdraw", "Withdraw as issued in error", "withdrawn", Kind.WITHDRAWN,
            UNENDED | {S.SUPERSEDED}, S.WITHDRAWN, P.REVOKE_CERTIFICATES,
            ("record", "conditions_unmet", "impersonation"), second=True,
        ),
        Move("doubt", "Put under review", "put under review", Kind.REVIEW, UNENDED, S.UNDER_REVIEW, None,
             ("voided", "practical_withdrawn")),
        Move("rescore", "Put under review", "put under review", Kind.RESCORED, UNENDED, S.UNDER_REVIEW, None,
             ("rescored",)),
        Move(
            "again", "Decide again", "decided again", Kind.SUPERSEDED, STANDING | {S.SUPERSEDED}, S.SUPERSEDED,
            P.KEEP_CERTIFICATES, ("corrected", "practical_added", "practical_withdrawn", RESTORED),
        ),
        Move("supersede", "Supersede", "superseded", Kind.SUPERSEDED, STANDING, S.SUPERSEDED, None),
    )
}  # fmt: skip
"""The one table of who may move what. A term that is revoked or withdrawn never moves again; one that is superseded is
decided again only while what followed it is withdrawn and no other term of its series stands (`queries.may_return`).
"""


ENDS = {Kind.REVOKED: S.REVOKED, Kind.SUPERSEDED: S.SUPERSEDED, Kind.WITHDRAWN: S.WITHDRAWN}
LED_TO: dict[State, frozenset[Kind]] = {
    S.SUSPENDED: frozenset({Kind.SUSPENDED}), S.UNDER_REVIEW: frozenset({Kind.REVIEW, Kind.RESCORED}),
    **{state: frozenset({kind}) for kind, state in ENDS.items()},
}  # fmt: skip
"""The kinds of events of which the newest is why a term stands there."""


def open_to(state: State, permissions: frozenset[Permission]) -> list[Move]:
    """The moves somebody with these permissions may make, or propose, from a state."""
    return [move for move in MOVES.values() if state in move.origins and move.needs in permissions]


def opens_review(kind: str) -> bool:
    """Whether an event of this kind puts a term under review."""
    return kind in LED_TO[S.UNDER_REVIEW]


def openings(kinds: Sequence[str]) -> list[int]:
    """Which of these events, by their places, opened the review that is open after them; none where none is."""
    ended = [place for place, kind in enumerate(kinds) if kind == Kind.CLEARED]
    since = ended[-1] if ended else 0
    return [place for place, kind in enumerate(kinds) if place >= since and opens_review(kind)]


def is_in_review(kinds: Sequence[str]) -> bool:
    """Whether a review is open after these events, in their order: begun, and not ended since."""
    return bool(openings(kinds))


def after(move: Move, state: State, *, in_review: bool) -> State:
    """Where a move leads from a state: what is suspended stays so when it is doubted, and comes back to its review."""
    if state is S.SUSPENDED and move.to is S.UNDER_REVIEW:
        return S.SUSPENDED
    return S.UNDER_REVIEW if move.verb == "reinstate" and in_review else move.to


def state_after(kinds: Sequence[str]) -> State:
    """Where a term stands after these events, in their order, whatever its row says."""
    state = S.ACTIVE
    for number, kind in enumerate(kinds, start=1):
        if opens_review(kind) and state is not S.SUSPENDED:
            state = S.UNDER_REVIEW
        elif kind == Kind.SUSPENDED:
            state = S.SUSPENDED
        elif kind in (Kind.REINSTATED, Kind.CLEARED):
            state = S.UNDER_REVIEW if is_in_review(kinds[:number]) else S.ACTIVE
        state = next((end for ending, end in ENDS.items() if kind == ending), state)
    return state
