"""Saving one answer: by its revision, and only while the attempt takes answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from question_bank.items import UnreadableAnswer
from trainer.core.errors import NotFound
from trainer.exams import queries, standing
from trainer.exams.errors import UnreadableSave
from trainer.exams.machine import Move, State
from trainer.exams.models import Answer
from trainer.exams.service import conflicts, receipts, signals
from trainer.exams.service.close import close
from trainer.exams.service.receipts import NOWHERE, Seen
from trainer.exams.service.sent import Save
from trainer.exams.service.store import store
from trainer.exams.service.time import settle_outage
from trainer.exams.signing import NotCanonical, canonical
from trainer.exams.standing import LONGEST_PAPER, Standing, Stored

LONGEST_COMPLAINT = 200
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""A character PostgreSQL cannot store, as canonical JSON writes it."""
UNREADABLE = object()


@dataclass(frozen=True)
class Saved:
    """What was stored, when it first was, and the receipt given for it then."""

    position: int
    revision: int
    saved_at: datetime
    seconds_left: int | None
    receipt: str | None


def save(
    session: Session,
    attempt_id: UUID,
    sent: Save,
    *,
    by: int,
    now: datetime | Callable[[], datetime],
    seen: Seen = NOWHERE,
) -> Saved | None:
    """Store an answer with its receipt, or repeat what was said when this same save arrived before.

    `now` may be the clock itself: it is read once, when the attempt is held and nothing is left to wait for.
    None when the attempt is closed; if its time had run out unnoticed, it is closed for good in this transaction.
    UnreadableSave changes nothing. StaleRevision overwrites nothing, and keeps what was refused.
    """
    if not 1 <= sent.position <= LONGEST_PAPER:
        raise NotFound
    found = standing.hold(session, attempt_id, by, sent.position)
    attempt, now = found.attempt, now() if callable(now) else now
    if found.stored is not None and _is_replay(found, sent, found.stored):
        again = found.stored
        return Saved(sent.position, again.revision, again.saved_at, _left(attempt, now), again.receipt)
    if not queries.accepts(attempt, now):
        attempt = _last_look(session, attempt_id, now)
        if attempt is None:
            return None
    if sent.revision is not None and sent.revision != _next(found):
        raise conflicts.refusal(session, attempt_id, found, sent, now=now)
    kept = _readable(found, sent)
    receipt = receipts.made(attempt_id, kept, found.head, seen, now)
    store(session.connection(), receipt, is_first=found.stored is None)
    standing.forget(session, Answer, (attempt_id, kept.position))
    signals.watch(session, attempt_id, found.head, seen, kept.position, now)
    return Saved(kept.position, kept.revision, now, _left(attempt, now), receipt["signature"])


def _is_replay(found: Standing, sent: Save, stored: Stored) -> bool:
    return (
        sent.revision == stored.revision
        and sent.is_flagged == stored.is_flagged
        and _read(found, sent.answer) == _read(found, stored.answer)
    )


def _read(found: Standing, answer: Any) -> Any:
    try:
        return found.payload.parse(answer, found.place.known)
    except UnreadableAnswer:
        return UNREADABLE


def _last_look(session: Session, attempt_id: UUID, now: datetime) -> Any:
    """The attempt after all if an outage gave it more time; else None, and closed for good if it was still running."""
    attempt = queries.locked_attempt(session, attempt_id)
    if attempt.state != State.RUNNING:
        return None
    settle_outage(session, attempt, now)
    if queries.accepts(attempt, now):
        return attempt
    close(session, attempt, Move.EXPIRE, by=None, now=now)
    return None


def _next(found: Standing) -> int:
    return (found.stored.revision if found.stored else 0) + 1


def _readable(found: Standing, sent: Save) -> receipts.Kept:
    """What will be stored, once every part of the save has been read."""
    if sent.revision is None:
        raise UnreadableSave("revision", "A save says which revision it will become, as a whole number.")
    if sent.is_flagged is None:
        raise UnreadableSave("flagged", "A save says whether the question is flagged: true or false.")
    try:
        answer = found.payload.settle(sent.answer, found.place.known)
        text = canonical(answer)
    except UnreadableAnswer as error:
        raise UnreadableSave("answer", f"This answer cannot be stored: {_short(str(error))}.") from error
    except NotCanonical as error:
        raise UnreadableSave("answer", "This answer holds a number or a character that cannot be stored.") from error
    if NUL.search(text):
        raise UnreadableSave("answer", "This answer holds a character that cannot be stored.")
    return receipts.Kept(sent.position, sent.revision, answer, sent.is_flagged, sent.writer, text)


def _short(complaint: str) -> str:
    said = complaint.strip().rstrip(".")
    return said if len(said) <= LONGEST_COMPLAINT else said[: LONGEST_COMPLAINT - 1] + "…"


def _left(attempt: Any, now: datetime) -> int | None:
    return queries.timing(attempt).seconds_left(now)
