"""The roster, one person's record, their roles, and a result as its candidate sees it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.accounts import queries as accounts_queries
from trainer.accounts import service as accounts
from trainer.certificates.rules import grouped
from trainer.core import clock
from trainer.core.errors import Invalid
from trainer.exams.machine import State
from trainer.exams.screens import result as screen
from trainer.licensing.jurisdictions import name_of
from trainer.pages import records
from trainer.pages.forms import ROLES, RoleForm, RosterForm
from trainer.pages.roster import Roster
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, Role, needs
from trainer.web.services import facts
from trainer.web.session import current_session, transaction

bp = Blueprint("people", __name__)


@bp.get("/staff/people")
@needs(Permission.SEE_PEOPLE)
def roster() -> str:
    form = RosterForm(request.args)
    wish = form.wish()
    people = Roster(current_session(), now=clock.now(), today=clock.today(facts().time_zone))
    page = page_of(people.total(wish))
    rows = people.rows(wish, offset=page.offset, limit=page.size)
    return render_template("pages/people.html", form=form, rows=rows, page=page)


@bp.get("/staff/people/<int:person_id>")
@needs(Permission.SEE_PEOPLE)
def person(person_id: int) -> str:
    found = accounts_queries.person(current_session(), person_id)
    return _person_page(found.id, RoleForm())


def _person_page(person_id: int, form: RoleForm) -> str:
    sees = me().may(Permission.SEE_RESULTS)
    record = records.record(current_session(), person_id, now=clock.now(), with_results=sees)
    held = {row.role for row in record.person.roles}
    form.role.choices = {role: words for role, words in ROLES.items() if role not in held}
    today = clock.today(facts().time_zone)
    return render_template("pages/person.html", record=record, form=form, today=today, name_of=name_of, grouped=grouped)


@bp.post("/staff/people/<int:person_id>/roles")
@needs(Permission.GRANT_ROLES)
def grant(person_id: int) -> Response | tuple[str, int]:
    accounts_queries.person(current_session(), person_id)
    form = RoleForm()
    if not form.validate_on_submit():
        return _person_page(person_id, form), 422
    with transaction() as session:
        accounts.grant(session, person_id, Role(form.role.data), by=me().id, now=clock.now())
    flash(f"Role granted: {form.role.data}.", "ok")
    return redirect(url_for("people.person", person_id=person_id), 303)


@bp.post("/staff/people/<int:person_id>/roles/<role>/revoke")
@needs(Permission.GRANT_ROLES)
def revoke(person_id: int, role: str) -> Response:
    if role not in set(Role):
        raise Invalid("There is no such role.")
    with transaction() as session:
        accounts.revoke(session, person_id, Role(role), by=me().id, now=clock.now())
    flash(f"Role taken away: {role}.", "ok")
    return redirect(url_for("people.person", person_id=person_id), 303)


@bp.get("/staff/results/<uuid:attempt_id>")
@needs(Permission.SEE_RESULTS)
def result(attempt_id: UUID) -> str:
    found = records.result(current_session(), attempt_id)
    is_graded = found.attempt.state == State.GRADED
    page = screen.result(current_session(), found.attempt, now=clock.now()) if is_graded else None
    return render_template("pages/result.html", result=found, page=page)
