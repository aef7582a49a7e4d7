"""Who asks: the one module that knows Flask-Login.

The cookie carries a token; the server keeps, and can end, its session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, g, request
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user, login_user
from sqlalchemy.orm import Session

from trainer.core.errors import Refused, SignedOut
from trainer.web.permissions import Permission, Role, permissions_of


@dataclass(frozen=True)
class Me(UserMixin):  # type: ignore[misc] # Flask-Login ships no types
    """The person who asks, as far as a request needs to know them."""

    id: int
    email: str
    name: str
    roles: frozenset[Role]
    token: str

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything this person may do."""
        return permissions_of(self.roles)

    def may(self, permission: Permission) -> bool:
        """Whether this person holds the permission."""
        return permission in self.permissions

    def get_id(self) -> str:
        return self.token


KEPT_UNDER = "_user_id"
"""Where Flask-Login keeps the token in the cookie."""
Find = Callable[[Session, str], Me | None]


def init_app(app: Flask, *, find: Find) -> None:
    """Recognise people by the session token in their cookie; `find` reads a live session."""
    manager = LoginManager(app)
    manager.session_protection = None
    app.extensions["trainer.find"] = find

    @manager.user_loader  # type: ignore[untyped-decorator] # Flask-Login ships no types
    def load(token: str) -> Me | None:
        from trainer.web.session import SAFE, current_session  # noqa: PLC0415 - session builds on this module

        session = current_session()
        goes_on = request.method in SAFE or session.in_transaction()
        person = find(session, token)
        if not goes_on:
            session.rollback()  # end the read: whatever is read or written next begins afresh
        return person


def me_or_none() -> Me | None:
    """The person who asks, or None: nothing is looked up for a cookie that names no session."""
    if not claims_a_session():
        return None
    person = current_user._get_current_object()
    return person if isinstance(person, Me) else None


def me() -> Me:
    """The person who asks; SignedOut when nobody is."""
    person = me_or_none()
    if person is None:
        raise SignedOut("Sign in to go on. Nothing you saved is lost.")
    return person


def remember(person: Me) -> None:
    """Sign a person in on this browser; everything an earlier visitor left in the cookie is dropped."""
    cookie.clear()
    cookie.permanent = True
    login_user(person)


def forget() -> None:
    """Sign this browser out."""
    cookie.clear()
    g.pop("_login_user", None)


def will_need(permission: Permission) -> None:
    """Remember what this request relies on, to be checked when it writes, whether or not it was before."""
    g.setdefault("needed", set()).add(permission)


def confirm(session: Session) -> None:
    """Within the write itself: the person's session is alive and they hold the rights; from here on `me` is known."""
    needed: set[Permission] = g.get("needed", set())
    if not needed:
        return
    token: str | None = cookie.get(KEPT_UNDER)
    if token is None:
        raise SignedOut("Sign in to go on. Nothing you saved is lost.")
    find: Find = current_app.extensions["trainer.find"]
    person = find(session, token)
    if person is None:
        raise SignedOut("Your session ended. Sign in again; nothing you saved is lost.")
    if missing := needed - person.permissions:
        raise Refused(f"Your account has no right to {min(missing).value}, so this was not done.")
    g._login_user = person
    g.confirmed = True


def is_confirmed() -> bool:
    """Whether this request's rights were checked within a write."""
    return "confirmed" in g


def claims_a_session() -> bool:
    """Whether the signed cookie names a session, alive or not."""
    return KEPT_UNDER in cookie
