"""What became of the candidates of the history whose decision was held: most sat the follow-up, a few let it lapse."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy.orm import Session

from trainer.courses import queries as courses
from trainer.demo.simulation import Candidate
from trainer.demo.stage import COURSE, Stage
from trainer.demo.story import Story
from trainer.exams import holds, service
from trainer.exams import queries as exams
from trainer.exams.models import Attempt

SITS = 0.8
"""The share of held candidates who sit the follow-up in time."""
LAST = timedelta(days=14, hours=1)


def write(
    story: Story, stage: Stage, email: str, person: Candidate, *, sat: datetime, now: datetime, is_licensed: bool
) -> None:
    """Write down what happens after a final, should its decision be held; who is still within their days waits."""
    chance = Random(f"{stage.room.seed}/{email}")  # noqa: S311 - a simulation, nothing secret
    sits, after = chance.random() < SITS, timedelta(days=chance.randint(1, 11), minutes=chance.randint(0, 300))
    if sits and sat + after < now:
        story.at(sat + after, partial(sit, stage, email, person, chance, is_licensed=is_licensed))
    elif not sits and sat + LAST < now:
        story.at(sat + LAST, partial(lapse, stage, email))


def sit(
    stage: Stage, email: str, person: Candidate, chance: Random, session: Session, now: datetime, *, is_licensed: bool
) -> None:
    """Sit the follow-up, if there is something to follow up; a release certifies whoever is licensed."""
    held = _held(stage, email, session)
    if held is None:
        return
    exam = holds.beside(session, exams.exam(session, held.exam_id), holds.FOLLOW_UP)
    stage.room.sit(stage.room.open_follow_up(exam, held, chance=chance, now=now), person, chance=chance)
    stage.settled(email, held)
    if is_licensed and held.outcome == "passed":
        stage.decide(held, session, now=now)


def lapse(stage: Stage, email: str, session: Session, now: datetime) -> None:
    """Let the days of a hold run out."""
    held = _held(stage, email, session)
    if held is not None:
        service.lapse(session, held.id, now=now)
        stage.settled(email, held)


def _held(stage: Stage, email: str, session: Session) -> Attempt | None:
    course = courses.course_by_slug(session, COURSE)
    return holds.held_attempt(session, stage.ids[email], exams.final_exam(session, course.id).id)
