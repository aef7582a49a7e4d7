"""Item reports for staff: what people say about items, and what is answered."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from trainer.core import clock
from trainer.core.errors import Invalid
from trainer.library import reports
from trainer.web.forms import Form
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, transaction

bp = Blueprint("item_reports", __name__, url_prefix="/staff/item-reports")


class AnswerForm(Form):
    """What came of a report."""

    answer = TextAreaField(
        "What came of it",
        [
            DataRequired("Say what came of this report."),
            Length(reports.SHORTEST, reports.LONGEST, f"Write {reports.SHORTEST} to {reports.LONGEST} characters."),
        ],
        filters=[lambda value: value.strip() if value else value],
    )


@bp.get("")
@needs(Permission.SEE_ITEMS)
def index() -> str:
    session, state = current_session(), request.args.get("state")
    shown = reports.ANSWERED if state == reports.ANSWERED else reports.OPEN
    counts = reports.counts(session)
    page = page_of(counts[shown])
    rows = reports.in_state(session, shown, offset=page.offset, limit=page.size)
    return render_template("library/reports.html", rows=rows, counts=counts, shown=shown, page=page)


@bp.get("/<int:report_id>")
@needs(Permission.SEE_ITEMS)
def show(report_id: int) -> str:
    return _page(report_id, AnswerForm(formdata=None))


@bp.post("/<int:report_id>/answer")
@needs(Permission.EDIT_ITEMS)
def answer(report_id: int) -> Response | tuple[str, int]:
    form = AnswerForm()
    if not form.validate():
        return _page(report_id, form), Invalid.status
    with transaction() as session:
        reports.answer(session, report_id, text=form.answer.data or "", by=me().id, now=clock.now())
    flash("The report is answered.", "ok")
    return redirect(url_for(".index"), 303)


def _page(report_id: int, form: AnswerForm) -> str:
    return render_template("library/report.html", row=reports.one(current_session(), report_id), form=form)
