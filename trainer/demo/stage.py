"""What the people of the demonstration do, each through the service the site itself uses."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from trainer.accounts import service as accounts
from trainer.certificates.lots import BITS
from trainer.certificates.service import decide_certificate
from trainer.core import clock
from trainer.courses import queries as courses
from trainer.courses import service as learning
from trainer.demo.simulation import Candidate
from trainer.demo.sitting import MARKED_AFTER, Room
from trainer.exams import queries as exams
from trainer.exams import service as sitting
from trainer.exams.models import Attempt
from trainer.licensing import service as licensing
from trainer.licensing.rules import Seen, Verdict
from trainer.mail import Letter
from trainer.practicals import service as practicals
from trainer.practicals.rules import every_skill
from trainer.web.permissions import Role
from trainer.web.services import Facts

COURSE = "dry-needling"
CHECKED_AFTER = timedelta(hours=5)
REGISTRAR, ASSESSOR = "registrar@demo.example", "assessor@demo.example"
NEEDLES = 6
PLACE = "Teaching clinic of the demonstration college, room 2"


@dataclass(frozen=True)
class Paperwork:
    """A licence as its holder will state it; authority and number are invented."""

    number: str
    days: int
    profession: str = "physiotherapist"
    degree: str = "BSc in physiotherapy"
    authority: str = "Register of Physiotherapists of Northmark (invented)"
    jurisdiction: str = "IE"


@dataclass
class Stage:
    """The people who have appeared, by e-mail, and the room in which they sit exams."""

    facts: Facts
    chance: Random
    room: Room
    ids: dict[str, int] = field(default_factory=dict)
    attempts: list[tuple[str, UUID, str]] = field(default_factory=list)

    def join(
        self, email: str, name: str, roles: Collection[Role], password_hash: str, session: Session, now: datetime
    ) -> None:
        """Open an account."""
        person = accounts.create_person(
            session, email=email, name=name, password_hash=password_hash, roles=frozenset(roles), by=None, now=now
        )
        self.ids[email] = person.id

    def license(self, email: str, name: str, paper: Paperwork, session: Session, now: datetime) -> None:
        """State a licence, have its register looked at the same day, and have it verified."""
        statement = licensing.Statement(
            profession=paper.profession,
            authority=paper.authority,
            jurisdiction=paper.jurisdiction,
            number=paper.number,
            name_on_register=name,
            degree=paper.degree,
            expires_on=self._day(now) + timedelta(days=paper.days),
        )
        stated = licensing.state(session, self.ids[email], statement, now=now)
        seen = f"{name}, number {paper.number}, on the practising register without conditions."
        look = licensing.Look("Public register of the authority, on line", self._day(now), seen, Seen.ACTIVE)
        by, later = self.ids[REGISTRAR], now + CHECKED_AFTER
        licensing.record_check(session, stated.id, look, by=by, now=later, zone=self.facts.time_zone)
        body = "Your licence was found on its register and is verified."
        letter = Letter(f"demonstration-licence-{stated.id}", email, "Your licence is verified", body, f"<p>{body}</p>")
        reason = "Name, number and day of expiry agree with the register."
        licensing.decide(session, stated.id, Verdict.VERIFY, reason, by=by, now=later, letter=letter)

    def read(self, email: str, number: int, session: Session, now: datetime) -> None:
        """Read every page of the module with this number, from 1."""
        module = courses.course_by_slug(session, COURSE).modules[number - 1]
        for minutes, page in enumerate(courses.pages_of(module)):
            learning.mark_read(session, page.id, person_id=self.ids[email], now=now + timedelta(minutes=8 * minutes))

    def pass_quiz(self, email: str, number: int, person: Candidate, session: Session, now: datetime) -> None:
        """Sit the quiz of a module and pass it."""
        module = courses.course_by_slug(session, COURSE).modules[number - 1]
        self._pass(email, exams.quiz_of(session, module.id).id, person, session, now)

    def certify(self, email: str, person: Candidate, session: Session, now: datetime) -> None:
        """Sit the final exam through its gates, pass it, and be certified at once."""
        course = courses.course_by_slug(session, COURSE)
        self.decide(self._pass(email, exams.final_exam(session, course.id).id, person, session, now), session)

    def _pass(self, email: str, exam_id: int, person: Candidate, session: Session, now: datetime) -> Attempt:
        opened = sitting.start(
            session,
            exam_id,
            self.ids[email],
            accepted={row.id for row in exams.statements(session, exam_id)},
            seed=self.chance.getrandbits(62),
            grace_seconds=self.facts.exam_grace_seconds,
            now=now,
            zone=self.facts.time_zone,
        )
        return self.keep(email, self.room.sit(opened, person, chance=self.chance, must_pass=True))

    def keep(self, email: str, attempt: Attempt) -> Attempt:
        """Remember an attempt for the report."""
        self.attempts.append((email, attempt.id, attempt.outcome or ""))
        return attempt

    def settled(self, email: str, held: Attempt) -> None:
        """Tell the report what became of a held attempt."""
        place = next(n for n, (_email, own, _outcome) in enumerate(self.attempts) if own == held.id)
        self.attempts[place] = (email, held.id, held.outcome or "")

    def decide(self, attempt: Attempt, session: Session, now: datetime | None = None) -> None:
        """Decide a pass as the worker would have done, moments after it was marked, or after `now` when released."""
        moment = (now or attempt.graded_at or attempt.started_at) + MARKED_AFTER
        decide_certificate(session, attempt.id, self.facts, chance=secrets.randbits(BITS), now=moment)

    def observe(self, email: str, regions: tuple[str, ...], session: Session, now: datetime) -> None:
        """Be observed at a practical by the assessor."""
        seen = practicals.Observation(
            person_id=self.ids[email],
            course_id=courses.course_by_slug(session, COURSE).id,
            regions=regions,
            skills=tuple(every_skill(regions)),
            observed_on=self._day(now),
            place=PLACE,
            needles_in=NEEDLES * len(regions),
            needles_out=NEEDLES * len(regions),
            note="Calm and exact; needles counted aloud.",
        )
        practicals.sign_off(session, seen, by=self.ids[ASSESSOR], now=now, zone=self.facts.time_zone)

    def _day(self, now: datetime) -> date:
        return clock.day_of(now, self.facts.time_zone)
