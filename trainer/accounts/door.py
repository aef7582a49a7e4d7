"""The door as a browser finds it: what its request tells about it, and the two cookies it leaves with."""

from __future__ import annotations

from datetime import datetime

from flask import make_response, redirect, request
from werkzeug.wrappers import Response

from trainer.accounts import passwords, service
from trainer.accounts.rules import DEVICE_LASTS, network_of
from trainer.core import clock
from trainer.core.errors import Conflict
from trainer.web import identity
from trainer.web.forms import safe_next
from trainer.web.permissions import Permission, Role
from trainer.web.services import facts
from trainer.web.session import current_session, transaction

FIRST_PAGES = (
    (Permission.SIT_EXAMS, "/courses"),
    (Permission.DECIDE_LICENCES, "/staff/licences"),
    (Permission.SIGN_PRACTICALS, "/staff/practicals"),
    (Permission.GRANT_ROLES, "/staff/people"),
    (Permission.SEE_ITEMS, "/staff/items"),
)
"""Where people begin, by the first of these they hold: their own work, not everybody's."""


def knock_of(email: str) -> service.Knock:
    """This request as one who knocks with an e-mail."""
    return service.Knock(email, network_of(request.remote_addr), request.cookies.get(_device_cookie()))


def sign_in(email: str, password: str) -> service.Entry | None:
    """Open the door to the right password, or None; TooMany while tries must wait."""
    knock, now = knock_of(email), clock.now()
    stored = service.password_to_check(current_session(), knock, now=now)
    return _try(knock, password, stored, now)


def register(*, name: str, email: str, password: str) -> service.Entry | None:
    """A new account, or the door to the one that is there for its own password; None otherwise.

    Whichever it is, one hash is worked out, and tries against an account that is there count as at the sign-in.
    """
    knock, now = knock_of(email), clock.now()
    stored = service.password_to_check(current_session(), knock, now=now)
    if stored is not None:
        return _try(knock, password, stored, now)
    current_session().rollback()
    made, roles = passwords.hash_of(password), frozenset({Role.CLINICIAN})
    try:
        with transaction() as session:
            person = service.create_person(
                session, email=email, name=name, password_hash=made, roles=roles, by=None, now=now
            )
            return service.welcome(session, person, knock, now=now)
    except Conflict:  # somebody took the address this very moment
        return None


def _try(knock: service.Knock, password: str, stored: str | None, now: datetime) -> service.Entry | None:
    current_session().rollback()  # end the read: hashing takes its time
    is_right = passwords.matches(password, stored)
    made = passwords.hash_of(password) if is_right and stored and passwords.is_outdated(stored) else None
    with transaction() as session:
        person = service.settle(session, knock, checked=stored, is_right=is_right, now=now)
        if person is None:
            return None
        if (before := identity.me_or_none()) is not None:
            service.end_session(session, before.token, now=now)
        return service.welcome(session, person, knock, now=now, made=made)


def enter(entry: service.Entry, goal: str | None) -> Response:
    """Go in: a fresh cookie, and on to where the person wanted to go."""
    identity.remember(entry.me)
    return keep_device(onward(entry.me, goal), entry.device)


def onward(person: identity.Me, goal: str | None) -> Response:
    """To where the person wanted to go, if that is on this site, or to their first page."""
    first = next((page for permission, page in FIRST_PAGES if person.may(permission)), "/verify")
    return redirect(safe_next(goal) or first, 303)


def keep_device(response: Response, token: str) -> Response:
    """Let the browser keep the token it is known by."""
    kept = make_response(response)
    kept.set_cookie(
        _device_cookie(),
        token,
        max_age=DEVICE_LASTS,
        secure=facts().is_production,
        httponly=True,
        samesite="Lax",
    )
    return kept


def _device_cookie() -> str:
    return "__Host-trainer-device" if facts().is_production else "trainer-device"
