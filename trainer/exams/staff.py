"""The pages of those who look after attempts: the list, one attempt, giving time, making void."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.accounts.forms import said
from trainer.core import clock
from trainer.core.errors import DomainError
from trainer.exams.screens import staff as screens
from trainer.exams.service.time import extend
from trainer.exams.service.void import StillRunning, extend_many, void, void_many
from trainer.exams.staff_forms import STATES, VOID, AttemptFilter, BulkForm, TimeForm, VoidForm
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, transaction

bp = Blueprint("exams_staff", __name__, url_prefix="/staff/attempts")


@bp.get("")
@needs(Permission.SEE_ATTEMPTS)
def attempts() -> ResponseReturnValue:
    return _list(BulkForm(formdata=None), set())


@bp.get("/<uuid:attempt_id>")
@needs(Permission.SEE_ATTEMPTS)
def attempt(attempt_id: UUID) -> ResponseReturnValue:
    return _sheet(attempt_id)


@bp.post("/<uuid:attempt_id>/time")
@needs(Permission.MANAGE_ATTEMPTS)
def give_time(attempt_id: UUID) -> ResponseReturnValue:
    form = TimeForm()
    if not form.validate():
        return _sheet(attempt_id, time_form=form), 422
    try:
        with transaction() as session:
            extend(session, attempt_id, minutes=form.minutes.data or 0, why=said(form.why), by=me().id, now=clock.now())
    except DomainError as error:
        return _sheet(attempt_id, time_form=form, error=error), error.status
    flash(f"{form.minutes.data} minutes given. The candidate sees them within seconds.", "ok")
    return redirect(url_for("exams_staff.attempt", attempt_id=attempt_id), 303)


@bp.post("/<uuid:attempt_id>/void")
@needs(Permission.MANAGE_ATTEMPTS)
def make_void(attempt_id: UUID) -> ResponseReturnValue:
    form = VoidForm()
    if not form.validate():
        return _sheet(attempt_id, void_form=form), 422
    try:
        with transaction() as session:
            reason, address = said(form.reason), request.remote_addr
            void(session, attempt_id, reason=reason, by=me().id, now=clock.now(), address=address)
    except DomainError as error:
        return _sheet(attempt_id, void_form=form, error=error), error.status
    flash("The attempt is void.", "ok")
    return redirect(url_for("exams_staff.attempt", attempt_id=attempt_id), 303)


@bp.post("/bulk")
@needs(Permission.MANAGE_ATTEMPTS)
def bulk() -> ResponseReturnValue:
    form, chosen = BulkForm(), set(request.form.getlist("attempt", type=UUID))
    if not form.validate():
        return _list(form, chosen), 422
    try:
        done = _act(form, chosen)
    except DomainError as error:
        running = error.running if isinstance(error, StillRunning) else None
        return _list(form, chosen, error=error, running=running), error.status
    flash(f"Done, for {done} {'attempt' if done == 1 else 'attempts'}.", "ok")
    return redirect(url_for("exams_staff.attempts", _external=False, **_wish()), 303)


def _act(form: BulkForm, chosen: set[UUID]) -> int:
    why, confirmed, by, now = said(form.why), form.running.data, me().id, clock.now()
    with transaction() as session:
        if form.action.data == VOID:
            return void_many(session, chosen, reason=why, confirmed=confirmed, by=by, now=now)
        minutes = form.minutes.data or 0
        return extend_many(session, chosen, minutes=minutes, why=why, confirmed=confirmed, by=by, now=now)


def _wish() -> dict[str, str]:
    """What the address narrows the list to; a choice that does not exist narrows nothing."""
    exam, state = request.args.get("exam", ""), request.args.get("state", "")
    return {
        "person": request.args.get("person", ""),
        "exam": exam if exam in screens.exams(current_session()) else "",
        "state": state if state in STATES else "",
    }


def _list(form: BulkForm, chosen: set[UUID], error: DomainError | None = None, running: int | None = None) -> str:
    session, wish = current_session(), _wish()
    form.running.flags.required = running is not None
    filters = AttemptFilter(formdata=None, data=wish)
    filters.exam.choices = {"": "Any", **screens.exams(session)}
    page = page_of(screens.how_many(session, **wish))
    return render_template(
        "exams/staff_attempts.html",
        filters=filters,
        wish=wish,
        page=page,
        lines=screens.lines(session, offset=page.offset, limit=page.size, now=clock.now(), **wish),
        form=form,
        chosen=chosen,
        error=error,
        running=running,
    )


def _sheet(
    attempt_id: UUID,
    time_form: TimeForm | None = None,
    void_form: VoidForm | None = None,
    error: DomainError | None = None,
) -> str:
    return render_template(
        "exams/staff_attempt.html",
        page=screens.sheet(current_session(), attempt_id, now=clock.now()),
        time_form=time_form or TimeForm(formdata=None),
        void_form=void_form or VoidForm(formdata=None),
        error=error,
    )
