"""What must hold before a pass becomes a certificate, each as it stands at a moment, with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.certificates import disputes, rests
from trainer.certificates.objections import objections
from trainer.certificates.rules import KNOWLEDGE, WITH_PRACTICAL
from trainer.certificates.wording import assessors_of, faults_in, words_of
from trainer.courses import queries as courses
from trainer.courses.models import Course, Module, ModulePass
from trainer.documents.names import name_faults, printed_name
from trainer.exams.models import Attempt, Exam
from trainer.licensing import queries as licences
from trainer.licensing.models import Licence
from trainer.practicals import queries as practicals
from trainer.practicals.models import PracticalSignOff
from trainer.web.permissions import SEES_KEYS, Role, permissions_of

MEND_WORDS = "This is for us to mend; write to us if it has not been within a few days."
VOID_FOLLOW_UP = "The follow-up exam on which the pass rested was made void. Write to us about how to go on."
MEND_NAME = "State your licence again with a form of your name that the register also uses, or write to us for help."


@dataclass(frozen=True)
class Gate:
    """One condition: whether it holds, what a person is told when it does not, and the ids and values behind it."""

    name: str
    is_open: bool
    says: str
    inputs: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """Every gate of one pass at one moment, and what a certificate would be written from."""

    attempt: Attempt
    exam: Exam
    course: Course
    person: Person
    licence: Licence | None
    practicals: tuple[PracticalSignOff, ...]
    gates: tuple[Gate, ...]

    @property
    def is_open(self) -> bool:
        """Whether nothing stands in the way."""
        return all(gate.is_open for gate in self.gates)

    @property
    def shut(self) -> list[Gate]:
        """What stands in the way."""
        return [gate for gate in self.gates if not gate.is_open]

    @property
    def name(self) -> str:
        """The name of record: as it stands on the register."""
        return printed_name(self.licence.name_on_register) if self.licence else ""


def standing(session: Session, attempt: Attempt, *, now: datetime) -> Standing:
    """How every gate of this attempt stands now."""
    exam = session.get_one(Exam, attempt.exam_id)
    course = session.get_one(Course, exam.course_id)
    person = session.get_one(Person, attempt.person_id)
    licence = licences.eligible_licence(session, person.id, now=now)
    seen = tuple(practicals.sign_offs(session, person.id, course.id))
    gates = (
        passed(session, attempt, exam),
        licensed(licence),
        modules_done(session, person.id, course),
        observed(seen),
        named(licence),
        printable(course, assessors_of(session, seen)),
        apart_from_the_keys(person),
        unobjected(session, attempt, now),
        undisputed(session, attempt, course.id),
        well_conducted(session, attempt, course.id),
        newest(session, attempt, course.id),
    )
    return Standing(attempt, exam, course, person, licence, seen, gates)


def passed(session: Session, attempt: Attempt, exam: Exam) -> Gate:
    """The final exam is graded and passed, and the follow-up that released it, if any, is not void."""
    is_open = exam.kind == "final" and rests.holds(session, attempt)
    inputs = {
        "attempt": str(attempt.id), "exam": exam.slug, "state": attempt.state, "outcome": attempt.outcome,
        "blueprint_version": attempt.blueprint_version_id, "policy_version": attempt.policy_version_id,
        "released_by": str(attempt.released_by_id) if attempt.released_by_id else None,
    }  # fmt: skip
    is_released_by_void = attempt.state == "graded" and attempt.outcome == "passed"
    says = VOID_FOLLOW_UP if is_released_by_void else "The final exam is not graded as passed."
    return Gate("pass", is_open, says, inputs)


def licensed(licence: Licence | None) -> Gate:
    """A licence is verified and has not expired."""
    says = "You need a verified licence that has not expired. State it under Licence; a registrar then checks it."
    if licence is None:
        return Gate("licence", False, says)
    inputs = {
        "licence": licence.id, "authority": licence.authority, "jurisdiction": licence.jurisdiction,
        "expires_on": licence.expires_on.isoformat(), "checks": [check.id for check in licence.checks],
    }  # fmt: skip
    return Gate("licence", True, says, inputs)


def modules_done(session: Session, person_id: int, course: Course) -> Gate:
    """Every module of the course is passed."""
    is_open = courses.modules_done(session, person_id, course.id)
    query = select(ModulePass.id).join(Module, Module.id == ModulePass.module_id)
    query = query.where(ModulePass.person_id == person_id, Module.course_id == course.id).order_by(ModulePass.id)
    inputs = {"course": course.slug, "version": course.version, "module_passes": list(session.scalars(query))}
    return Gate("modules", is_open, "Not every module of the course is done.", inputs)


def observed(seen: Sequence[PracticalSignOff]) -> Gate:
    """Always open: without an observed practical the certificate says that it rests on knowledge only."""
    says = "With an observed practical." if seen else "Knowledge only: no practical was observed, and this is said."
    return Gate("practical", True, says, {"basis": WITH_PRACTICAL if seen else KNOWLEDGE})


def named(licence: Licence | None) -> Gate:
    """The name on the register can be printed whole."""
    if licence is None:
        return Gate("name", False, "The name comes from the register, and no licence is verified.")
    name = printed_name(licence.name_on_register)
    faults = name_faults(name)
    says = " ".join([*faults, MEND_NAME])
    return Gate("name", not faults, says, {"name": name})


def printable(course: Course, assessors: Sequence[str]) -> Gate:
    """What others wrote and the certificate repeats can be set on paper and signed, letter by letter."""
    words = list(words_of(course, assessors))
    faults = list(dict.fromkeys(fault for whose, text in words for fault in faults_in(whose, text)))
    return Gate("words", not faults, " ".join([*faults, MEND_WORDS]), {"assessors": list(assessors)})


def apart_from_the_keys(person: Person) -> Gate:
    """The person cannot see the exam's keys."""
    roles = frozenset(Role(row.role) for row in person.roles)
    is_open = not permissions_of(roles) & SEES_KEYS
    says = "Your account may see the exam's items and keys, and nobody is certified by an exam whose keys they can see."
    return Gate("keys", is_open, says, {"roles": sorted(roles)})


def unobjected(session: Session, attempt: Attempt, now: datetime) -> Gate:
    """Nothing that others keep, such as an open appeal, stands against it."""
    found = objections.to(session, attempt.id, now=now)
    says = " ".join(one.says for one in found)
    return Gate("objections", not found, says, {"objections": [one.inputs for one in found]})


def undisputed(session: Session, attempt: Attempt, course_id: int) -> Gate:
    """No question about another term is open: suspended, proposed to be ended, or put under review by a person."""
    disputed = disputes.open_questions(session, attempt, course_id)
    says = "A question about your present certificate has to be settled first. Then the new term follows by itself."
    return Gate("undisputed", not disputed, says, {"disputed": disputed})


def well_conducted(session: Session, attempt: Attempt, course_id: int) -> Gate:
    """No term was ended for what its holder did since the exam began."""
    ended = disputes.ended_for_conduct(session, attempt, course_id)
    says = "Your certificate was ended after you had begun this exam, so this pass leads to none. A later one may."
    return Gate("conduct", not ended, says, {"ended": ended})


def newest(session: Session, attempt: Attempt, course_id: int) -> Gate:
    """No term rests on a later exam: an older one never takes its place."""
    later = disputes.on_later_attempts(session, attempt, course_id)
    return Gate("newest", not later, "A later pass of yours has led to a certificate already.", {"later": later})
