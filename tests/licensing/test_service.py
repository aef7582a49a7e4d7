"""Stating, checking, deciding: on the database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.build import NOON, person
from tests.licensing.build import EXPIRES, TODAY, check, decide, letter, look, stated, verified
from trainer.audit import service as audit
from trainer.audit.models import AuditEvent
from trainer.core.errors import Conflict, Invalid, NotFound, Refused
from trainer.licensing import queries, service
from trainer.licensing.models import Licence
from trainer.licensing.rules import Seen, Verdict
from trainer.mail import OutgoingMail
from trainer.web.permissions import Role

LATER = NOON + timedelta(days=3)


@pytest.fixture
def alice(session):
    return person(session)


@pytest.fixture
def bob(session):
    return person(session, "Bob Birch", Role.REGISTRAR)


def states(session):
    return list(session.scalars(select(Licence.state).order_by(Licence.id)))


def test_a_new_statement_replaces_what_waits_and_keeps_it(session, alice):
    carol = person(session, "Carol Cedar")
    noise = stated(session, carol)
    first = stated(session, alice, number="PH 1-2345")
    second = stated(session, alice)
    assert (first.state, second.state, noise.state) == ("superseded", "stated", "stated")
    assert first.number_normalised == second.number_normalised == "PH12345"
    assert queries.current_licence(session, alice.id) is second
    assert queries.licences_of(session, alice.id) == [second, first]


def test_a_new_statement_leaves_a_verified_licence_alone(session, alice, bob):
    old = verified(session, alice, bob)
    new = stated(session, alice)
    assert (old.state, new.state) == ("verified", "stated")
    assert queries.eligible_licence(session, alice.id, now=NOON) is old


@pytest.mark.parametrize("wrong", [{"jurisdiction": "XX"}, {"profession": "king"}, {"expires_on": date(2026, 11, 19)}])
def test_nonsense_is_not_stated(session, alice, wrong):
    with pytest.raises(Invalid):
        stated(session, alice, **wrong)
    assert states(session) == []


def test_an_expiry_is_past_when_it_is_past_at_the_authority(session, alice):
    """At noon in UTC it is the next day in New Zealand from 13:00 onwards in summer, and still today in Hawaii."""
    evening = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
    assert (
        stated(session, alice, evening, jurisdiction="US-HI", expires_on=date(2026, 11, 20)).zone == "Pacific/Honolulu"
    )
    with pytest.raises(Invalid, match="past"):
        stated(session, alice, evening, jurisdiction="NZ", expires_on=date(2026, 11, 20))


def test_verifying_opens_the_exam_until_the_day_of_expiry_is_over(session, alice, bob):
    licence = verified(session, alice, bob)
    assert queries.eligible_licence(session, alice.id, now=NOON) is licence
    end = datetime(2027, 6, 30, 22, 59, 59, tzinfo=UTC)  # summer time in London
    assert queries.eligible_licence(session, alice.id, now=end) is licence
    assert queries.eligible_licence(session, alice.id, now=end + timedelta(seconds=1)) is None


@pytest.mark.parametrize("state", ["stated", "refused", "superseded"])
def test_nothing_but_a_verified_licence_opens_anything(session, alice, bob, state):
    verified(session, alice, bob).state = state
    assert queries.eligible_licence(session, alice.id, now=NOON) is None


def test_the_newest_of_several_verified_licences_counts(session, alice, bob):
    verified(session, alice, bob)
    newer = verified(session, alice, bob, number="PH54321")
    verified(session, alice, bob, number="PH99999", expires_on=TODAY)
    assert queries.eligible_licence(session, alice.id, now=LATER) is newer


@pytest.mark.parametrize(
    "looks",
    [
        (),
        (look(Seen.RESTRICTED),),
        (look(Seen.NOT_FOUND),),
        (look(Seen.EXPIRED),),
        (look(Seen.ACTIVE, TODAY - timedelta(days=9)), look(Seen.RESTRICTED)),
        (look(Seen.NOT_FOUND), look(Seen.ACTIVE, TODAY - timedelta(days=9))),
    ],
)
def test_verifying_needs_a_newest_check_that_saw_it_active(session, alice, bob, looks):
    licence = stated(session, alice)
    for one in looks:
        check(session, licence, bob, one)
    with pytest.raises(Invalid, match="active"):
        decide(session, licence, bob)
    assert licence.state == "stated"
    assert decide(session, licence, bob, Verdict.REFUSE).state == "refused"


def test_a_licence_that_expired_in_the_queue_is_not_verified(session, alice, bob):
    licence = stated(session, alice, expires_on=TODAY)
    check(session, licence, bob)
    with pytest.raises(Invalid, match="past"):
        decide(session, licence, bob, now=LATER)


def test_a_decision_is_recorded_with_its_check_and_told(session, alice, bob):
    licence = verified(session, alice, bob)
    assert (licence.decided_by_id, licence.decided_at, licence.reason) == (bob.id, NOON, "Seen.")
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "licensing.licence.decided")).one()
    expected = {"state": "verified", "check": licence.checks[0].id}
    assert (event.subject, event.actor_id, event.detail) == (f"licence:{licence.id}", bob.id, expected)
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 1
    assert audit.faults(session) == []


@pytest.mark.parametrize("first", list(Verdict))
@pytest.mark.parametrize("second", list(Verdict))
def test_what_is_decided_stays_decided(session, alice, bob, first, second):
    licence = stated(session, alice)
    check(session, licence, bob)
    decide(session, licence, bob, first)
    with pytest.raises(Conflict):
        decide(session, licence, bob, second)


def test_a_replaced_statement_is_not_decided(session, alice, bob):
    old = stated(session, alice)
    check(session, old, bob)
    stated(session, alice)
    with pytest.raises(Conflict):
        decide(session, old, bob)


def test_nobody_checks_or_decides_their_own(session):
    both = person(session, "Dan Dogwood", Role.CLINICIAN, Role.REGISTRAR)
    licence = stated(session, both)
    with pytest.raises(Refused):
        check(session, licence, both)
    with pytest.raises(Refused):
        decide(session, licence, both, Verdict.REFUSE)
    assert (licence.state, licence.checks) == ("stated", [])


def test_what_is_not_there_is_not_found(session, bob):
    with pytest.raises(NotFound):
        service.decide(session, 4711, Verdict.REFUSE, "No.", by=bob.id, now=NOON, letter=letter())
    with pytest.raises(NotFound):
        service.record_check(session, 4711, look(), by=bob.id, now=NOON, zone="UTC")


@pytest.mark.parametrize(
    ("zone", "days", "is_fine"),
    [
        ("UTC", 0, True),
        ("UTC", 1, False),
        ("Pacific/Kiritimati", 1, True),
        ("Pacific/Kiritimati", 2, False),
    ],
)
def test_a_check_cannot_lie_ahead_of_the_registrars_day(session, alice, bob, zone, days, is_fine):
    licence, ahead = stated(session, alice), look(checked_on=TODAY + timedelta(days=days))
    if is_fine:
        service.record_check(session, licence.id, ahead, by=bob.id, now=NOON, zone=zone)
    else:
        with pytest.raises(Invalid, match="ahead"):
            service.record_check(session, licence.id, ahead, by=bob.id, now=NOON, zone=zone)
    assert len(licence.checks) == is_fine


def test_looking_again_confirms_anew(session, alice, bob):
    licence = verified(session, alice, bob)
    check(session, licence, bob, look(checked_on=LATER.date()), now=LATER)
    check(session, licence, bob, look(checked_on=TODAY - timedelta(days=30)), now=LATER)
    assert queries.last_confirmed(licence) == LATER.date()
    assert licence.state == "verified"


@pytest.mark.parametrize("seen", [Seen.RESTRICTED, Seen.NOT_FOUND, Seen.EXPIRED])
def test_a_later_look_that_sees_something_else_closes_what_was_open(session, alice, bob, seen):
    licence = verified(session, alice, bob)
    check(session, licence, bob, look(seen, LATER.date()), now=LATER)
    assert (licence.state, licence.decided_at, licence.reason) == ("stated", None, None)
    assert queries.eligible_licence(session, alice.id, now=LATER) is None
    assert decide(session, licence, bob, Verdict.REFUSE, LATER).state == "refused"


def test_an_older_bad_look_recorded_late_changes_nothing(session, alice, bob):
    licence = verified(session, alice, bob)
    check(session, licence, bob, look(Seen.RESTRICTED, TODAY - timedelta(days=90)))
    assert licence.state == "verified"


def test_the_queue_has_the_longest_waiting_first(session, alice, bob):
    carol = person(session, "Carol Cedar")
    second = stated(session, alice, LATER)
    first = stated(session, carol)
    verified(session, person(session, "Eve Elm"), bob)
    rows = queries.queue(session, service.State.STATED, offset=0, limit=10)
    assert [(licence.id, holder.name) for licence, holder in rows] == [
        (first.id, "Carol Cedar"),
        (second.id, "Alice Ash"),
    ]
    assert queries.how_many(session, service.State.STATED) == 2
    assert queries.how_many(session, None) == 3
    assert [licence.id for licence, _ in queries.queue(session, None, offset=2, limit=10)] == [second.id]


def test_a_number_somebody_else_stated_is_noticed(session, alice):
    carol, eve = person(session, "Carol Cedar"), person(session, "Eve Elm")
    stated(session, carol, number="ph 12345")
    stated(session, eve, jurisdiction="IE")
    mine = stated(session, alice)
    stated(session, alice)
    assert [one.name for one in queries.same_number(session, mine)] == ["Carol Cedar"]


def test_what_was_stated_is_kept_as_it_was(session, alice):
    licence = stated(session, alice, name_on_register="ÅSH, Alice", number="PH 12345")
    session.flush()
    session.expire(licence)
    assert (licence.name_on_register, licence.number, licence.expires_on) == ("ÅSH, Alice", "PH 12345", EXPIRES)
    assert licence.zone == "Europe/London"
