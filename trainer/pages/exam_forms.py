"""What the pages of an exam's forms ask for and show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import IntegerField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from question_bank.items.card import Level
from question_bank.selection.forms import MOST_FORMS
from trainer.exams import fixed, queries
from trainer.exams.models import Exam, ExamForm, FormOrder
from trainer.library import queries as library
from trainer.library.models import Item, ItemVersion
from trainer.library.rules import GROUPS, LEVELS
from trainer.web.forms import Form, LineField

STATES = {
    fixed.DRAFT: ("Draft", "", "older"),
    fixed.IN_USE: ("In use", "now", "done"),
    fixed.WITHDRAWN: ("Withdrawn", "", "older"),
}
"""A form's state in words, with the kind and the icon of its badge."""


class OrderForm(Form):
    """How many forms to make, and how different."""

    name = LineField("Name", [DataRequired("Write a name."), Length(max=60)])
    count = IntegerField("How many forms", [InputRequired("Write a number."), NumberRange(1, MOST_FORMS)], default=1)
    overlap = IntegerField(
        "Items two of them may share", [InputRequired("Write a number."), NumberRange(0, 300)], default=0
    )


class StepForm(Form):
    """Why a form is put to use or withdrawn."""

    reason = LineField("Why", [DataRequired("Say why; the reason is kept."), Length(max=500)])


@dataclass(frozen=True)
class Row:
    """A form in the list: how many papers it gave, what of it is not on papers any more, whether its plan is in use."""

    form: ExamForm
    papers: int
    gone: list[str]
    is_of_plan: bool

    @property
    def can_be_given(self) -> bool:
        """Whether a start could give it, were it in use."""
        return self.is_of_plan and not self.gone


def rows(session: Session, exam: Exam, today: date) -> list[Row]:
    """Every form of an exam."""
    bank = queries.bank(session, use="exam", today=today)
    return [
        Row(form, papers, fixed.gone(form, bank), fixed.is_of_plan(form, exam))
        for form, papers in fixed.forms(session, exam)
    ]


def orders(session: Session, exam: Exam) -> list[FormOrder]:
    """What was ordered and has no forms: waiting or refused, the newest first."""
    wanted = select(FormOrder).where(FormOrder.exam_id == exam.id, FormOrder.state != fixed.MADE)
    return list(session.scalars(wanted.order_by(FormOrder.id.desc()).limit(5)))


def items(session: Session, form: ExamForm) -> list[tuple[Item, ItemVersion]]:
    """The items of a form in their order, each in the version it asks."""
    found = library.versions_by_id(session, form.version_ids)
    own = {item.id: item for item in session.scalars(select(Item).where(Item.code.in_(form.codes)))}
    return [(own[found[version_id].item_id], found[version_id]) for version_id in form.version_ids]


def counted(form: ExamForm) -> Iterator[tuple[str, int]]:
    """What a form holds of each thing its plan counts, in words."""
    for kind, whose, part, number in form.report["counts"]:
        yield said(kind, whose, part), number


def said(kind: str, whose: str, part: str) -> str:
    """What a plan counts, in words: a cell, a level, a rule or a minimum."""
    match kind:
        case "cell":
            return f"{whose}, {next(name for group, name in GROUPS.items() if group.value == part).lower()}"
        case "level":
            return f"{whose}, {LEVELS[Level(part)].lower()}"
        case "rule":
            return f"Rule “{whose.replace('_', ' ')}”"
        case _:
            return f"{whose}, {'safety-critical' if kind == 'safety' else 'vignettes'}"
