"""How the demonstration is filled: always alike, and whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.demonstration import fill_here, history, prepared
from trainer.accounts import queries as people
from trainer.core.db import Database
from trainer.demo import filling
from trainer.exams.models import Answer, Exam


def test_the_same_seed_gives_the_same_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "finish_certificates", lambda *_args, **_kwargs: None)
    told = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        database = prepared(tmp_path / name)
        fill_here(database, tmp_path, candidates=2)
        with database.session() as session:
            rows = session.execute(select(Answer.attempt_id, Answer.position, Answer.answer, Answer.saved_at))
            mine = {attempt.id for attempt in history(session)}
            told.append(sorted(tuple(map(repr, row)) for row in rows if row.attempt_id in mine))
        database.engine.dispose()
    assert told[0]
    assert told[0] == told[1]


def test_whatever_goes_wrong_leaves_the_database_empty(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "report_of", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        fill_here(database, tmp_path, candidates=0)
    with database.session() as session:
        assert people.person_by_email(session, "admin@demo.example") is None
        assert session.scalar(select(func.count()).select_from(Exam)) == 0
