"""Reminders at 90, 30 and 7 days before the last day, each once, by the issuer's days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.build import NOON
from tests.certificates import build, lives
from trainer.certificates.models import Certificate
from trainer.certificates.rules import REMINDERS, reminder_due
from trainer.certificates.service import decide_again, remind
from trainer.core.db import Database
from trainer.licensing.models import Licence
from trainer.mail import OutgoingMail

LAST = date(2026, 12, 20)


@pytest.mark.pure
@given(st.integers(min_value=-400, max_value=400))
def test_the_nearest_reminder_is_due_and_none_afterwards(left: int) -> None:
    due = reminder_due(LAST, LAST - timedelta(days=left))
    assert (due is None) == (left < 0 or left > 90)
    assert due is None or (due in REMINDERS and left <= due and not any(left <= other < due for other in REMINDERS))


def ending(database: Database, last: date = LAST, zone: str = "UTC", **more: str) -> int:
    """A certificate with this last day."""
    with database.write() as session:
        _, made = build.certified(session, now=NOON - timedelta(days=600))
        made.expires_on, made.record = last, made.record | {"zone": zone, "expires_on": last.isoformat()}
        for name, value in more.items():
            setattr(made, name, value)
        return made.id


def reminders(database: Database) -> list[str]:
    with database.session() as session:
        query = select(OutgoingMail.subject).where(OutgoingMail.key.like("certificate-expires:%"))
        return list(session.scalars(query.order_by(OutgoingMail.id)))


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_over_a_whole_term_three_letters_go_out(database: Database) -> None:
    ending(database)
    days = [left for left in range(95, -3, -1) for _ in range(2)]
    written = [left for left in days if remind(database, now=at(LAST - timedelta(days=left)))]
    assert written == [90, 30, 7]
    assert reminders(database) == [f"Your certificate ends in {left} days" for left in written]


def test_after_a_long_silence_only_the_nearest_is_written(database: Database) -> None:
    ending(database)
    assert remind(database, now=at(LAST - timedelta(days=1))) == 1
    assert reminders(database) == ["Your certificate ends in 1 day"]
    assert remind(database, now=at(LAST)) == 0


def test_days_are_those_of_the_issuers_zone(database: Database) -> None:
    ending(database, zone="Pacific/Auckland")
    assert remind(database, now=at(LAST - timedelta(days=91), hour=11)) == 0
    assert remind(database, now=at(LAST - timedelta(days=91), hour=12)) == 1


@pytest.mark.parametrize("state", ["superseded", "revoked", "withdrawn", "suspended", "under_review"])
def test_nobody_is_reminded_of_a_term_that_is_not_in_force(database: Database, state: str) -> None:
    ending(database, state=state)
    assert remind(database, now=at(LAST)) == 0


def test_the_letter_says_when_and_what_to_do(database: Database) -> None:
    made = ending(database)
    remind(database, now=at(LAST - timedelta(days=7)))
    with database.session() as session:
        letter = session.scalars(select(OutgoingMail).where(OutgoingMail.key == f"certificate-expires:{made}:7")).one()
        holder = session.get_one(Certificate, made).record["name"]
    for text in (letter.body, letter.html):
        assert f"Dear {holder}" in text
        assert "20 December 2026" in text
        assert "https://certify.example/courses/dry-needling" in text
    assert "given the days that are left" in letter.body


def test_a_term_decided_again_until_the_same_day_is_not_reminded_of_it_again(database: Database) -> None:
    with database.write() as session:
        holder, made = build.certified(session)
        session.scalars(select(Licence).where(Licence.person_id == holder.id)).one().expires_on = date(2035, 1, 1)
        rosa = lives.registrar(session)
    when = NOON + timedelta(days=730 - 25)
    assert remind(database, now=when) == 1
    with database.write() as session:
        decide_again(session, made.id, lives.because("corrected", rosa), build.FACTS, chance=9, now=when)
    assert remind(database, now=when + timedelta(hours=1)) == 0
    assert remind(database, now=when + timedelta(days=20)) == 1
