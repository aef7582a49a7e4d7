"""Roles, what each may do, and the mark every view carries."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cache, wraps
from typing import Any, TypeVar

from trainer.core.errors import Refused, SignedOut

View = TypeVar("View", bound=Callable[..., Any])


class Role(StrEnum):
    """What a person is here."""

    CLINICIAN = "clinician"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    REGISTRAR = "registrar"
    ASSESSOR = "assessor"
    ADMINISTRATOR = "administrator"
    EMPLOYER = "employer"


class Permission(StrEnum):
    """One thing a role may do."""

    LEARN = "learn"
    STATE_LICENCE = "state a licence"
    SIT_EXAMS = "sit exams"
    HOLD_CERTIFICATES = "hold certificates"
    SEE_ITEMS = "see items"
    EDIT_ITEMS = "edit items"
    REVIEW_ITEMS = "review items"
    PUBLISH_ITEMS = "publish items"
    KEEP_SOURCES = "keep sources"
    EXCHANGE_ITEMS = "exchange items"
    SEE_EXAMS = "see exams"
    PLAN_EXAMS = "plan exams"
    SEE_PEOPLE = "see people"
    GRANT_ROLES = "grant roles"
    DECIDE_LICENCES = "decide licences"
    SIGN_PRACTICALS = "sign practicals"
    SEE_RESULTS = "see results"
    SEE_ATTEMPTS = "see attempts"
    MANAGE_ATTEMPTS = "manage attempts"
    DECIDE_ACCOMMODATIONS = "decide accommodations"
    DECIDE_APPEALS = "decide appeals"
    SEE_CERTIFICATES = "see certificates"
    KEEP_CERTIFICATES = "keep certificates"
    REVOKE_CERTIFICATES = "revoke certificates"
    WITHDRAW_PRACTICALS = "withdraw practicals"


P = Permission
LOOK_AFTER_CERTIFICATES = frozenset({P.SEE_CERTIFICATES, P.KEEP_CERTIFICATES, P.REVOKE_CERTIFICATES})
"""Two roles hold these, so that where each has one person there are still two to revoke."""
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CLINICIAN: frozenset({P.LEARN, P.STATE_LICENCE, P.SIT_EXAMS, P.HOLD_CERTIFICATES}),
    Role.AUTHOR: frozenset({P.LEARN, P.SEE_ITEMS, P.EDIT_ITEMS, P.KEEP_SOURCES}),
    Role.REVIEWER: frozenset({P.LEARN, P.SEE_ITEMS, P.REVIEW_ITEMS, P.KEEP_SOURCES}),
    Role.REGISTRAR: frozenset({P.LEARN, P.DECIDE_LICENCES, P.SEE_PEOPLE, P.DECIDE_ACCOMMODATIONS, P.DECIDE_APPEALS})
    | LOOK_AFTER_CERTIFICATES,
    Role.ASSESSOR: frozenset({P.LEARN, P.SIGN_PRACTICALS, P.WITHDRAW_PRACTICALS, P.STATE_LICENCE}),
    Role.ADMINISTRATOR: frozenset(
        {P.LEARN, P.SEE_ITEMS, P.EDIT_ITEMS, P.SEE_EXAMS, P.PLAN_EXAMS, P.SEE_PEOPLE, P.SEE_RESULTS, P.GRANT_ROLES}
        | {P.SEE_ATTEMPTS, P.MANAGE_ATTEMPTS, P.PUBLISH_ITEMS, P.KEEP_SOURCES, P.EXCHANGE_ITEMS}
        | {P.WITHDRAW_PRACTICALS}
        | LOOK_AFTER_CERTIFICATES
    ),
    Role.EMPLOYER: frozenset(),
}
SEES_KEYS = frozenset({P.SEE_ITEMS, P.EDIT_ITEMS, P.REVIEW_ITEMS, P.PUBLISH_ITEMS, P.EXCHANGE_ITEMS})
"""Whoever could see an exam's keys cannot be certified by it."""


@cache
def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """Everything these roles may do together."""
    return frozenset(permission for role in roles for permission in GRANTS[role])


def needs(permission: Permission) -> Callable[[View], View]:
    """Let only people with this permission in; everybody else is told why not."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            require(permission)
            return view(*args, **kwargs)

        guarded.access = permission.value  # type: ignore[attr-defined] # a mark the tests read
        return guarded  # type: ignore[return-value] # the same signature, wrapped

    return mark


def needs_to_write(permission: Permission) -> Callable[[View], View]:
    """As `needs`, for a view that does everything in one `transaction()`: who asks is looked up there alone, once.

    So nothing may be read or decided before the transaction; it is where the person becomes known.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            from trainer.web import identity  # noqa: PLC0415 - identity builds on this module

            if not identity.claims_a_session():
                raise SignedOut("Sign in to go on. Nothing you saved is lost.")
            identity.will_need(permission)
            answer = view(*args, **kwargs)
            if not identity.is_confirmed():
                raise RuntimeError(f"{view.__name__} answered without a transaction, so nobody's rights were checked")
            return answer

        guarded.access = permission.value  # type: ignore[attr-defined] # a mark the tests read
        return guarded  # type: ignore[return-value] # the same signature, wrapped

    return mark


def signed_in(view: View) -> View:
    """Let anyone in who is signed in."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        from trainer.web.identity import me_or_none  # noqa: PLC0415 - identity builds on this module

        if me_or_none() is None:
            raise SignedOut("Sign in to go on. Nothing you saved is lost.")
        return view(*args, **kwargs)

    guarded.access = "signed in"  # type: ignore[attr-defined] # a mark the tests read
    return guarded  # type: ignore[return-value] # the same signature, wrapped


def public(view: View) -> View:
    """Let everybody in, and say so."""
    view.access = "public"  # type: ignore[attr-defined] # a mark the tests read
    return view


def require(permission: Permission) -> None:
    """Raise unless the person who asks holds the permission; it is checked again when they write."""
    from trainer.web import identity  # noqa: PLC0415 - identity builds on this module

    person = identity.me_or_none()
    if person is None:
        raise SignedOut("Sign in to go on. Nothing you saved is lost.")
    if permission not in person.permissions:
        raise Refused(f"Your account has no right to {permission.value}. Ask an administrator if it should have.")
    identity.will_need(permission)
