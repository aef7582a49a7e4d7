"""Saved lists of items: keep the present filters under a name, and forget them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField
from wtforms.validators import InputRequired, Length

from trainer.core import clock
from trainer.core.errors import Conflict, Invalid
from trainer.library import views
from trainer.library.list_forms import FilterForm
from trainer.web.forms import Form, LineField
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, transaction

bp = Blueprint("item_views", __name__, url_prefix="/staff/items/views")
Shown = str | Response | tuple[str, int]


class ViewForm(Form):
    """The name of a list, and who else finds it."""

    name = LineField("Name", [InputRequired("Give the list a name."), Length(max=views.LONGEST_NAME)])
    shared = BooleanField("For everybody who sees items")


def _may_share() -> bool:
    return me().may(Permission.PUBLISH_ITEMS)


@bp.get("")
@needs(Permission.SEE_ITEMS)
def index() -> str:
    return render_template("library/views.html", views=views.open_to(current_session(), me().id))


@bp.get("/new")
@needs(Permission.SEE_ITEMS)
def new() -> str:
    return _page(ViewForm(formdata=None))


@bp.post("/new")
@needs(Permission.SEE_ITEMS)
def create() -> Shown:
    """Keep the list that the address says; what was typed is shown again where it cannot be."""
    form = ViewForm()
    if not form.validate():
        return _page(form), Invalid.status
    said = FilterForm.read(request.args).said()
    is_shared = form.shared.data and _may_share()
    try:
        with transaction() as session:
            view = views.save(session, form.name.data or "", said, by=me().id, now=clock.now(), is_shared=is_shared)
    except Conflict as error:
        form.name.errors = [error.detail]
        return _page(form), error.status
    flash(f"“{form.name.data}” is saved. It stands above the list.", "ok")
    return redirect(f"{url_for('library_staff.items')}?{view.query}", 303)


def _page(form: ViewForm) -> str:
    return render_template("library/view_new.html", form=form, said=FilterForm.read(request.args).said())


@bp.post("/<int:view_id>/delete")
@needs(Permission.SEE_ITEMS)
def delete(view_id: int) -> Response:
    with transaction() as session:
        view = views.delete(session, view_id, by=me().id, now=clock.now(), may_share=_may_share())
    flash(f"“{view.name}” is deleted. No item changed.", "ok")
    return redirect(url_for(".index"), 303)
