"""Making forms of a plan as they were ordered, putting them to use and withdrawing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.selection.form_report import Form
from question_bank.selection.forms import MOST_FORMS, fixed_form, parallel_forms
from question_bank.selection.paper import NoPaper
from trainer.audit import service as audit
from trainer.core.db import Database
from trainer.core.errors import Conflict, Invalid
from trainer.exams import fixed, picked, queries
from trainer.exams.exposure import exposure
from trainer.exams.models import Exam, ExamForm, FormOrder
from trainer.exams.paper import Bank
from trainer.library import queries as library


@dataclass(frozen=True)
class Made:
    """What came of an order: forms with the versions of their items, or in words why there are none."""

    forms: tuple[Form, ...]
    versions: Mapping[str, int]
    says: str = ""


def order(
    session: Session, exam: Exam, *, name: str, count: int, overlap: int, seed: int, by: int, now: datetime
) -> FormOrder:
    """Ask for forms of the plan in use; Invalid for a name that is taken or a number that cannot be."""
    if exam.blueprint_version_id is None or exam.policy_version_id is None:
        raise Invalid("Only a final exam has forms.")
    if not 1 <= count <= MOST_FORMS:
        raise Invalid(f"From 1 to {MOST_FORMS} forms can be made at once.")
    made = FormOrder(exam_id=exam.id, name=name, count=count, overlap=overlap, seed=seed, state=fixed.WAITING)
    made.blueprint_version_id, made.policy_version_id = exam.blueprint_version_id, exam.policy_version_id
    made.made_at, made.made_by_id, made.says = now, by, ""
    if taken := _taken(session, made):
        raise Invalid(f"There is a form named {taken[0]} already; choose another name.")
    session.add(made)
    session.flush()
    detail = {"order": made.id, "name": name, "count": count, "overlap": overlap}
    audit.record(session, "exam.forms.ordered", f"exam:{exam.id}", by=by, now=now, detail=detail)
    return made


def _names(asked: FormOrder) -> list[str]:
    if asked.count == 1:
        return [asked.name]
    return [f"{asked.name} {chr(ord('A') + number)}" for number in range(asked.count)]


def _taken(session: Session, asked: FormOrder) -> list[str]:
    held = select(ExamForm.name).where(ExamForm.exam_id == asked.exam_id, ExamForm.name.in_(_names(asked)))
    return list(session.scalars(held.order_by(ExamForm.name)))


def make_waiting(database: Database, *, today: date, now: datetime) -> int:
    """Make every order that waits, each drawn outside the write and written once; how many."""
    with database.session() as session:
        found = fixed.waiting(session)
    for order_id in found:
        with database.session() as session:
            made = drawn(session, session.get_one(FormOrder, order_id), today)
        with database.write() as session:
            write(session, order_id, made, now=now)
    return len(found)


def drawn(session: Session, asked: FormOrder, today: date) -> Made:
    """The forms of an order from the bank of this day; they are not kept yet."""
    bank = queries.bank(session, use="exam", today=today)
    try:
        return Made(_forms(session, asked, bank), {code: item.version_id for code, item in bank.by_code.items()})
    except NoPaper as error:
        return Made((), {}, str(error).replace("_", " "))


def _forms(session: Session, asked: FormOrder, bank: Bank) -> tuple[Form, ...]:
    blueprint = library.blueprint(session, asked.blueprint_version_id)
    policy = library.policy(session, asked.policy_version_id)
    pool, used = [item.candidate for item in bank], exposure(session, asked.exam_id, blueprint)
    if asked.count == 1:
        return (fixed_form(pool, blueprint, policy, name=asked.name, seed=asked.seed, exposure=used),)
    return parallel_forms(
        pool, blueprint, policy, count=asked.count, seed=asked.seed, overlap=asked.overlap, exposure=used
    )


def write(session: Session, order_id: int, made: Made, *, now: datetime) -> None:
    """Keep what came of an order, once, as drafts."""
    asked = session.get_one(FormOrder, order_id, with_for_update=True, populate_existing=True)
    if asked.state != fixed.WAITING:
        return
    says = f"There is a form named {taken[0]} already." if (taken := _taken(session, asked)) else made.says
    asked.state, asked.says = (fixed.REFUSED, says) if says else (fixed.MADE, "")
    if not says:
        session.add_all(
            _row(asked, each, name, made, now) for each, name in zip(made.forms, _names(asked), strict=True)
        )
    session.flush()
    detail = {"order": order_id, "forms": 0 if says else len(made.forms), "says": says}
    audit.record(session, f"exam.forms.{asked.state}", f"exam:{asked.exam_id}", by=None, now=now, detail=detail)


def _row(asked: FormOrder, form: Form, name: str, made: Made, now: datetime) -> ExamForm:
    row = ExamForm(exam_id=asked.exam_id, order_id=asked.id, name=name, seed=asked.seed, overlap=asked.overlap)
    row.blueprint_version_id, row.policy_version_id = asked.blueprint_version_id, asked.policy_version_id
    row.codes, row.version_ids = list(form.items), [made.versions[code] for code in form.items]
    row.report, row.state = _report(form, asked.name), fixed.DRAFT
    row.made_at, row.made_by_id = now, asked.made_by_id
    return row


def _report(form: Form, name: str) -> dict[str, Any]:
    counts = [[*count, number] for count, number in form.counts.items()]
    shared = {f"{name} {other}": list(codes) for other, codes in form.shared.items()}
    return {"counts": counts, "expected": form.expected, "sd": form.sd, "shared": shared}


def move(
    session: Session, exam: Exam, form_id: int, verb: str, *, reason: str, by: int, today: date, now: datetime
) -> ExamForm:
    """Put a form to use or withdraw it; papers it gave stay as they are.

    Conflict when its state does not allow it, Invalid when it could not be given: it must be of the plan in use, with
    every item still on papers, and keep today what that plan asks.
    """
    session.get_one(Exam, exam.id, with_for_update=True)
    found = fixed.form(session, exam, form_id)
    session.refresh(found)
    after = fixed.STEPS.get((found.state, verb))
    if after is None:
        raise Conflict("Somebody changed this form meanwhile. Look at it again.")
    if after == fixed.IN_USE:
        _check(session, exam, found, queries.bank(session, use="exam", today=today))
    found.state = after
    session.flush()
    detail = {"form": found.id, "name": found.name, "reason": reason}
    action = "used" if after == fixed.IN_USE else "withdrawn"
    audit.record(session, f"exam.form.{action}", f"exam:{exam.id}", by=by, now=now, detail=detail)
    return found


def _check(session: Session, exam: Exam, form: ExamForm, bank: Bank) -> None:
    if not fixed.is_of_plan(form, exam):
        raise Invalid("This form was made by another plan than the one in use.")
    if missing := fixed.gone(form, bank):
        raise Invalid(f"Not on new papers any more, or changed since: {', '.join(missing)}. Make a new form.")
    if broken := picked.broken(session, exam, form.codes, bank):
        raise Invalid(f"It does not keep the plan any more: {'; '.join(broken)}. Make a new form.")
