"""The service's own record of being able to save: a beat is a write like any other."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.exams.models import Pulse
from trainer.exams.spans import SILENCE


def beat(session: Session, now: datetime, ticks: float, boot_id: str) -> bool:
    """Write that saving works now; whether a gap came before, so that a new span begins."""
    newest = select(Pulse).order_by(Pulse.id.desc()).limit(1)
    last = session.scalar(newest.with_for_update().execution_options(populate_existing=True))
    silent = silence_since(last, now, ticks, boot_id) if last else timedelta(0)
    if last is None or silent > SILENCE:
        began = last.last_at + silent if last else now
        session.add(Pulse(boot_id=boot_id, began_at=began, last_at=now, ticks=ticks))
    else:
        last.last_at, last.ticks, last.boot_id = now, ticks, boot_id
    session.flush()
    return last is not None and silent > SILENCE


def silence_since(last: Pulse, now: datetime, ticks: float, boot_id: str) -> timedelta:
    """How long it is since the last beat: by the machine's own clock while it has not been started anew.

    So a wall clock that is set forward or back makes no outage; between two boots there is no other clock to ask.
    """
    if last.boot_id == boot_id:
        return timedelta(seconds=max(0.0, ticks - last.ticks))
    return max(timedelta(0), now - last.last_at)
