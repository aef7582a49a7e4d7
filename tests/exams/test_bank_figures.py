"""What drawing knows of an item beside its cell: its level, and its facility once enough people answered it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from question_bank.items.card import Level
from question_bank.selection.candidate import Candidate
from tests.build import NOON
from tests.exams import build
from trainer.core.db import Database
from trainer.exams import queries
from trainer.library import listing
from trainer.library.models import Item, ItemFigure

TODAY = NOON.date()


@pytest.fixture(autouse=True)
def content(database: Database) -> None:
    with database.write() as session:
        build.world(session)


def candidate(database: Database, code: str = "D1-E-001") -> Candidate:
    """An item as drawing sees it."""
    with database.session() as session:
        return queries.bank(session, use="exam", today=TODAY).by_code[code].candidate


def counted(session: Session, answered: int, facility: float, *, minutes: int = 0) -> None:
    """What the hourly count writes, for one item."""
    session.execute(delete(ItemFigure))
    version_id = listing.version(session, session.scalars(select(Item.id).where(Item.code == "D1-E-001")).one(), 1).id
    now = NOON + timedelta(minutes=minutes)
    session.add(ItemFigure(version_id=version_id, answered=answered, facility=facility, counted_at=now))


def test_drawing_knows_the_level_and_believes_a_facility_of_thirty_answers(database: Database) -> None:
    assert (candidate(database).level, candidate(database).facility) == (Level.APPLY, None)
    with database.write() as session:
        counted(session, 29, 0.5)
    assert candidate(database).facility is None
    with database.write() as session:
        counted(session, 30, 0.5, minutes=60)
    assert candidate(database).facility == pytest.approx(0.5)
