"""An assessor, what was seen, and the form about it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.certificates import build
from trainer.accounts.models import Person
from trainer.core.db import Database
from trainer.practicals import rules, service
from trainer.practicals.models import PracticalSignOff
from trainer.practicals.service import Observation
from trainer.web.permissions import Role

TODAY = NOON.date()


def assessor(session: Session, **licence: Any) -> Person:
    """An assessor whose licence is verified, unless said otherwise."""
    ines = build.person(session, "Ines Farrugia", Role.ASSESSOR)
    build.licence(session, ines, **licence)
    return ines


def seen(session: Session, of: Person, **more: Any) -> Observation:
    """Everything seen of somebody, today."""
    values: dict[str, Any] = {
        "person_id": of.id, "course_id": build.course(session).id, "regions": ("thorax", "limbs"),
        "skills": tuple(rules.every_skill(["thorax", "limbs"])), "needles_in": 8, "needles_out": 8,
        "observed_on": TODAY, "place": "Clinic, Valletta", "note": "Steady hands",
    }  # fmt: skip
    return Observation(**values | more)


def sign(session: Session, by: Person, what: Observation, form_key: str | None = None) -> PracticalSignOff:
    return service.sign_off(session, what, by=by.id, now=NOON, zone="UTC", form_key=form_key)


def found(browser: FlaskClient, alice: Person) -> str:
    """The address of the form about Alice."""
    answer = browser.post("/staff/practicals", data={"email": f" {alice.email.upper()} "})
    assert answer.status_code == 303
    address: str = answer.location
    return address


def form(store: Database, **more: Any) -> dict[str, Any]:
    """A whole form."""
    with store.session() as session:
        course = build.course(session).id
    values: dict[str, Any] = {
        "course": course, "regions": ["limbs", "thorax"], "skills": rules.every_skill(["limbs", "thorax"]),
        "needles_in": "12", "needles_out": "12", "observed_on": TODAY.isoformat(),
        "place": "Clinic, Valletta", "note": "", "form_key": str(uuid4()),
    }  # fmt: skip
    return values | more
