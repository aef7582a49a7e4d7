"""Tasks of those who look after the bank: one's own and nobody's first, each with what to do, and closing one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from trainer.core import clock
from trainer.core.errors import Conflict, Invalid
from trainer.library import desk, tasklist
from trainer.library.review_forms import trimmed
from trainer.library.tasklist import Wish
from trainer.web.forms import Form
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, transaction

bp = Blueprint("library_tasks", __name__, url_prefix="/staff/tasks")
WHOSE = {"": "Mine and nobody's", "mine": "Mine", "nobody": "Nobody's", "all": "Everybody's"}
KINDS = {"": "Any", desk.SOURCE_DUE: "Sources", desk.ITEM_DUE: "Items"}


class OutcomeForm(Form):
    """Why what a task is about stands as it is."""

    outcome = TextAreaField(
        "Why it stands as it is",
        [DataRequired("Say why it stands; the reason is kept."), Length(max=2000)],
        filters=[trimmed],
    )


def wish() -> Wish:
    """What the address narrows the list to; a choice that does not exist narrows nothing."""
    whose, kind = request.args.get("whose", ""), request.args.get("kind", "")
    return Wish(
        whose if whose in WHOSE else "",
        kind if kind in KINDS else "",
        request.args.get("source", "").strip(),
        is_done=request.args.get("state") == "done",
    )


def _narrowed(asked: Wish) -> dict[str, str]:
    """The same, as it stands in the address."""
    said = {"whose": asked.whose, "kind": asked.kind, "source": asked.source, "state": "done" if asked.is_done else ""}
    return {name: value for name, value in said.items() if value}


@bp.get("")
@needs(Permission.KEEP_SOURCES)
def index() -> str:
    return _page(OutcomeForm(formdata=None), None)


@bp.post("/<int:task_id>/outcome")
@needs(Permission.KEEP_SOURCES)
def finish(task_id: int) -> Response | tuple[str, int]:
    """Close a task: somebody decided that what it is about stands as it is."""
    form = OutcomeForm()
    if not form.validate():
        return _page(form, task_id), Invalid.status
    try:
        with transaction() as session:
            outcome = form.outcome.data or ""
            desk.finish(session, task_id, outcome=outcome, by=me().id, for_all=_sees_all(), now=clock.now())
    except Conflict as error:
        form.outcome.errors = [error.detail]
        return _page(form, task_id), error.status
    flash("The task is closed. It comes back only for another reason.", "ok")
    return redirect(url_for(".index", _external=False, **_narrowed(wish())), 303)


def _sees_all() -> bool:
    """Administrators answer for everybody's tasks."""
    return me().may(Permission.PUBLISH_ITEMS)


def _page(form: OutcomeForm, at: int | None) -> str:
    """The list; `at` is the task whose form was not taken."""
    session, asked, sees_all = current_session(), wish(), _sees_all()
    page = page_of(tasklist.count(session, asked, me=me().id, sees_all=sees_all))
    lines = tasklist.lines(session, asked, me=me().id, sees_all=sees_all, offset=page.offset, limit=page.size)
    whose = {value: words for value, words in WHOSE.items() if value != "all" or sees_all}
    return render_template(
        "library/tasks.html",
        form=form,
        at=at,
        is_shown=any(line.task.id == at for line in lines),
        asked=asked,
        narrowed=_narrowed(asked),
        page=page,
        lines=lines,
        whose=whose,
        kinds=KINDS,
    )
