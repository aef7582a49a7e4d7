"""The assessor's pages: whom the practical was about, and what was seen."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from trainer.accounts import queries as people
from trainer.accounts.models import Person
from trainer.core import clock
from trainer.core.errors import NotFound, Refused
from trainer.courses import queries as courses
from trainer.courses.models import Course
from trainer.practicals import queries, service
from trainer.practicals.forms import FindForm, SignOffForm, WithdrawalForm
from trainer.practicals.rules import REGIONS, SKILLS, SKILLS_BY_REGION, words_of
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
    try:
        _sign(form, person)
    except service.SignedAlready as error:
        form.form_key.data = str(uuid4())
        return _new(form, person, error), error.status
    flash(f"The practical of {person.name} is signed.", "ok")
    return redirect(url_for("practicals.index"), 303)


def _sign(form: SignOffForm, person: Person) -> None:
    seen, key, zone = form.observation(person.id), form.form_key.data, facts().time_zone
    with transaction() as session:
        service.sign_off(session, seen, by=me().id, now=clock.now(), zone=zone, form_key=key)


@bp.get("/<int:sign_off_id>")
@needs(Permission.WITHDRAW_PRACTICALS)
def one(sign_off_id: int) -> ResponseReturnValue:
    return _one(sign_off_id, WithdrawalForm(formdata=None))


@bp.post("/<int:sign_off_id>/withdrawal")
@needs(Permission.WITHDRAW_PRACTICALS)
def withdraw(sign_off_id: int) -> ResponseReturnValue:
    form = WithdrawalForm()
    if not form.validate():
        return _one(sign_off_id, form), 422
    with transaction() as session:
        reason, now = form.reason.data or "", clock.now()
        service.withdraw(session, sign_off_id, reason=reason, by=me().id, may_any=_may_any(), now=now)
    flash("The sign-off is withdrawn. What rests on it is under review.", "ok")
    return redirect(url_for("practicals.one", sign_off_id=sign_off_id), 303)


def _may_any() -> bool:
    """Whether whoever asks looks after certificates, and so after every practical."""
    return Permission.KEEP_CERTIFICATES in me().permissions


def _one(sign_off_id: int, form: WithdrawalForm) -> str:
    session = current_session()
    signed = queries.sign_off_for(session, sign_off_id, by=me().id, may_any=_may_any())
    withdrawal = queries.withdrawal_of(session, sign_off_id)
    return render_template(
        "practicals/one.html",
        form=form,
        signed=signed,
        person=people.person(session, signed.person_id),
        assessor=people.person(session, signed.assessor_id),
        course=session.get_one(Course, signed.course_id),
        again=_names().dumps(signed.person_id),
        withdrawal=withdrawal,
        withdrawn_by=people.person(session, withdrawal.by_id) if withdrawal else None,
        names=[REGIONS[region] for region in signed.regions],
        seen=[words_of(key) for key in signed.skills],
        signs=Permission.SIGN_PRACTICALS in me().permissions,
    )


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
    return service.latest_day(current_session(), me().id, now=clock.now(), zone=facts().time_zone)


def _form() -> SignOffForm:
    form = SignOffForm(today=_today())
    form.course.choices = {str(course.id): course.title for course in courses.courses(current_session())}
    return form


def _index(form: FindForm) -> str:
    recent = queries.signed_by(current_session(), me().id)
    return render_template("practicals/index.html", form=form, recent=recent, regions=REGIONS, refusal=_refusal())


def _new(form: SignOffForm, person: Person, before: service.SignedAlready | None = None) -> str:
    """The form; with `before` what it was signed with already, and a key of its own for what stands in it now."""
    return render_template(
        "practicals/new.html",
        form=form,
        before=before,
        person=person,
        earlier=queries.sign_offs_of(current_session(), person.id),
        regions=REGIONS,
        once=SKILLS,
        each=SKILLS_BY_REGION,
        draft=f"{me().id}:{request.args['person']}",
        refusal=service.OWN if person.id == me().id else _refusal(),
    )


def _refusal() -> str:
    """Why this assessor may not sign just now, or nothing."""
    try:
        service.require_assessor(current_session(), me().id, now=clock.now())
    except Refused as error:
        return error.detail
    return ""
