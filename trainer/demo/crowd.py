"""The exam's history: a few hundred simulated candidates; and sitters, ready for an exam of a load test's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from random import Random

from sqlalchemy import insert
from sqlalchemy.orm import Session

from trainer.accounts.passwords import hash_of
from trainer.courses import queries as courses
from trainer.courses.models import Enrolment, ModulePass, PageRead
from trainer.demo import held
from trainer.demo.cast import PASSWORD, Calendar
from trainer.demo.names import invent
from trainer.demo.simulation import Candidate, candidate
from trainer.demo.stage import COURSE, Paperwork, Stage
from trainer.demo.story import Story
from trainer.exams import queries as exams
from trainer.web.permissions import Role

UNUSABLE = "!"
"""Not a hash of anything: nobody signs in with it."""
ONE_IN = 26
"""One candidate in so many is licensed and certified: a dozen of the whole history, to keep it light."""
STRONG = 2.7
FIRST_DAY, LAST_DAY = 540, 12


def write_history(story: Story, stage: Stage, calendar: Calendar, count: int) -> None:
    """Candidates who joined, studied and sat the final exam once; a dozen of the able are licensed and certified."""
    names = invent(count, stage.chance)
    people = [candidate(stage.chance) for _ in range(count)]
    licensed = set(islice(able(people), count // ONE_IN))
    for index, (name, person) in enumerate(zip(names, people, strict=True)):
        email = f"history{index + 1:03}@demo.example"
        day, minutes = stage.chance.randint(LAST_DAY, FIRST_DAY), stage.chance.randint(0, 9 * 60)
        sat = calendar.ago(day) + timedelta(minutes=minutes)
        joined = sat - timedelta(days=stage.chance.randint(20, 90))
        story.at(joined, partial(stage.join, email, name, {Role.CLINICIAN}, UNUSABLE))
        story.at(sat - timedelta(days=3), partial(study, stage, email))
        if index in licensed:
            paper = Paperwork(f"DEMO-6{index:04}", days=900)
            story.at(joined + timedelta(days=1), partial(stage.license, email, name, paper))
        if index in licensed and index % 2:
            story.at(sat - timedelta(days=2), partial(stage.observe, email, ("limbs", "neck")))
        story.at(sat, partial(sit, stage, email, person, is_licensed=index in licensed))
        held.write(story, stage, email, person, sat=sat, now=calendar.now, is_licensed=index in licensed)


def able(people: list[Candidate]) -> Iterator[int]:
    """Who will hardly fail, by their place in the list."""
    return (index for index, person in enumerate(people) if min(person.abilities.values()) > STRONG)


def write_sitters(story: Story, stage: Stage, calendar: Calendar, count: int) -> None:
    """People ready to sit: licence, modules and practical done."""
    made = hash_of(PASSWORD) if count else UNUSABLE  # one for all: hashing is slow on purpose
    for number in range(1, count + 1):
        email, name = f"sitter{number:03}@demo.example", f"Sitter {number:03}"
        story.at(calendar.ago(10), partial(stage.join, email, name, {Role.CLINICIAN}, made))
        story.at(calendar.ago(9), partial(stage.license, email, name, Paperwork(f"DEMO-9{number:04}", days=400)))
        story.at(calendar.ago(8), partial(study, stage, email))
        story.at(calendar.ago(7), partial(stage.observe, email, ("limbs", "neck", "trunk")))


def study(stage: Stage, email: str, session: Session, now: datetime) -> None:
    """Take the course, read all of it and pass its quizzes, written down in bulk."""
    person_id, course = stage.ids[email], courses.course_by_slug(session, COURSE)
    session.add(Enrolment(person_id=person_id, course_id=course.id, enrolled_at=now))
    pages = [page.id for module in course.modules for page in courses.pages_of(module)]
    session.execute(insert(PageRead), [{"person_id": person_id, "page_id": page, "read_at": now} for page in pages])
    session.execute(
        insert(ModulePass),
        [
            {"person_id": person_id, "module_id": module.id, "passed_at": now, **_score(module.quiz, stage.chance)}
            for module in course.modules
        ],
    )


def _score(quiz: dict[str, int], chance: Random) -> dict[str, int]:
    return {"score": chance.randint(quiz["pass_mark"], quiz["items"]), "of": quiz["items"]}


def sit(stage: Stage, email: str, person: Candidate, session: Session, now: datetime, *, is_licensed: bool) -> None:
    """Sit the final exam; a licensed candidate who passes is certified."""
    exam = exams.final_exam(session, courses.course_by_slug(session, COURSE).id)
    opened = stage.room.open_final(exam, stage.ids[email], chance=stage.chance, now=now)
    attempt = stage.keep(email, stage.room.sit(opened, person, chance=stage.chance))
    if is_licensed and attempt.outcome == "passed":
        stage.decide(attempt, session)
