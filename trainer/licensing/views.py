"""A clinician's own licence: what is known of it, and the form that states it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainer.core import clock
from trainer.core.errors import Invalid
from trainer.licensing import queries, service
from trainer.licensing.forms import LicenceForm
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, transaction

bp = Blueprint("licensing", __name__)


@bp.get("/licence")
@needs(Permission.STATE_LICENCE)
def mine() -> ResponseReturnValue:
    return _page(LicenceForm(name_on_register=me().name))


@bp.post("/licence")
@needs(Permission.STATE_LICENCE)
def state() -> ResponseReturnValue:
    form = LicenceForm()
    if not form.validate():
        return _page(form), 422
    try:
        with transaction() as session:
            service.state(session, me().id, form.statement(), now=clock.now())
    except Invalid as error:
        form.expires_on.errors = [error.detail]
        return _page(form), error.status
    flash("Your licence is stated. A registrar looks at the register and decides; we write to you then.", "ok")
    return redirect(url_for("licensing.mine"), 303)


@bp.get("/licence/<int:licence_id>")
@needs(Permission.STATE_LICENCE)
def one(licence_id: int) -> ResponseReturnValue:
    licence = queries.own_licence(current_session(), licence_id, me().id)
    standing = queries.standing(licence, now=clock.now())
    return render_template("licensing/licence.html", standing=standing, licence=licence)


def _page(form: LicenceForm) -> str:
    session, now = current_session(), clock.now()
    stated = [queries.standing(licence, now=now) for licence in queries.licences_of(session, me().id)]
    eligible = queries.eligible_licence(session, me().id, now=now)
    return render_template("licensing/mine.html", form=form, stated=stated, eligible=eligible)
