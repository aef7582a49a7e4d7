"""The assessor's pages: whom the practical was about, and what was seen."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from trainer.accounts import queries as people
from trainer.accounts.models import Person
from trainer.core import clock
from trainer.core.errors import NotFound, Refused
from trainer.courses import queries as courses
from trainer.practicals import queries, service
from trainer.practicals.forms import FindForm, SignOffForm
from trainer.practicals.rules import REGIONS, SKILLS
from trainer.web.identity import me
from trainer.web.permissions import Permission, needs
from trainer.web.services import facts
from trainer.web.session import current_session, transaction

bp = Blueprint("practicals", __name__, url_prefix="/staff/practicals")


@bp.get("")
@needs(Permission.SIGN_PRACTICALS)
def index() -> ResponseReturnValue:
    return _index(FindForm())


@bp.post("")
@needs(Permission.SIGN_PRACTICALS)
def find() -> ResponseReturnValue:
    """From an exact e-mail to the form about that person."""
    form = FindForm()
    if not form.validate():
        return _index(form), 422
    person = people.person_by_email(current_session(), form.email.data or "")
    if person is None:
        form.email.errors = ["Nobody has an account with this e-mail. Ask the person which one they use."]
        return _index(form), 422
    return redirect(url_for("practicals.new", person=_names().dumps(person.id)), 303)


@bp.get("/new")
@needs(Permission.SIGN_PRACTICALS)
def new() -> ResponseReturnValue:
    if "person" not in request.args:
        return redirect(url_for("practicals.index"), 303)
    person = _person()
    form = _form()
    form.observed_on.data = _today()
    return _new(form, person)


@bp.post("/new")
@needs(Permission.SIGN_PRACTICALS)
def sign() -> ResponseReturnValue:
    person, form = _person(), _form()
    if not form.validate():
        return _new(form, person), 422
    with transaction() as session:
        seen, key = form.observation(person.id), form.form_key.data
        service.sign_off(session, seen, by=me().id, now=clock.now(), today=_today(), form_key=key)
    flash(f"The practical of {person.name} is signed.", "ok")
    return redirect(url_for("practicals.index"), 303)


def _names() -> URLSafeSerializer:
    """Names people in addresses, so that nobody can count through them."""
    return URLSafeSerializer(str(current_app.secret_key), salt="practical")


def _person() -> Person:
    """Whom this form is about; NotFound when the address was made up."""
    try:
        found = int(_names().loads(request.args["person"]))
    except (BadSignature, KeyError) as error:
        raise NotFound from error
    return people.person(current_session(), found)


def _today() -> date:
    return clock.today(facts().time_zone)


def _form() -> SignOffForm:
    form = SignOffForm(today=_today())
    form.course.choices = {str(course.id): course.title for course in courses.courses(current_session())}
    return form


def _index(form: FindForm) -> str:
    recent = queries.signed_by(current_session(), me().id)
    return render_template("practicals/index.html", form=form, recent=recent, regions=REGIONS, refusal=_refusal())


def _new(form: SignOffForm, person: Person) -> str:
    earlier = queries.sign_offs_of(current_session(), person.id)
    shut = service.OWN if person.id == me().id else _refusal()
    return render_template(
        "practicals/new.html", form=form, person=person, earlier=earlier, regions=REGIONS, skills=SKILLS, refusal=shut
    )


def _refusal() -> str:
    """Why this assessor may not sign just now, or nothing."""
    try:
        service.require_assessor(current_session(), me().id, now=clock.now())
    except Refused as error:
        return error.detail
    return ""
