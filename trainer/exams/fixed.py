"""Reading forms: the plan a final draws by, which of its forms can be given, and which one somebody gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint
from trainer.core.errors import NotFound
from trainer.exams.models import Attempt, Exam, ExamForm, FormOrder
from trainer.exams.paper import Bank
from trainer.library.models import BlueprintVersion, PolicyVersion

DRAFT, IN_USE, WITHDRAWN = "draft", "in_use", "withdrawn"
WAITING, MADE, REFUSED = "waiting", "made", "refused"
STEPS = {(DRAFT, "use"): IN_USE, (WITHDRAWN, "use"): IN_USE, (IN_USE, "withdraw"): WITHDRAWN}
"""What can be done with a form in which state, and where it stands then."""


@dataclass(frozen=True)
class InUse:
    """What a final's papers come from: its plan, and whether forms of that very plan are in use."""

    blueprint: Blueprint
    policy: Policy
    has_forms: bool


def plan_of(session: Session, exam: Exam) -> InUse | None:
    """The plan of a final in one statement; None for an exam that has none."""
    wanted = (
        select(BlueprintVersion.spec, PolicyVersion.spec.label("policy"))
        .add_columns(exists().where(_is_given(exam)).label("has_forms"))
        .join(PolicyVersion, PolicyVersion.id == exam.policy_version_id)
        .where(BlueprintVersion.id == exam.blueprint_version_id)
    )
    row = session.execute(wanted).one_or_none()
    if row is None:
        return None
    return InUse(Blueprint.model_validate(row.spec), Policy.model_validate(row.policy), row.has_forms)


def _is_given(exam: Exam) -> ColumnElement[bool]:
    """A form of another plan than the one in use waits until that plan is."""
    return (
        (ExamForm.exam_id == exam.id)
        & (ExamForm.state == IN_USE)
        & (ExamForm.blueprint_version_id == exam.blueprint_version_id)
        & (ExamForm.policy_version_id == exam.policy_version_id)
    )


def choose(session: Session, exam: Exam, bank: Bank, met: Mapping[str, int]) -> ExamForm | None:
    """The form for somebody who met these items so often: met least, then given least, then first by name.

    None when none can be given: then papers are drawn.
    """
    given = select(func.count()).where(Attempt.form_id == ExamForm.id).scalar_subquery()
    rows = session.execute(select(ExamForm, given).where(_is_given(exam))).all()
    able = [(_met(form, met), times, form.name, form) for form, times in rows if not gone(form, bank)]
    return min(able, key=lambda row: row[:3])[3] if able else None


def _met(form: ExamForm, met: Mapping[str, int]) -> int:
    return sum(met.get(code, 0) for code in form.codes)


def gone(form: ExamForm, bank: Bank) -> list[str]:
    """The items of a form that are not on new papers any more, or not in this version."""
    return [
        code
        for code, version_id in zip(form.codes, form.version_ids, strict=True)
        if not _is_there(code, version_id, bank)
    ]


def _is_there(code: str, version_id: int, bank: Bank) -> bool:
    item = bank.by_code.get(code)
    return item is not None and item.version_id == version_id and item.candidate.is_current


def is_of_plan(form: ExamForm, exam: Exam) -> bool:
    """Whether a form was made by the plan in use."""
    plan = (exam.blueprint_version_id, exam.policy_version_id)
    return (form.blueprint_version_id, form.policy_version_id) == plan


def forms(session: Session, exam: Exam) -> list[tuple[ExamForm, int]]:
    """Every form of an exam with how many papers it gave, the newest first, by name."""
    given = select(func.count()).where(Attempt.form_id == ExamForm.id).scalar_subquery()
    wanted = select(ExamForm, given).where(ExamForm.exam_id == exam.id)
    rows = session.execute(wanted.order_by(ExamForm.order_id.desc(), ExamForm.name))
    return [(form, times) for form, times in rows]


def form(session: Session, exam: Exam, form_id: int) -> ExamForm:
    """One form of an exam; NotFound for any other."""
    found = session.get(ExamForm, form_id)
    if found is None or found.exam_id != exam.id:
        raise NotFound("There is no such form.")
    return found


def order(session: Session, exam: Exam, order_id: int) -> FormOrder:
    """One order of forms for an exam; NotFound for any other."""
    found = session.get(FormOrder, order_id)
    if found is None or found.exam_id != exam.id:
        raise NotFound("No forms were asked for here.")
    return found


def waiting(session: Session) -> list[int]:
    """The orders that wait to be made, the oldest first."""
    return list(session.scalars(select(FormOrder.id).where(FormOrder.state == WAITING).order_by(FormOrder.id)))
