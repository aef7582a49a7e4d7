"""Accommodations: what a person asks and sees of their own, and where a registrar decides. Nobody else sees them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainer.accounts import queries as people
from trainer.accounts.forms import said
from trainer.accounts.letters import written
from trainer.accounts.models import Person
from trainer.core import clock
from trainer.core.errors import Conflict, Invalid, Refused
from trainer.exams.models import Accommodation
from trainer.exams.screens import accommodations as screens
from trainer.exams.service import accommodate
from trainer.exams.staff_forms import AskForm, GrantForm
from trainer.mail import Letter, post
from trainer.web.identity import me
from trainer.web.paging import page_of
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session, tell_after_commit, transaction

bp = Blueprint("accommodations", __name__)


@bp.get("/account/accommodations")
@needs(Permission.SIT_EXAMS)
def mine() -> ResponseReturnValue:
    return _mine(AskForm(formdata=None))


@bp.post("/account/accommodations")
@needs(Permission.SIT_EXAMS)
def ask() -> ResponseReturnValue:
    form = AskForm()
    if not form.validate():
        return _mine(form), 422
    try:
        with transaction() as session:
            accommodate.ask(session, me().id, said(form.asked), now=clock.now())
    except Conflict as error:
        return _mine(form, error), error.status
    flash("Asked. A registrar decides, and you get a message.", "ok")
    return redirect(url_for("accommodations.mine"), 303)


@bp.get("/staff/accommodations")
@needs(Permission.DECIDE_ACCOMMODATIONS)
def queue() -> ResponseReturnValue:
    page = page_of(screens.how_many(current_session()))
    rows = screens.queue(current_session(), offset=page.offset, limit=page.size)
    return render_template("exams/staff_accommodations.html", rows=rows, page=page)


@bp.get("/staff/accommodations/<int:accommodation_id>")
@needs(Permission.DECIDE_ACCOMMODATIONS)
def one(accommodation_id: int) -> ResponseReturnValue:
    return _one(accommodation_id, GrantForm(formdata=None))


@bp.post("/staff/accommodations/<int:accommodation_id>")
@needs(Permission.DECIDE_ACCOMMODATIONS)
def decide(accommodation_id: int) -> ResponseReturnValue:
    _found(accommodation_id)
    form = GrantForm()
    if not form.validate():
        return _one(accommodation_id, form), 422
    try:
        _decide(accommodation_id, form)
    except (Invalid, Conflict) as error:
        return _one(accommodation_id, form, error), error.status
    flash("Decided. The person is told by mail that there is a decision, not what it says.", "ok")
    return redirect(url_for("accommodations.queue"), 303)


def _decide(accommodation_id: int, form: GrantForm) -> None:
    _asked, person = _found(accommodation_id)
    letter, reason, now = _letter(accommodation_id, person), said(form.reason), clock.now()
    with transaction() as session:
        if form.verdict.data == "grant":
            accommodate.grant(session, accommodation_id, form.granted(), reason, by=me().id, now=now)
        else:
            accommodate.refuse(session, accommodation_id, reason, by=me().id, now=now)
        post(session, letter, now=now)
        tell_after_commit(session, "mail.deliver")


def _letter(accommodation_id: int, person: Person) -> Letter:
    """That a decision was made; what it says stays behind the sign-in."""
    return written(
        "accommodation_decided",
        key=f"accommodation-{accommodation_id}",
        to=person.email,
        subject="A decision on what you asked for",
        name=person.name,
    )


@bp.post("/staff/accommodations/<int:accommodation_id>/end")
@needs(Permission.DECIDE_ACCOMMODATIONS)
def end(accommodation_id: int) -> ResponseReturnValue:
    _found(accommodation_id)
    try:
        with transaction() as session:
            accommodate.end(session, accommodation_id, by=me().id, now=clock.now())
    except Conflict as error:
        return _one(accommodation_id, GrantForm(formdata=None), error), error.status
    flash("Ended. An exam that is under way keeps its time.", "ok")
    return redirect(url_for("accommodations.one", accommodation_id=accommodation_id), 303)


def _found(accommodation_id: int) -> tuple[Accommodation, Person]:
    """Somebody else's accommodation with its person."""
    found = screens.accommodation(current_session(), accommodation_id)
    if found.person_id == me().id:
        raise Refused("Nobody decides their own accommodation. A colleague does this one.")
    return found, people.person(current_session(), found.person_id)


def _mine(form: AskForm, error: Conflict | None = None) -> str:
    rows = screens.of(current_session(), me().id)
    return render_template("exams/accommodations.html", rows=rows, form=form, error=error)


def _one(accommodation_id: int, form: GrantForm, error: Invalid | Conflict | None = None) -> str:
    found, person = _found(accommodation_id)
    row = screens.row(current_session(), found, person)
    earlier = [each for each in screens.of(current_session(), person.id) if each.asked.id != found.id]
    return render_template("exams/staff_accommodation.html", row=row, earlier=earlier, form=form, error=error)
