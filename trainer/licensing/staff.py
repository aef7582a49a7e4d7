"""The registrar's pages: the queue, and one licence with everything stated, seen and decided."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.accounts import queries as people
from trainer.accounts.forms import said
from trainer.core import clock
from trainer.core.errors import Invalid, Refused
from trainer.documents.names import name_faults, printed_name
from trainer.licensing import letters, queries, service
from trainer.licensing.forms import CheckForm, DecisionForm, FilterForm
from trainer.licensing.jurisdictions import SOMEWHERE, place
from trainer.licensing.models import Licence
from trainer.licensing.rules import Verdict, day_in, names_differ, waited
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs
from trainer.web.services import facts
from trainer.web.session import current_session, tell_after_commit, transaction

bp = Blueprint("licensing_staff", __name__, url_prefix="/staff/licences")


@bp.get("")
@needs(Permission.DECIDE_LICENCES)
def queue() -> ResponseReturnValue:
    form, now = FilterForm(request.args), clock.now()
    state = form.chosen()
    page = page_of(queries.how_many(current_session(), state))
    found = queries.queue(current_session(), state, offset=page.offset, limit=page.size)
    rows = [(queries.standing(licence, now=now), holder, waited(licence.stated_at, now)) for licence, holder in found]
    return render_template("licensing/queue.html", form=form, rows=rows, page=page)


@bp.get("/<int:licence_id>")
@needs(Permission.DECIDE_LICENCES)
def show(licence_id: int) -> ResponseReturnValue:
    licence = _licence(licence_id)
    return _page(licence, _new_check(), DecisionForm())


@bp.post("/<int:licence_id>/checks")
@needs(Permission.DECIDE_LICENCES)
def check(licence_id: int) -> ResponseReturnValue:
    licence, form, zone = _licence(licence_id), CheckForm(), facts().time_zone
    if not form.validate():
        return _page(licence, form, DecisionForm(formdata=None)), 422
    try:
        with transaction() as session:
            service.record_check(session, licence_id, form.look(), by=me().id, now=clock.now(), zone=zone)
    except Invalid as error:
        form.checked_on.errors = [error.detail]
        return _page(_licence(licence_id), form, DecisionForm(formdata=None)), error.status
    flash("The check is recorded.", "ok")
    return redirect(url_for("licensing_staff.show", licence_id=licence_id), 303)


@bp.post("/<int:licence_id>/decision")
@needs(Permission.DECIDE_LICENCES)
def decide(licence_id: int) -> ResponseReturnValue:
    licence, form = _licence(licence_id), DecisionForm()
    if not form.validate():
        return _page(licence, _new_check(), form), 422
    try:
        _decide(licence, Verdict(said(form.verdict)), said(form.reason))
    except Invalid as error:
        form.verdict.errors = [error.detail]
        return _page(_licence(licence_id), _new_check(), form), error.status
    flash("Decided, and on its way to the holder by mail.", "ok")
    return redirect(url_for("licensing_staff.queue"), 303)


def _decide(licence: Licence, verdict: Verdict, reason: str) -> None:
    now = clock.now()
    holder = people.person(current_session(), licence.person_id)
    letter = letters.decision(licence, holder, verdict, reason, now=now)
    with transaction() as session:
        service.decide(session, licence.id, verdict, reason, by=me().id, now=now, letter=letter)
        tell_after_commit(session, "mail.deliver")


def _licence(licence_id: int) -> Licence:
    """A licence this registrar may look into: anybody's but their own."""
    licence = queries.licence(current_session(), licence_id)
    if licence.person_id == me().id:
        raise Refused("Nobody checks or decides their own licence. A colleague does this one.")
    return licence


def _new_check() -> CheckForm:
    return CheckForm(formdata=None, checked_on=day_in(facts().time_zone, clock.now()))


def _page(licence: Licence, check_form: CheckForm, decision_form: DecisionForm) -> str:
    session, now = current_session(), clock.now()
    holder, where = people.person(session, licence.person_id), place(licence.jurisdiction)
    return render_template(
        "licensing/decide.html",
        standing=queries.standing(licence, now=now),
        holder=holder,
        name_faults=name_faults(printed_name(licence.name_on_register)),
        names_differ=names_differ(holder.name, licence.name_on_register),
        same_number=queries.same_number(session, licence),
        others=[one for one in queries.licences_of(session, holder.id) if one.id != licence.id],
        names=queries.names_of(session, licence),
        waited=waited(licence.stated_at, now),
        register=where.register if where else SOMEWHERE.register,
        check_form=check_form,
        decision_form=decision_form,
    )
