"""What the tests of licensing arrange again and again."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from tests.build import NOON, person
from trainer.accounts.models import Person
from trainer.core.db import Database
from trainer.licensing import service
from trainer.licensing.models import Licence
from trainer.licensing.rules import Seen, Verdict
from trainer.licensing.service import Look, Statement
from trainer.mail import Letter
from trainer.web.permissions import Role

EXPIRES = date(2027, 6, 30)
TODAY = NOON.date()


def statement(**other: Any) -> Statement:
    """A whole statement."""
    whole = {
        "profession": "physiotherapist",
        "authority": "Health and Care Professions Council",
        "jurisdiction": "GB",
        "number": "PH12345",
        "name_on_register": "Alice Ash",
        "degree": "BSc Physiotherapy",
        "expires_on": EXPIRES,
    }
    return Statement(**{**whole, **other})


def stated(session: Session, holder: Person, now: Any = NOON, **other: Any) -> Licence:
    """A licence its holder has stated."""
    return service.state(session, holder.id, statement(**other), now=now)


def look(status: Seen = Seen.ACTIVE, checked_on: date = TODAY, **other: Any) -> Look:
    """One look at the register."""
    return Look(
        **{"source": "HCPC register", "seen": "No conditions", "status": status, "checked_on": checked_on, **other}
    )


def check(session: Session, licence: Licence, by: Person, *looks: Look, now: Any = NOON) -> None:
    """Record looks at the register; one that saw it active unless some are given."""
    for one in looks or (look(),):
        service.record_check(session, licence.id, one, by=by.id, now=now, zone="UTC")


def letter(key: str = "decision") -> Letter:
    """A letter, as the pages would write it."""
    return Letter(key, "alice@example.org", "Your licence", "text", "html")


def decide(
    session: Session, licence: Licence, by: Person, verdict: Verdict = Verdict.VERIFY, now: Any = NOON
) -> Licence:
    """Decide a licence."""
    return service.decide(session, licence.id, verdict, "Seen on the register.", by=by.id, now=now, letter=letter())


def verified(session: Session, holder: Person, registrar: Person, **other: Any) -> Licence:
    """A licence a registrar has verified."""
    licence = stated(session, holder, **other)
    check(session, licence, registrar)
    return service.decide(
        session, licence.id, Verdict.VERIFY, "Seen.", by=registrar.id, now=NOON, letter=letter(f"verified-{licence.id}")
    )


def people(store: Database) -> tuple[Person, Person]:
    """Alice, who states licences, and Bob, who decides them, in the application's database."""
    with store.write() as session:
        return person(session), person(session, "Bob Birch", Role.REGISTRAR)
