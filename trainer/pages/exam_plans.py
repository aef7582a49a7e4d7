"""An exam's plan: its blueprint and pass policy together, what they lead to, and putting new ones to use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from question_bank.items.card import Group, Use
from question_bank.scoring.policy import Cut, Policy
from question_bank.scoring.simulation import PassRate, pass_rates
from question_bank.selection.blueprint import Blueprint
from trainer.accounts.models import Person
from trainer.audit import service as audit
from trainer.audit.models import AuditEvent
from trainer.core.errors import Conflict, Invalid, NotFound
from trainer.courses.models import Course, Module
from trainer.exams.models import Attempt, Exam, ExamStatement
from trainer.exams.queries import FINAL, QUIZ
from trainer.library import editing, evidence, queries
from trainer.library.rules import GROUPS

ADOPTED = "exam.plan.adopted"
SEED = 20_261_120
"""One seed for every simulation, so that two policies are compared by their cuts and not by chance."""


@dataclass(frozen=True)
class Plan:
    """A blueprint and the pass policy that goes with it."""

    blueprint: Blueprint
    policy: Policy

    @property
    def mark(self) -> str:
        """A fingerprint of every number in it, versions aside."""
        return hashlib.sha256(f"{_said(self.blueprint)}\n{_said(self.policy)}".encode()).hexdigest()

    def drawn(self, group: Group) -> int:
        """How many items of a group a paper draws."""
        return sum(quota.groups.get(group, 0) for quota in self.blueprint.quotas)

    def cuts(self) -> dict[str, Cut]:
        """Every cut by its name in words, the total first."""
        return {"Total": self.policy.total, **{GROUPS[group]: cut for group, cut in self.policy.groups.items()}}


@dataclass(frozen=True)
class Change:
    """Somebody put a new plan to use."""

    at: datetime
    by: str
    reason: str
    blueprint: int
    policy: int


def exams(session: Session) -> list[Exam]:
    """Finals first, then the quizzes in the order of their modules; what stands beside a final has no plan."""
    query = select(Exam).outerjoin(Module, Module.id == Exam.module_id).where(Exam.kind.in_((FINAL, QUIZ)))
    return list(session.scalars(query.order_by(Exam.kind, Exam.course_id, Module.position)))


def attempts_by_state(session: Session) -> dict[int, dict[str, int]]:
    """How many attempts each exam has in each state."""
    found: dict[int, dict[str, int]] = {}
    query = select(Attempt.exam_id, Attempt.state, func.count()).group_by(Attempt.exam_id, Attempt.state)
    for exam_id, state, number in session.execute(query):
        found.setdefault(exam_id, {})[state] = number
    return found


def plan_of(session: Session, exam: Exam) -> Plan | None:
    """The plan in use; None for a quiz, which has none."""
    if exam.blueprint_version_id is None or exam.policy_version_id is None:
        return None
    return Plan(queries.blueprint(session, exam.blueprint_version_id), queries.policy(session, exam.policy_version_id))


def expired_items(session: Session, use: Use, *, today: date) -> dict[str, list[str]]:
    """The live items of a pool that stay off new papers on a day, by code, each with the sources that keep it off."""
    return evidence.off_papers(session, today, use=use.value)


def quiz_lacks(session: Session, exam: Exam, *, today: date) -> tuple[Module, int]:
    """A quiz's module, and how many live practice items of its domains papers may draw on a day."""
    module = session.get_one(Module, exam.module_id)
    live = queries.live_versions(session, use=Use.PRACTICE.value, domains=module.domains)
    expired = expired_items(session, Use.PRACTICE, today=today)
    return module, sum(version.item.code not in expired for version in live)


def domains(session: Session, exam: Exam) -> dict[str, str]:
    """The names of the course's domains."""
    found: dict[str, str] = session.get_one(Course, exam.course_id).domains
    return found


def simulated(plan: Plan) -> tuple[PassRate, ...]:
    """How often candidates of known true scores would pass."""
    return _simulated(plan.blueprint.model_dump_json(), plan.policy.model_dump_json())


@lru_cache(maxsize=32)
def _simulated(blueprint: str, policy: str) -> tuple[PassRate, ...]:
    return pass_rates(Blueprint.model_validate_json(blueprint), Policy.model_validate_json(policy), seed=SEED)


def all_statements(session: Session, exam: Exam) -> list[ExamStatement]:
    """What candidates accept before the exam, every version, the current ones first."""
    order = (ExamStatement.is_current.desc(), ExamStatement.position, ExamStatement.number.desc())
    return list(session.scalars(select(ExamStatement).filter_by(exam_id=exam.id).order_by(*order)))


def outdated(statements: Iterable[ExamStatement], before: Plan, after: Plan) -> list[str]:
    """The titles of current statements that name a cut which the new plan no longer has."""
    gone = _numbers(before) - _numbers(after)
    return [one.title for one in statements if one.is_current and any(words in one.text for words in gone)]


def _numbers(plan: Plan) -> set[str]:
    return {f"{cut.at_least} of {cut.of}" for cut in plan.cuts().values()}


def history(session: Session, exam: Exam) -> list[Change]:
    """Who put which plan to use and why, newest first."""
    query = select(AuditEvent, Person.name).outerjoin(Person, Person.id == AuditEvent.actor_id)
    found = session.execute(
        query.filter(AuditEvent.action == ADOPTED, AuditEvent.subject == f"exam:{exam.id}").order_by(
            AuditEvent.id.desc()
        )
    )
    return [
        Change(event.at, name, event.detail["reason"], event.detail["blueprint"], event.detail["policy"])
        for event, name in found
    ]


def adopt(session: Session, exam_id: int, plan: Plan, *, base: str, reason: str, by: int, now: datetime) -> None:
    """Write what differs as new versions and let the exam draw by them; running attempts keep theirs.

    `base` is the mark of the plan its author started from: Conflict when another is in use by now. Whether the bank
    can fill the plan is asked before, since it is slow.
    """
    exam = session.get(Exam, exam_id, with_for_update=True, populate_existing=True)
    before = plan_of(session, exam) if exam else None
    if exam is None or before is None:
        raise NotFound
    if before.mark != base:
        raise Conflict("Somebody put another plan to use meanwhile. Yours is still in the form; look at both.")
    if plan.mark == before.mark:
        raise Invalid("Nothing differs from the plan in use.")
    if _said(plan.blueprint) != _said(before.blueprint):
        exam.blueprint_version_id = editing.new_blueprint(session, plan.blueprint, by=by, now=now).id
        exam.rules = {**exam.rules, "items": plan.blueprint.items}
    if _said(plan.policy) != _said(before.policy):
        exam.policy_version_id = editing.new_policy(session, plan.policy, by=by, now=now).id
    used = plan_of(session, exam)
    detail = {"reason": reason, "blueprint": used and used.blueprint.version, "policy": used and used.policy.version}
    audit.record(session, ADOPTED, f"exam:{exam.id}", by=by, now=now, detail=detail)


def _said(part: Blueprint | Policy) -> str:
    """What a blueprint or policy says, its version aside, written in one order."""
    return json.dumps(part.model_dump(mode="json", exclude={"version"}), sort_keys=True)
