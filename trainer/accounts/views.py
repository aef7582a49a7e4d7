"""A person's own account: who they are here, where they are signed in, their password."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.accounts import door, letters, passwords, queries, service
from trainer.accounts.forms import ChangePasswordForm, said
from trainer.core import clock, ids
from trainer.core.errors import TooMany
from trainer.mail import post
from trainer.web.identity import me
from trainer.web.permissions import signed_in
from trainer.web.session import current_session, tell_after_commit, transaction

bp = Blueprint("account", __name__)


@bp.get("/account")
@signed_in
def show() -> ResponseReturnValue:
    session = current_session()
    return render_template(
        "accounts/account.html",
        person=queries.person(session, me().id),
        sessions=queries.sessions_of(session, me().id, now=clock.now()),
        here=ids.fingerprint(me().token),
    )


@bp.post("/account/sessions/end")
@signed_in
def end_others() -> ResponseReturnValue:
    with transaction() as session:
        service.end_sessions(session, me().id, now=clock.now(), but=me().token)
    flash("You are signed out everywhere else.", "ok")
    return redirect(url_for("account.show"), 303)


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm(email=me().email, name=me().name)
    if not form.validate_on_submit():
        return _page(form)
    try:
        is_changed = _change(said(form.current_password), said(form.new_password))
    except TooMany as error:
        return _page(form, wait=error)
    if not is_changed:
        form.current_password.errors = ["This is not the password you have now."]
        return _page(form)
    flash("Your password is changed. You were signed out everywhere else.", "ok")
    return redirect(url_for("account.show"), 303)


def _change(current: str, new: str) -> bool:
    """Whether the current password was right, and so the new one is set; a wrong one counts as at the sign-in."""
    knock, now = door.knock_of(me().email), clock.now()
    stored = service.password_to_check(current_session(), knock, now=now)
    letter = letters.password_changed(queries.person(current_session(), me().id))
    current_session().rollback()  # end the read: hashing takes its time
    is_right = passwords.matches(current, stored)
    made = passwords.hash_of(new)
    with transaction() as session:
        person = service.settle(session, knock, checked=stored, is_right=is_right, now=now)
        if person is None:
            return False
        service.set_password(session, person, made, by=person.id, now=now, but=me().token)
        post(session, letter, now=now)
        tell_after_commit(session, "mail.deliver")
    return True


def _page(form: ChangePasswordForm, wait: TooMany | None = None, **more: Any) -> ResponseReturnValue:
    status = 422 if request.method == "POST" else 200
    page = render_template("accounts/password.html", form=form, wait=wait, **more)
    return (page, wait.status, {"Retry-After": str(wait.retry_after)}) if wait else (page, status)
