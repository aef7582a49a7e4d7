"""Integrity signals: what happened around an attempt, as evidence for a person to look at. Never a verdict.

A change of address or browser is seen at a save; leaving the window and pasting are told by the player; answers faster
than anybody reads are found afterwards, in the receipts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from trainer.exams import queries
from trainer.exams.models import AttemptEvent, Receipt
from trainer.exams.service.receipts import Seen
from trainer.exams.standing import Head

PREFIX = "exam.signal."
ADDRESS, BROWSER, SPEED = "address-changed", "browser-changed", "impossible-speed"
KINDS = ("focus-lost", "paste", "window-left")
"""What a player may tell."""
MOST = 200
"""Signals kept of one attempt; more would say nothing new."""
FAST_ANSWERS, FAST_WITHIN = 5, timedelta(seconds=10)
"""Five different questions answered for the first time within ten seconds: two seconds each, stem and options read."""


@dataclass(frozen=True)
class Told:
    """One signal as the player tells it."""

    kind: str
    seconds: int
    position: int | None


@dataclass(frozen=True)
class Signal:
    """One signal as staff read it."""

    kind: str
    at: datetime
    address: str | None
    detail: dict[str, Any]


def watch(session: Session, attempt_id: UUID, head: Head | None, seen: Seen, position: int, now: datetime) -> None:
    """Note when a save comes from another address or browser than the one before it."""
    if head is None:
        return
    changed = [
        (kind, {"before": before, "after": after, "position": position})
        for kind, before, after in ((ADDRESS, head.address, seen.address), (BROWSER, head.agent, seen.agent))
        if before is not None and after is not None and before != after
    ]
    if changed:
        _leave(session, attempt_id, changed, by=None, now=now, address=seen.address)


def tell(
    session: Session, attempt_id: UUID, told: Sequence[Told], *, by: int, now: datetime, address: str | None
) -> int:
    """Keep what a player tells while the attempt runs; how many were kept."""
    attempt = queries.locked_attempt(session, queries.own_attempt(session, attempt_id, by).id)
    if not told or not queries.accepts(attempt, now):
        return 0
    signals = [(each.kind, {"seconds": each.seconds, "position": each.position}) for each in told]
    return _leave(session, attempt_id, signals, by=by, now=now, address=address)


def _leave(
    session: Session,
    attempt_id: UUID,
    signals: Sequence[tuple[str, dict[str, Any]]],
    *,
    by: int | None,
    now: datetime,
    address: str | None,
) -> int:
    of_this = AttemptEvent.attempt_id == attempt_id, AttemptEvent.name.startswith(PREFIX, autoescape=True)
    room = MOST - (session.scalar(select(func.count()).select_from(AttemptEvent).where(*of_this)) or 0)
    rows = [
        {"attempt_id": attempt_id, "name": PREFIX + kind, "at": now, "by_id": by, "address": address, "detail": detail}
        for kind, detail in signals[: max(0, room)]
    ]
    if rows:
        session.execute(insert(AttemptEvent), rows)
    return len(rows)


def signals_of(session: Session, attempt_id: UUID) -> list[Signal]:
    """Every signal of an attempt in order of time, with the stretches of impossible speed."""
    noted = session.scalars(
        select(AttemptEvent)
        .where(AttemptEvent.attempt_id == attempt_id, AttemptEvent.name.startswith(PREFIX, autoescape=True))
        .order_by(AttemptEvent.id)
    )
    kept = [Signal(each.name.removeprefix(PREFIX), each.at, each.address, each.detail) for each in noted]
    return sorted([*kept, *_bursts(_first_answers(session, attempt_id))], key=lambda signal: signal.at)


def _first_answers(session: Session, attempt_id: UUID) -> list[tuple[datetime, int]]:
    """When each question was first answered, in order of time."""
    seen: dict[int, datetime] = {}
    given = select(Receipt.position, Receipt.saved_at).where(
        Receipt.attempt_id == attempt_id, Receipt.answer.is_not(None)
    )
    for position, at in session.execute(given.order_by(Receipt.number)):
        seen.setdefault(position, at)
    return sorted((at, position) for position, at in seen.items())


def _bursts(answers: Iterable[tuple[datetime, int]]) -> Iterator[Signal]:
    """Each longest stretch in which every five first answers in a row fell within ten seconds."""
    burst: list[tuple[datetime, int]] = []
    window: list[tuple[datetime, int]] = []
    for answer in answers:
        window = [*window, answer][-FAST_ANSWERS:]
        if len(window) == FAST_ANSWERS and window[-1][0] - window[0][0] <= FAST_WITHIN:
            burst = [*burst, answer] if burst else list(window)
        elif burst:
            yield _speed(burst)
            burst = []
    if burst:
        yield _speed(burst)


def _speed(burst: Sequence[tuple[datetime, int]]) -> Signal:
    seconds = (burst[-1][0] - burst[0][0]).total_seconds()
    detail = {"answers": len(burst), "seconds": seconds, "positions": [position for _at, position in burst]}
    return Signal(SPEED, burst[0][0], None, detail)
