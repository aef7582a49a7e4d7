"""Two windows, two answers: the stored one stays, and the refused one is kept beside it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.items import UnreadableAnswer
from trainer.core import clock
from trainer.exams.errors import StaleRevision
from trainer.exams.models import LostAnswer, Receipt
from trainer.exams.service.sent import Save
from trainer.exams.signing import NotCanonical, canonical
from trainer.exams.standing import Standing, Stored

LARGEST = 2**31 - 1
"""The largest revision a database counts; what a client says beyond it is kept as this."""


def refusal(session: Session, attempt_id: UUID, found: Standing, sent: Save, *, now: datetime) -> StaleRevision:
    """What to tell whoever sent it, with both answers in words; the refused one is kept, once."""
    answer, shown = _settled(found, sent.answer), found.shown
    if answer is not None and canonical(answer) not in _kept(session, attempt_id, found.position):
        session.add(
            LostAnswer(
                attempt_id=attempt_id,
                position=found.position,
                answer=answer,
                is_flagged=bool(sent.is_flagged),
                revision=max(-LARGEST, min(sent.revision or 0, LARGEST)),
                writer=sent.writer,
                at=now,
            )
        )
        session.flush()
    stored = found.stored.answer if found.stored else None
    return StaleRevision(as_stored(found.stored), shown.says(stored), shown.says(answer))


def _settled(found: Standing, answer: Any) -> Any:
    """The answer as it would have been stored; None when there is nothing in it that can be read."""
    try:
        settled = found.payload.settle(answer, found.place.known)
        canonical(settled)
    except (UnreadableAnswer, NotCanonical):
        return None
    return settled


def _kept(session: Session, attempt_id: UUID, position: int) -> set[bytes]:
    """Every answer ever acknowledged or kept at a position, as canonical JSON."""
    saved = select(Receipt.answer).where(Receipt.attempt_id == attempt_id, Receipt.position == position)
    lost = select(LostAnswer.answer).where(LostAnswer.attempt_id == attempt_id, LostAnswer.position == position)
    return {canonical(answer) for wanted in (saved, lost) for answer in session.scalars(wanted)}


def lost(session: Session, attempt_id: UUID) -> dict[int, list[LostAnswer]]:
    """The refused answers of an attempt that were never saved after all, by position, in order."""
    found: dict[int, list[LostAnswer]] = defaultdict(list)
    refused = session.scalars(select(LostAnswer).where(LostAnswer.attempt_id == attempt_id).order_by(LostAnswer.id))
    for answer in refused:
        found[answer.position].append(answer)
    for saved in _saved(session, attempt_id, found):
        found[saved.position] = [each for each in found[saved.position] if each.answer != saved.answer]
    return {position: answers for position, answers in found.items() if answers}


def _saved(session: Session, attempt_id: UUID, positions: Any) -> list[Any]:
    if not positions:
        return []
    wanted = select(Receipt.position, Receipt.answer)
    return list(session.execute(wanted.where(Receipt.attempt_id == attempt_id, Receipt.position.in_(list(positions)))))


def as_stored(stored: Stored | None) -> dict[str, Any]:
    """A stored answer as a client is told of it; revision 0 before the first."""
    if stored is None:
        return {"answer": None, "flagged": False, "revision": 0, "saved_at": None, "writer": None}
    return {
        "answer": stored.answer,
        "flagged": stored.is_flagged,
        "revision": stored.revision,
        "saved_at": clock.stamp(stored.saved_at),
        "writer": stored.writer,
    }
