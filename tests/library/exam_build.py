"""A small final exam with its bank: 25 of 26 thorax items and 3 of 4 on hygiene, one must-not-miss rule."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from question_bank.items.card import Card
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint
from tests.build import NOON, person
from tests.library import build
from trainer.courses.models import Course
from trainer.exams.models import Attempt, Exam, ExamStatement
from trainer.library.models import BlueprintVersion, PolicyVersion

RULE = {"rule": "normal_oximeter", "items": 2, "says": "A normal oximeter reading does not exclude a pneumothorax"}
BLUEPRINT: dict[str, Any] = {
    "slug": "final",
    "version": 1,
    "items_per_rule": 2,
    "quotas": [
        {"domain": "D4", "groups": {"thorax": 25}, "safety_critical": 2},
        {"domain": "D7", "groups": {"other_safety": 3}},
    ],
}
POLICY: dict[str, Any] = {
    "slug": "final",
    "version": 1,
    "note": "Starting cuts.",
    "total": {"at_least": 22, "of": 28},
    "groups": {"thorax": {"at_least": 20, "of": 25}},
    "must_not_miss": [RULE],
}


def final(session: Session) -> Exam:
    """The exam with everything it needs, in the database."""
    for written in bank():
        build.item(session, written)
    course = _course(session)
    blueprint = Blueprint.model_validate(BLUEPRINT).model_dump(mode="json")
    policy = Policy.model_validate(POLICY).model_dump(mode="json")
    plan = BlueprintVersion(slug="final", number=1, spec=blueprint, created_at=NOON)
    cuts = PolicyVersion(slug="final", number=1, spec=policy, created_at=NOON)
    session.add_all([plan, cuts])
    session.flush()
    exam = Exam(slug="final", kind="final", title="Final exam", course_id=course.id)
    exam.blueprint_version_id, exam.policy_version_id = plan.id, cuts.id
    exam.rules = {"items": 28, "minutes": 40, "tries_a_year": 2, "cool_down_days": 14}
    session.add(exam)
    session.flush()
    text = "You pass with at least 22 of 28 in all."
    facts = {"exam_id": exam.id, "slug": "rules", "number": 1, "position": 1, "is_current": True}
    session.add(ExamStatement(title="The rules", text=text, **facts))
    session.flush()
    return exam


def bank() -> list[Card]:
    """The live items: just one more in each cell than a paper draws."""
    thorax = {"group": "thorax"}
    told = {"safety_critical": True, "must_not_miss": "normal_oximeter"}
    near = [build.card(f"D4-E-{n:03d}", **thorax, **(told if n <= 2 else {})) for n in range(1, 27)]
    return [*near, *(build.card(f"D7-E-{n:03d}") for n in range(1, 5))]


def _course(session: Session) -> Course:
    course = Course(slug="needling", title="Dry needling", version="1", summary="A course.", loaded_at=NOON)
    course.covers, course.does_not_cover, course.certificate_months = ["Safety"], [], 24
    course.domains = {"D4": "Safety near the thorax", "D7": "Procedure and hygiene"}
    session.add(course)
    session.flush()
    return course


def attempt(session: Session, exam: Exam, state: str) -> Attempt:
    """An attempt in some state, on the versions its exam draws by now."""
    made = Attempt(id=uuid4(), person_id=person(session).id, exam_id=exam.id, number=1, state=state, seed=1)
    made.blueprint_version_id, made.policy_version_id = exam.blueprint_version_id, exam.policy_version_id
    made.limit_seconds, made.grace_seconds, made.started_at, made.deadline = 2400, 15, NOON, NOON
    session.add(made)
    session.flush()
    return made


def form(**changes: object) -> dict[str, str]:
    """What a browser sends from the plan's form when nothing but `changes` was typed."""
    numbers: dict[str, object] = {"total": 22, "thorax": 20, "other_safety": "", "knowledge": "", "items_per_rule": 2}
    for row, (domain, quota) in enumerate({"D4": (25, 0, 0, 2, 0), "D7": (0, 3, 0, 0, 0)}.items()):
        names = ("thorax", "other_safety", "knowledge", "safety_critical", "vignettes")
        numbers |= {f"quotas-{row}-{name}": number for name, number in zip(names, quota, strict=True)}
        numbers[f"quotas-{row}-domain"] = domain
    typed = {name.replace("__", "-"): value for name, value in changes.items()}
    return {name: str(value) for name, value in {**numbers, "act": "check", **typed}.items()}
