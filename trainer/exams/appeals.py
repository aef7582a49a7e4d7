"""Appeals: where a candidate makes one and sees what came of it, and where a registrar decides."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from trainer.accounts.forms import said
from trainer.accounts.letters import written
from trainer.core import clock
from trainer.core.errors import Conflict, DomainError, Invalid, NotFound, Refused
from trainer.exams import queries
from trainer.exams.screens import appeals as screens
from trainer.exams.service import appeal as service
from trainer.exams.staff_forms import RESIT, AppealDecisionForm, AppealForm
from trainer.mail import Letter, post
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, tell_after_commit, transaction

bp = Blueprint("appeals", __name__)
LETTERS, ISSUE = "mail.deliver", "certificates.issue"


@bp.get("/attempts/<uuid:attempt_id>/appeal")
@needs(Permission.SIT_EXAMS)
def mine(attempt_id: UUID) -> ResponseReturnValue:
    return _mine(attempt_id, AppealForm(formdata=None))


@bp.post("/attempts/<uuid:attempt_id>/appeal")
@needs(Permission.SIT_EXAMS)
def make(attempt_id: UUID) -> ResponseReturnValue:
    form = AppealForm()
    if not form.validate():
        return _mine(attempt_id, form), 422
    try:
        with transaction() as session:
            made = service.make(session, attempt_id, me().id, said(form.about), said(form.why), now=clock.now())
            _tell_registrars(session, made.id)
    except (Conflict, Invalid) as error:
        return _mine(attempt_id, form, error), error.status
    flash("Your appeal is made. A registrar decides, and you get a message.", "ok")
    return redirect(url_for("appeals.mine", attempt_id=attempt_id), 303)


@bp.get("/staff/appeals")
@needs(Permission.DECIDE_APPEALS)
def queue() -> ResponseReturnValue:
    page = page_of(screens.how_many(current_session()))
    rows = screens.queue(current_session(), offset=page.offset, limit=page.size)
    return render_template("exams/staff_appeals.html", rows=rows, page=page)


@bp.get("/staff/appeals/<int:appeal_id>")
@needs(Permission.DECIDE_APPEALS)
def one(appeal_id: int) -> ResponseReturnValue:
    return _one(appeal_id, AppealDecisionForm(formdata=None))


@bp.post("/staff/appeals/<int:appeal_id>")
@needs(Permission.DECIDE_APPEALS)
def decide(appeal_id: int) -> ResponseReturnValue:
    _found(appeal_id)
    form = AppealDecisionForm()
    if not form.validate():
        return _one(appeal_id, form), 422
    try:
        _decide(appeal_id, form)
    except (Conflict, Invalid) as error:
        return _one(appeal_id, form, error), error.status
    flash("Decided. The candidate is told by mail, with your reason.", "ok")
    return redirect(url_for("appeals.one", appeal_id=appeal_id), 303)


def _decide(appeal_id: int, form: AppealDecisionForm) -> None:
    outcome = service.REJECTED if form.outcome.data == service.REJECTED else service.UPHELD
    with_resit, now = form.outcome.data == RESIT, clock.now()
    with transaction() as session:
        service.decide(session, appeal_id, outcome, said(form.reason), with_resit=with_resit, by=me().id, now=now)
        post(session, _decided_letter(screens.one(session, appeal_id), with_resit=with_resit), now=now)
        tell_after_commit(session, LETTERS)
        tell_after_commit(session, ISSUE)


def _tell_registrars(session: Session, appeal_id: int) -> None:
    """That an appeal waits, to everybody who may decide it."""
    row = screens.one(session, appeal_id)
    for each in screens.who_decides(session, apart_from=row.person.id):
        letter = written(
            "appeal_made", key=f"appeal-{appeal_id}-made-{each.id}", to=each.email,
            subject="An appeal waits for a decision", name=each.name, row=row,
        )  # fmt: skip
        post(session, letter, now=clock.now())
    tell_after_commit(session, LETTERS)


def _decided_letter(row: screens.Row, *, with_resit: bool) -> Letter:
    """What was decided, and why."""
    return written(
        "appeal_decided", key=f"appeal-{row.appeal.id}-decided", to=row.person.email,
        subject=f"Your appeal is {row.appeal.outcome}", name=row.person.name, row=row,
        resit_days=service.RESIT_DAYS if with_resit else None,
    )  # fmt: skip


def _mine(attempt_id: UUID, form: AppealForm, error: DomainError | None = None) -> str:
    session = current_session()
    attempt = queries.own_attempt(session, attempt_id, me().id)
    rows = screens.of(session, attempt_id)
    may_be_made = service.may_be_made(session, attempt)
    if not may_be_made and not rows:
        raise NotFound("Only a final exam can be appealed, once it is marked or made void.")
    exam = queries.exam(session, attempt.exam_id)
    return render_template("exams/appeal.html", attempt=attempt, exam=exam, rows=rows, form=form, error=error)


def _found(appeal_id: int) -> screens.Row:
    """Somebody else's appeal."""
    row = screens.one(current_session(), appeal_id)
    if row.person.id == me().id:
        raise Refused("Nobody decides their own appeal. A colleague does this one.")
    return row


def _one(appeal_id: int, form: AppealDecisionForm, error: DomainError | None = None) -> str:
    row = _found(appeal_id)
    earlier = [each for each in screens.of(current_session(), row.attempt.id) if each.appeal.id != appeal_id]
    return render_template("exams/staff_appeal.html", row=row, earlier=earlier, form=form, error=error)
