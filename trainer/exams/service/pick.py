"""Keeping a form whose items were chosen by hand, once nothing is in its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from trainer.audit import service as audit
from trainer.core.errors import Invalid
from trainer.exams import fixed, picked
from trainer.exams.models import Exam, ExamForm
from trainer.exams.service import fix

BY_HAND = 0
"""The seed of a form that no seed drew."""


@dataclass(frozen=True)
class Wish:
    """A form as somebody wants it: its name, its items, and why what is warned of may stand."""

    name: str
    codes: Sequence[str]
    reason: str = ""


def keep(session: Session, exam: Exam, wish: Wish, *, by: int, today: date, now: datetime) -> ExamForm:
    """Keep a hand-picked form as a draft; Invalid while anything is in its way or a warning stands without a reason."""
    own = session.get_one(Exam, exam.id, with_for_update=True, populate_existing=True)
    found = picked.looked_at(session, own, wish.name, wish.codes, today)
    if found.errors:
        raise Invalid("Something is in the way of this form. Nothing was kept.")
    if found.warnings and not wish.reason:
        raise Invalid("Say why the warnings may stand.")
    asked = fix.order(session, own, name=wish.name, count=1, overlap=0, seed=BY_HAND, by=by, now=now)
    fix.write(session, asked.id, fix.Made((found.form,), found.versions), now=now)
    (form,) = (each for each, _papers in fixed.forms(session, own) if each.order_id == asked.id)
    form.report = {**form.report, "picked": {"warnings": found.warnings, "reason": wish.reason}}
    session.flush()
    detail = {"form": form.id, "name": form.name, "warnings": found.warnings, "reason": wish.reason}
    audit.record(session, "exam.form.picked", f"exam:{exam.id}", by=by, now=now, detail=detail)
    return form
