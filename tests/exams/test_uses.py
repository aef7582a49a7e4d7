"""Where versions were used: every paper tells what it draws, and pages say it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.exams import build
from trainer.exams import queries, uses
from trainer.exams.models import Attempt, Drawn


@pytest.fixture
def attempt(session: Session) -> Attempt:
    own = build.world(session)
    return build.started(session, own.final, build.ready(session, own))


def test_a_paper_tells_each_version_it_draws(session: Session, attempt: Attempt) -> None:
    asked = {(each["position"], each["version_id"]) for each in queries.paper_items(session, attempt.id)}
    told = session.execute(select(Drawn.position, Drawn.version_id).where(Drawn.attempt_id == attempt.id))
    assert {tuple(row) for row in told} == asked


def test_uses_count_papers_and_those_that_run(session: Session, attempt: Attempt) -> None:
    version_id = queries.paper_items(session, attempt.id)[0]["version_id"]
    (usage,) = uses.of_versions(session, [version_id])
    assert (usage.papers, usage.running, usage.last_at) == (1, 1, attempt.started_at)
    build.finished(session, attempt)
    (usage,) = uses.of_versions(session, [version_id])
    assert (usage.papers, usage.running) == (1, 0)
    assert uses.of_versions(session, []) == []
    assert usage.last_at < NOON + timedelta(days=365)
