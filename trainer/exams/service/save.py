"""Saving one answer: by its revision, and only while the attempt takes answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from question_bank.items import Payload, UnreadableAnswer
from trainer.core import clock
from trainer.core.errors import NotFound
from trainer.exams import queries
from trainer.exams.errors import StaleRevision, UnreadableSave
from trainer.exams.machine import Move, State
from trainer.exams.marking import known_ids
from trainer.exams.models import Answer, Attempt
from trainer.exams.service.close import close
from trainer.library import queries as library

UNREADABLE = object()
LONGEST_PAPER = 10_000
"""No paper is longer; a database must not be asked for a position it cannot even count."""


@dataclass(frozen=True)
class Save:
    """What a client sent. `revision` is the number this save will become; what could not be read is None."""

    position: int
    answer: Any
    is_flagged: bool | None
    revision: int | None
    writer: str | None = None


@dataclass(frozen=True)
class Saved:
    """What was stored, and when it first was."""

    position: int
    revision: int
    saved_at: datetime
    seconds_left: int | None


def save(session: Session, attempt_id: UUID, sent: Save, *, by: int, now: datetime) -> Saved | None:
    """Store an answer, or repeat what was said when this same save arrived before.

    None when the attempt is closed; if its time had run out unnoticed, it is closed for good in this transaction.
    StaleRevision and UnreadableSave change nothing.
    """
    if not 1 <= sent.position <= LONGEST_PAPER:
        raise NotFound
    queries.lock(session, attempt_id, by)
    row = session.execute(queries.at_position(attempt_id, by, sent.position)).one_or_none()
    if row is None:
        raise NotFound
    attempt, entry, version, stored = row
    payload = library.payload_of(version)
    given = _read(payload, sent.answer, entry)
    if stored is not None and _is_replay(payload, entry, sent, given, stored):
        return _saved(attempt, stored, now)
    if not queries.accepts(attempt, now):
        if attempt.state == State.RUNNING:
            close(session, attempt, Move.EXPIRE, by=None, now=now)
        return None
    _check(sent, given, stored)
    return _saved(attempt, _store(session, attempt, sent, stored, now), now)


def _read(payload: Payload, answer: Any, entry: dict[str, Any]) -> Any:
    try:
        return payload.parse(answer, known_ids(entry))
    except UnreadableAnswer:
        return UNREADABLE


def _is_replay(payload: Payload, entry: dict[str, Any], sent: Save, given: Any, stored: Answer) -> bool:
    return (
        sent.revision == stored.revision
        and sent.is_flagged == stored.is_flagged
        and given == _read(payload, stored.answer, entry)
    )


def _check(sent: Save, given: Any, stored: Answer | None) -> None:
    if sent.revision is None:
        raise UnreadableSave("revision", "A save says which revision it will become, as a whole number.")
    if sent.revision != (stored.revision if stored else 0) + 1:
        raise StaleRevision(as_stored(stored))
    if sent.is_flagged is None:
        raise UnreadableSave("flagged", "A save says whether the question is flagged: true or false.")
    if given is UNREADABLE:
        raise UnreadableSave("answer", "This is not an answer to this question.")


def _store(session: Session, attempt: Attempt, sent: Save, stored: Answer | None, now: datetime) -> Answer:
    answer = stored or Answer(attempt_id=attempt.id, position=sent.position)
    answer.answer, answer.is_flagged = sent.answer, bool(sent.is_flagged)
    answer.revision, answer.saved_at, answer.writer = sent.revision or 0, now, sent.writer
    session.add(answer)
    session.flush()
    return answer


def _saved(attempt: Attempt, answer: Answer, now: datetime) -> Saved:
    return Saved(answer.position, answer.revision, answer.saved_at, queries.timing(attempt).seconds_left(now))


def as_stored(answer: Answer | None) -> dict[str, Any]:
    """A stored answer as a client is told of it; revision 0 before the first."""
    if answer is None:
        return {"answer": None, "flagged": False, "revision": 0, "saved_at": None, "writer": None}
    return {
        "answer": answer.answer,
        "flagged": answer.is_flagged,
        "revision": answer.revision,
        "saved_at": clock.stamp(answer.saved_at),
        "writer": answer.writer,
    }
