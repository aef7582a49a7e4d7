"""The pages before the door: register, sign in and out, set a forgotten password."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.accounts import door, letters, passwords, queries, service
from trainer.accounts.forms import AskResetForm, RegisterForm, SetPasswordForm, SignInForm, said
from trainer.core import clock, ids
from trainer.core.errors import TooMany
from trainer.mail import Letter, post
from trainer.web import identity
from trainer.web.limits import limiter
from trainer.web.permissions import public
from trainer.web.session import current_session, tell_after_commit, transaction

bp = Blueprint("accounts", __name__)


@bp.route("/register", methods=["GET", "POST"])
@limiter.limit("200/hour", methods=["POST"])
@public
def register() -> ResponseReturnValue:
    form = RegisterForm()
    if not form.validate_on_submit():
        return _page("register", form)
    try:
        entry = door.register(name=said(form.name), email=said(form.email), password=said(form.password))
    except TooMany as error:
        return _must_wait("register", form, error)
    return door.enter(entry, None) if entry else _page("register", form, refused=True)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next"))
    if request.method == "GET" and (person := identity.me_or_none()):
        return door.onward(person, form.next.data)
    if not form.validate_on_submit():
        return _page("sign_in", form)
    try:
        entry = door.sign_in(said(form.email), said(form.password))
    except TooMany as error:
        return _must_wait("sign_in", form, error)
    return door.enter(entry, form.next.data) if entry else _page("sign_in", form, refused=True)


@bp.get("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    return render_template("accounts/sign_out.html")


@bp.post("/sign-out")
@public
def end() -> ResponseReturnValue:
    if (person := identity.me_or_none()) is not None:
        with transaction() as session:
            service.end_session(session, person.token, now=clock.now())
        identity.forget()
        flash("You are signed out.")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.route("/reset", methods=["GET", "POST"])
@limiter.limit("60/hour", methods=["POST"])
@public
def ask_reset() -> ResponseReturnValue:
    form = AskResetForm()
    if not form.validate_on_submit():
        return _page("ask_reset", form)
    token = ids.new_token()
    letter = letters.reset(queries.normal_email(said(form.email)), token)
    with transaction() as session:
        service.ask_reset(session, token, letter, now=clock.now())
        tell_after_commit(session, "mail.deliver")
    return redirect(url_for("accounts.reset_asked"), 303)


@bp.get("/reset/sent")
@public
def reset_asked() -> ResponseReturnValue:
    return render_template("accounts/reset_asked.html")


@bp.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ResponseReturnValue:
    asked = queries.open_reset(current_session(), token, now=clock.now())
    if asked is None or asked.person_id is None:
        return render_template("accounts/reset_over.html"), 410
    person = queries.person(current_session(), asked.person_id)
    form = SetPasswordForm(email=person.email, name=person.name)
    if not form.validate_on_submit():
        return _page("reset", form, email=person.email)
    return _set_password(token, said(form.password), letters.password_changed(person))


def _set_password(token: str, password: str, letter: Letter) -> ResponseReturnValue:
    current_session().rollback()  # end the read: hashing takes its time
    made, knock = passwords.hash_of(password), door.knock_of(letter.to)
    with transaction() as session:
        device = service.use_reset(session, token, made, device=knock.device, now=clock.now())
        post(session, letter, now=clock.now())
        tell_after_commit(session, "mail.deliver")
    identity.forget()
    flash("Your new password is set. Sign in with it; you were signed out everywhere else.", "ok")
    return door.keep_device(redirect(url_for("accounts.sign_in"), 303), device)


def _page(name: str, form: Any, *, refused: bool = False, **more: Any) -> ResponseReturnValue:
    status = 422 if request.method == "POST" else 200
    return render_template(f"accounts/{name}.html", form=form, refused=refused, wait=None, **more), status


def _must_wait(name: str, form: Any, error: TooMany) -> ResponseReturnValue:
    page = render_template(f"accounts/{name}.html", form=form, refused=False, wait=error)
    return page, error.status, {"Retry-After": str(error.retry_after)}
