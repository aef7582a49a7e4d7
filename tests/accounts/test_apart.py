"""Whoever was given a right lately does not count beside whoever gave it, however many hands it went through."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.build import NOON, person
from trainer.accounts import service
from trainer.accounts.models import Person
from trainer.accounts.rules import ROLE_SETTLES
from trainer.accounts.service import Part, require_apart
from trainer.accounts.service.apart import apart_from
from trainer.core.errors import Refused
from trainer.web.permissions import Permission, Role

RIGHT = Permission.REVOKE_CERTIFICATES
DAY = timedelta(days=1)


@pytest.fixture
def ada(session: Session) -> Person:
    return person(session, "Ada Admin", Role.ADMINISTRATOR, now=NOON - 365 * DAY)


def granted(session: Session, name: str, role: Role, by: Person, at: datetime = NOON) -> Person:
    """Somebody who has registered and was given a role."""
    made = person(session, name)
    service.grant(session, made.id, role, by=by.id, now=at)
    session.flush()
    return made


def free(session: Session, one: Person, other: Person, now: datetime = NOON) -> datetime | None:
    """From when on they decide together, whoever is asked first."""
    found = {
        apart_from(session, Part(a.id, RIGHT), Part(b.id, RIGHT), now=now) for a, b in ((one, other), (other, one))
    }
    assert len(found) == 1
    return found.pop()


def test_a_role_counts_beside_its_giver_after_a_week(session: Session, ada: Person) -> None:
    rosa, until = granted(session, "Rosa R", Role.REGISTRAR, ada), NOON + ROLE_SETTLES
    assert timedelta(days=7) == ROLE_SETTLES
    assert free(session, ada, rosa) == free(session, ada, rosa, until - timedelta(seconds=1)) == until
    assert free(session, ada, rosa, until) is None
    other = person(session, "Rita R", Role.REGISTRAR)
    assert free(session, other, rosa) is free(session, other, ada) is None, "whom neither of them gave a role"


def test_it_says_from_when_on_and_who_can_at_once(session: Session, ada: Person) -> None:
    rosa = granted(session, "Rosa R", Role.REGISTRAR, ada)
    with pytest.raises(Refused, match=r"from 27 November 2026, 13:00 CET on.*registrar.*at once"):
        require_apart(session, Part(ada.id, RIGHT), Part(rosa.id, RIGHT), alone="", now=NOON, zone="Europe/Berlin")
    with pytest.raises(Refused, match="Not alone"):
        require_apart(session, Part(ada.id), Part(ada.id, RIGHT), alone="Not alone", now=NOON)


def test_two_accounts_of_one_giver_do_not_count_as_two(session: Session, ada: Person) -> None:
    rosa, until = granted(session, "Rosa R", Role.REGISTRAR, ada, NOON - 3 * DAY), NOON + 4 * DAY
    rita = granted(session, "Rita R", Role.REGISTRAR, ada)
    assert free(session, rosa, rita) == until, "the older one is settled first"
    assert free(session, rosa, rita, until) is None


def test_a_right_that_went_through_other_hands_is_still_the_givers(session: Session, ada: Person) -> None:
    between = granted(session, "Bea B", Role.ADMINISTRATOR, ada, NOON - 2 * DAY)
    rosa = granted(session, "Rosa R", Role.REGISTRAR, between)
    assert free(session, ada, rosa) == NOON + 5 * DAY, "until whoever stood between is settled"
    assert free(session, between, rosa) == NOON + 7 * DAY
    service.revoke(session, between.id, Role.ADMINISTRATOR, by=ada.id, now=NOON)
    session.flush()
    assert free(session, ada, rosa) == NOON + 7 * DAY, "nobody can tell any more whose hand that was"


def test_a_role_of_old_or_from_the_operator_counts_at_once(session: Session, ada: Person) -> None:
    rosa = person(session, "Rosa R", Role.REGISTRAR)
    service.grant(session, rosa.id, Role.ADMINISTRATOR, by=ada.id, now=NOON)
    session.flush()
    assert free(session, ada, rosa) is None, "the right comes with an older role as well"
    mia = granted(session, "Mia M", Role.AUTHOR, ada)
    service.grant(session, mia.id, Role.REGISTRAR, by=None, now=NOON)
    session.flush()
    assert free(session, ada, mia) is None


def test_whoever_gave_each_other_their_roles_is_told_so_and_it_ends(session: Session, ada: Person) -> None:
    bea = granted(session, "Bea B", Role.ADMINISTRATOR, ada)
    service.revoke(session, ada.id, Role.ADMINISTRATOR, by=bea.id, now=NOON)
    service.grant(session, ada.id, Role.ADMINISTRATOR, by=bea.id, now=NOON + DAY)
    session.flush()
    assert free(session, ada, bea, NOON + DAY) == NOON + 8 * DAY
