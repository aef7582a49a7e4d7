"""Where versions were used: every paper tells what it draws, and pages say it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.exams import build
from trainer.core.db import Database
from trainer.exams import figures, queries, uses
from trainer.exams.models import Attempt, Drawn
from trainer.library.models import ItemFigure


@pytest.fixture
def attempt(session: Session) -> Attempt:
    own = build.world(session)
    return build.started(session, own.final, build.ready(session, own))


def test_a_paper_tells_each_version_it_draws(session: Session, attempt: Attempt) -> None:
    asked = {(each["position"], each["version_id"]) for each in queries.paper_items(session, attempt.id)}
    told = session.execute(select(Drawn.position, Drawn.version_id).where(Drawn.attempt_id == attempt.id))
    assert {tuple(row) for row in told} == asked


def test_grading_tells_what_each_position_earned(session: Session, attempt: Attempt) -> None:
    build.finished(session, attempt, wrong=[1, 2])
    earned = dict(session.execute(select(Drawn.position, Drawn.earned).where(Drawn.attempt_id == attempt.id)).all())
    assert {position for position, credit in earned.items() if credit == 0} == {1, 2}
    assert set(earned.values()) == {0.0, 1.0}


def test_facility_is_the_mean_over_finals(database: Database) -> None:
    with database.write() as session:
        own = build.world(session)
        for number, name in enumerate(("Alice Ash", "Bert Box", "Cora Cedar")):
            attempt = build.started(session, own.final, build.ready(session, own, name))
            build.finished(session, attempt, wrong=[1] if number == 0 else [])
            version_id = queries.paper_items(session, attempt.id)[0]["version_id"]
    assert figures.refresh(database, now=NOON) == figures.refresh(database, now=NOON) > 0
    with database.session() as session:
        told = session.get_one(ItemFigure, version_id)
        assert (told.answered, told.counted_at) == (3, NOON)
        assert told.facility == pytest.approx(2 / 3)


def test_uses_count_papers_and_those_that_run(session: Session, attempt: Attempt) -> None:
    version_id = queries.paper_items(session, attempt.id)[0]["version_id"]
    (usage,) = uses.of_versions(session, [version_id])
    assert (usage.papers, usage.running, usage.last_at) == (1, 1, attempt.started_at)
    assert usage.exposure == 1
    build.finished(session, attempt)
    (usage,) = uses.of_versions(session, [version_id])
    assert (usage.papers, usage.running) == (1, 0)
    assert uses.of_versions(session, []) == []
    assert usage.last_at < NOON + timedelta(days=365)


def test_exposure_is_the_share_of_papers_since_the_first(session: Session) -> None:
    own = build.world(session)
    attempts = []
    for number in range(4):
        person = build.ready(session, own, f"Person {number}")
        attempts.append(build.started(session, own.final, person, now=NOON + timedelta(number), seed=number))
    drawn = [{entry["version_id"] for entry in queries.paper_items(session, attempt.id)} for attempt in attempts]
    for version_id in set().union(*drawn):
        stood = [version_id in paper for paper in drawn]
        (usage,) = uses.of_versions(session, [version_id])
        assert usage.exposure == sum(stood) / (4 - stood.index(True))
