"""The forms of an exam, for its staff: making, looking at, putting to use and withdrawing them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from trainer.core import clock, ids
from trainer.core.errors import Conflict, DomainError, Invalid, NotFound
from trainer.exams import fixed, queries
from trainer.exams.models import Exam, FormOrder
from trainer.exams.service import fix
from trainer.library import rules as words
from trainer.pages import exam_forms as pages
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.services import facts
from trainer.web.session import current_session, tell_after_commit, transaction

bp = Blueprint("staff_exam_forms", __name__, url_prefix="/staff/exams/<slug>/forms")


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"words": words, "STATES": pages.STATES}


@bp.get("")
@needs(Permission.SEE_EXAMS)
def forms(slug: str) -> str:
    return _list(final(slug), pages.OrderForm(formdata=None))


@bp.post("")
@needs(Permission.PLAN_EXAMS)
def order(slug: str) -> Response | tuple[str, int]:
    exam, form = final(slug), pages.OrderForm()
    if not form.validate():
        return _list(exam, form), Invalid.status
    try:
        asked = _order(exam, form)
    except Invalid as error:
        form.name.errors = [error.detail]
        return _list(exam, form), error.status
    return redirect(url_for(".progress", slug=slug, order_id=asked.id), 303)


def _order(exam: Exam, form: pages.OrderForm) -> FormOrder:
    """One form is made at once, several by the worker, since they take a while."""
    said: dict[str, Any] = {"name": form.name.data, "count": form.count.data, "overlap": form.overlap.data}
    with transaction() as session:
        asked = fix.order(session, exam, **said, seed=ids.new_seed(), by=me().id, now=clock.now())
        if asked.count > 1:
            tell_after_commit(session, "exams.forms")
    if asked.count == 1:
        made = fix.drawn(current_session(), asked, today())
        with transaction() as session:
            fix.write(session, asked.id, made, now=clock.now())
    return asked


@bp.get("/orders/<int:order_id>")
@needs(Permission.SEE_EXAMS)
def progress(slug: str, order_id: int) -> str | Response:
    exam = final(slug)
    asked = fixed.order(current_session(), exam, order_id)
    if asked.state == fixed.MADE:
        return redirect(url_for(".forms", slug=slug), 303)
    return render_template("pages/staff_exam_order.html", exam=exam, asked=asked)


@bp.get("/<int:form_id>")
@needs(Permission.SEE_EXAMS)
def form(slug: str, form_id: int) -> str:
    return _one(final(slug), form_id, pages.StepForm(formdata=None))


@bp.post("/<int:form_id>/<verb>")
@needs(Permission.PLAN_EXAMS)
def step(slug: str, form_id: int, verb: str) -> Response | tuple[str, int]:
    exam, said = final(slug), pages.StepForm()
    if verb not in {own for _state, own in fixed.STEPS}:
        raise NotFound
    if not said.validate():
        return _one(exam, form_id, said), Invalid.status
    try:
        _move(exam, form_id, verb, said.reason.data or "")
    except (Conflict, Invalid) as error:
        return _one(final(slug), form_id, said, error), error.status
    done = "Papers come from it from now on." if verb == "use" else "No new paper comes from it. Papers it gave stay."
    flash(done, "ok")
    return redirect(url_for(".form", slug=slug, form_id=form_id), 303)


def _move(exam: Exam, form_id: int, verb: str, reason: str) -> None:
    with transaction() as session:
        fix.move(session, exam, form_id, verb, reason=reason, by=me().id, today=today(), now=clock.now())


def final(slug: str) -> Exam:
    """The final exam of this name; NotFound for any other exam, since only a final has forms."""
    found = queries.exam_by_slug(current_session(), slug)
    if found.kind != queries.FINAL:
        raise NotFound("Only a final exam has forms.")
    return found


def today() -> date:
    """The day in the issuer's zone, by which papers draw."""
    return clock.today(facts().time_zone)


def _list(exam: Exam, form: pages.OrderForm) -> str:
    session = current_session()
    rows = pages.rows(session, exam, today())
    return render_template(
        "pages/staff_exam_forms.html", exam=exam, rows=rows, orders=pages.orders(session, exam), form=form
    )


def _one(exam: Exam, form_id: int, said: pages.StepForm, error: DomainError | None = None) -> str:
    session = current_session()
    row = next((row for row in pages.rows(session, exam, today()) if row.form.id == form_id), None)
    if row is None:
        raise NotFound("There is no such form.")
    counts, items = list(pages.counted(row.form)), pages.items(session, row.form)
    return render_template(
        "pages/staff_exam_form.html", exam=exam, row=row, form=said, error=error, counts=counts, items=items
    )
