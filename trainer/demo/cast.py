"""The people of the demonstration, and what happened to each before today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from question_bank.items.card import Group
from trainer.accounts.passwords import hash_of
from trainer.demo.simulation import Candidate
from trainer.demo.stage import ASSESSOR, REGISTRAR, Paperwork, Stage
from trainer.demo.story import Story
from trainer.web.permissions import Role

PASSWORD = "needle-demo-2026"  # noqa: S105 - the demonstration's, printed on the start page
OPENED = 800
"""How many days ago the demonstration college opened."""
MODULES = 4
KNOWS = Candidate(dict.fromkeys(Group, 3.8), slowness=0.8)
"""Somebody who has learned it well; that they pass is part of their story."""
YEAR = 365
OPENS = 8


@dataclass(frozen=True)
class Part:
    """One of them."""

    email: str
    name: str
    role: Role
    joined: int
    """How many days ago they opened their account."""


STAFF = (
    Part("admin@demo.example", "Imogen Achterberg", Role.ADMINISTRATOR, OPENED),
    Part("author@demo.example", "Tomás Quiroga", Role.AUTHOR, OPENED),
    Part("reviewer@demo.example", "Aisha Benlarbi", Role.REVIEWER, OPENED),
    Part("second.reviewer@demo.example", "Ingrid Castellanos", Role.REVIEWER, OPENED),
    Part(REGISTRAR, "Ruth Okonjo", Role.REGISTRAR, OPENED),
    Part(ASSESSOR, "Henrik Sandvik", Role.ASSESSOR, OPENED),
    Part("employer@demo.example", "Odile Marchand", Role.EMPLOYER, 90),
)
CERTIFIED = Part("certified@demo.example", "Łucja Żurek-Nuñez", Role.CLINICIAN, 780)
LAPSED = Part("lapsed@demo.example", "Declan Furey", Role.CLINICIAN, 400)
CLINICIAN = Part("clinician@demo.example", "Maren Lindqvist", Role.CLINICIAN, 60)
NEW = Part("new@demo.example", "Priya Raman", Role.CLINICIAN, 0)
CAST = (*STAFF, CERTIFIED, LAPSED, CLINICIAN, NEW)


class Calendar:
    """Moments so many days before today, at the hour at which people come in."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def ago(self, days: int) -> datetime:
        """The start of a working day this many days before today."""
        return (self.now - timedelta(days=days)).replace(hour=OPENS, minute=0, second=0, microsecond=0)


def write(story: Story, stage: Stage, calendar: Calendar) -> None:
    """Write them into the story."""
    for part in CAST:
        joined = calendar.ago(part.joined) if part.joined else calendar.now - timedelta(minutes=20)
        story.at(joined, partial(stage.join, part.email, part.name, {part.role}, hash_of(PASSWORD)))
    licensed(story, stage, STAFF[5], calendar.ago(OPENED - 2), Paperwork("DEMO-20417", days=OPENED + 400))
    write_certified(story, stage, calendar)
    write_lapsed(story, stage, calendar)
    write_clinician(story, stage, calendar)


def licensed(story: Story, stage: Stage, part: Part, moment: datetime, paper: Paperwork) -> None:
    """State and verify a licence at a moment."""
    story.at(moment, partial(stage.license, part.email, part.name, paper))


def write_certified(story: Story, stage: Stage, calendar: Calendar) -> None:
    """A term of two years ago, renewed by a second exam last month, before the first had run out."""
    licensed(story, stage, CERTIFIED, calendar.ago(778), Paperwork("DEMO-31980", days=YEAR))
    study(story, stage, CERTIFIED, calendar, begins=770, every=9)
    story.at(calendar.ago(724), partial(stage.observe, CERTIFIED.email, ("limbs", "neck")))
    story.at(calendar.ago(718), partial(stage.certify, CERTIFIED.email, KNOWS))
    licensed(story, stage, CERTIFIED, calendar.ago(412), Paperwork("DEMO-31980", days=2 * YEAR))
    story.at(calendar.ago(41), partial(stage.observe, CERTIFIED.email, ("limbs", "neck", "trunk", "thorax")))
    story.at(calendar.ago(33), partial(stage.certify, CERTIFIED.email, KNOWS))


def write_lapsed(story: Story, stage: Stage, calendar: Calendar) -> None:
    """Knowledge only; the licence ran out three weeks ago and nothing newer was stated."""
    paper = Paperwork(
        "DEMO-C-0882", days=376, profession="chiropractor", degree="MSc in chiropractic",
        authority="Chiropractic Council of Eastholm (invented)", jurisdiction="NZ",
    )  # fmt: skip
    licensed(story, stage, LAPSED, calendar.ago(397), paper)
    study(story, stage, LAPSED, calendar, begins=390, every=12)
    story.at(calendar.ago(320), partial(stage.certify, LAPSED.email, KNOWS))


def write_clinician(story: Story, stage: Stage, calendar: Calendar) -> None:
    """Everything done but the final exam."""
    licensed(story, stage, CLINICIAN, calendar.ago(58), Paperwork("DEMO-47216", days=YEAR))
    study(story, stage, CLINICIAN, calendar, begins=55, every=11)
    story.at(calendar.ago(6), partial(stage.observe, CLINICIAN.email, ("limbs", "neck", "trunk", "thorax")))


def study(story: Story, stage: Stage, part: Part, calendar: Calendar, *, begins: int, every: int) -> None:
    """Read one module after the other, each followed by its quiz."""
    for module in range(1, MODULES + 1):
        day = begins - every * (module - 1)
        story.at(calendar.ago(day), partial(stage.read, part.email, module))
        story.at(calendar.ago(day - 1), partial(stage.pass_quiz, part.email, module, KNOWS))
