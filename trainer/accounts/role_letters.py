"""The letter to every administrator when a role is granted or taken away, so that nobody does it in silence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from trainer.accounts.events import RoleChanged
from trainer.accounts.models import Person, PersonRole
from trainer.accounts.rules import ROLE_SETTLES
from trainer.core import clock
from trainer.core.db import after_commit
from trainer.core.events import Hearer
from trainer.documents import fill
from trainer.mail import Letter, post
from trainer.web.permissions import Role

OPERATOR = "The operator, by command,"


class House(Protocol):
    """The facts of an installation that a letter states."""

    @property
    def issuer(self) -> str:
        """Who examines."""

    @property
    def base_url(self) -> str:
        """Where the site is."""

    @property
    def time_zone(self) -> str:
        """By whose days it writes."""


def hearer(house: House, tell: Callable[[str], None]) -> Hearer:
    """A hearer of changed roles: the letters are written in their transaction and sent after it."""

    def write(session: Session, event: RoleChanged) -> None:
        for administrator in told(session, event):
            post(session, role_letter(session, event, administrator, house), now=event.at)
        after_commit(session, lambda: tell("mail.deliver"))

    return write


def told(session: Session, event: RoleChanged) -> list[Person]:
    """Every administrator with an open account, and whoever is none since this."""
    administrators = select(PersonRole.person_id).where(PersonRole.role == Role.ADMINISTRATOR.value)
    lost = event.person_id if event.role is Role.ADMINISTRATOR else None
    who = or_(Person.id.in_(administrators), Person.id == lost)
    return list(session.scalars(select(Person).where(who, Person.is_active).order_by(Person.id)))


def role_letter(session: Session, event: RoleChanged, to: Person, house: House) -> Letter:
    """Who granted or took which role, whose it is, when, and what to do when that should not be."""
    person = session.get_one(Person, event.person_id)
    verb = "granted" if event.is_granted else "taken away"
    subject = f"Role {verb}: {event.role.value} ({person.name})"
    said = {
        "subject": subject,
        "facts": {"issuer": house.issuer},
        "name": to.name,
        "by": session.get_one(Person, event.by).name if event.by else OPERATOR,
        "person": person,
        "role": event.role.value,
        "is_granted": event.is_granted,
        "at": clock.in_words(event.at, house.time_zone),
        "days": ROLE_SETTLES.days,
        "url": f"{house.base_url}/staff/people/{person.id}",
    }
    key = f"role:{event.role.value}:{verb}:{person.id}:{event.at.isoformat()}:{to.id}"
    body, html = (fill(f"mail/role_changed.{kind}", **said) for kind in ("txt", "html"))
    return Letter(key=key, to=to.email, subject=subject, body=body, html=html)
