"""Picking the items of a form by hand: the list is held against the plan before it can be kept."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.core import clock
from trainer.core.errors import Conflict, Invalid
from trainer.exams import fixed, picked
from trainer.exams.models import Exam, ExamForm
from trainer.exams.picked import Picked
from trainer.exams.service import pick
from trainer.pages import exam_picks as pages
from trainer.pages.staff_exam_forms import final, today
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, transaction

bp = Blueprint("staff_exam_picks", __name__, url_prefix="/staff/exams/<slug>/forms/picked")


@bp.get("")
@needs(Permission.PLAN_EXAMS)
def choose(slug: str) -> str:
    """An empty list, or one that begins with the items of a form."""
    exam, form = final(slug), pages.PickForm(formdata=None)
    if form_id := request.args.get("from", type=int):
        form.codes.data = "\n".join(fixed.form(current_session(), exam, form_id).codes)
    return _page(exam, form)


@bp.post("")
@needs(Permission.PLAN_EXAMS)
def check(slug: str) -> Response | tuple[str, int]:
    """Tell what is found in the list, or keep it."""
    exam, form = final(slug), pages.PickForm()
    if not form.validate():
        return _page(exam, form), Invalid.status
    if request.form.get("act") != "keep":
        return _page(exam, form, _look(exam, form)), 200
    try:
        kept = _keep(exam, form)
    except (Conflict, Invalid) as error:
        exam = final(slug)
        return _page(exam, form, _look(exam, form), error), error.status
    flash(f"{kept.name} is kept as a draft. Nobody is given it before it is put to use.", "ok")
    return redirect(url_for("staff_exam_forms.form", slug=slug, form_id=kept.id), 303)


def _look(exam: Exam, form: pages.PickForm) -> Picked:
    return picked.looked_at(current_session(), exam, form.name.data or "", form.listed(), today())


def _keep(exam: Exam, form: pages.PickForm) -> ExamForm:
    wish = pick.Wish(form.name.data or "", form.listed(), form.reason.data or "")
    with transaction() as session:
        return pick.keep(session, exam, wish, by=me().id, today=today(), now=clock.now())


def _page(
    exam: Exam, form: pages.PickForm, found: Picked | None = None, error: Conflict | Invalid | None = None
) -> str:
    asked = list(pages.needs_of(current_session(), exam, found)) if found else []
    return render_template("pages/staff_exam_pick.html", exam=exam, form=form, found=found, needs=asked, error=error)
