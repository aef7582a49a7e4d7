"""Accounts, roles and sessions, on the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.build import NOON, PASSWORD_HASH, person
from trainer.accounts import queries, service
from trainer.accounts.models import PersonSession
from trainer.audit import service as audit
from trainer.audit.models import AuditEvent
from trainer.core.errors import Conflict, NotFound, Refused
from trainer.web.permissions import Role

LATER = NOON + timedelta(hours=1)


def roles_of(found):
    return {row.role for row in found.roles}


@pytest.fixture
def admin(session):
    return person(session, "Bob Birch", Role.ADMINISTRATOR)


def test_an_address_has_one_account_however_it_is_written(session):
    alice = person(session)
    with pytest.raises(Conflict):
        service.create_person(
            session,
            email=f" {alice.email.upper()} ",
            name="Alice",
            password_hash=PASSWORD_HASH,
            roles=frozenset(),
            by=None,
            now=NOON,
        )


def test_a_role_is_granted_once_and_recorded(session, admin):
    alice = person(session)
    for _ in range(2):
        service.grant(session, alice.id, Role.ASSESSOR, by=admin.id, now=NOON)
    assert roles_of(alice) == {"clinician", "assessor"}
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "account.role.granted")).all()
    assert [(event.actor_id, event.subject, event.detail) for event in events] == [
        (admin.id, f"person:{alice.id}", {"role": "assessor"})
    ]
    assert audit.faults(session) == []


@pytest.mark.parametrize("verb", [service.grant, service.revoke])
def test_nobody_changes_their_own_roles(session, admin, verb):
    with pytest.raises(Refused):
        verb(session, admin.id, Role.ADMINISTRATOR, by=admin.id, now=NOON)
    assert roles_of(admin) == {"administrator"}


def test_nobody_deactivates_themselves(session, admin):
    with pytest.raises(Refused):
        service.deactivate(session, admin.id, by=admin.id, now=NOON)


def test_the_command_line_may_grant_to_anyone(session, admin):
    service.grant(session, admin.id, Role.AUTHOR, by=None, now=NOON)
    assert "author" in roles_of(admin)


def test_an_unknown_person_is_not_found(session, admin):
    with pytest.raises(NotFound):
        service.grant(session, 4711, Role.AUTHOR, by=admin.id, now=NOON)


def test_a_revoked_role_holds_from_the_next_request(session, admin):
    alice = person(session, "Alice Ash", Role.CLINICIAN, Role.REGISTRAR)
    token = service.start_session(session, alice, now=NOON)
    for _ in range(2):
        service.revoke(session, alice.id, Role.REGISTRAR, by=admin.id, now=NOON)
    session.flush()
    assert queries.live_session(session, token, now=NOON).roles == {Role.CLINICIAN}


def test_deactivating_ends_every_session_at_once(session, admin):
    alice = person(session)
    tokens = [service.start_session(session, alice, now=NOON) for _ in range(2)]
    service.deactivate(session, alice.id, by=admin.id, now=NOON)
    assert [queries.live_session(session, token, now=NOON) for token in tokens] == [None, None]
    assert queries.sessions_of(session, alice.id, now=NOON) == []


@pytest.mark.parametrize(("hours", "is_live"), [(0, True), (11.99, True), (12, False), (24, False)])
def test_a_session_lasts_twelve_hours_and_no_longer(session, hours, is_live):
    token = service.start_session(session, person(session), now=NOON)
    found = queries.live_session(session, token, now=NOON + timedelta(hours=hours))
    assert (found is not None) is is_live


def test_a_new_password_ends_every_session_but_one(session):
    alice, carol = person(session), person(session, "Carol Cedar")
    here, there = (service.start_session(session, alice, now=NOON) for _ in range(2))
    other = service.start_session(session, carol, now=NOON)
    service.set_password(session, alice, "new hash", by=alice.id, now=NOON, but=here)
    alive = [queries.live_session(session, token, now=LATER) is not None for token in (here, there, other)]
    assert alive == [True, False, True]
    assert alice.password_hash == "new hash"


def test_a_token_is_nowhere_in_the_database(session):
    alice = person(session)
    token = service.start_session(session, alice, now=NOON)
    row = queries.sessions_of(session, alice.id, now=NOON)[0]
    assert token not in repr(vars(row))


def test_sessions_are_forgotten_a_month_after_their_end(session):
    alice = person(session)
    for days in (0, 20, 40):
        service.start_session(session, alice, now=NOON + timedelta(days=days))
    started = session.scalars(select(PersonSession.started_at).order_by(PersonSession.id)).all()
    assert started == [NOON + timedelta(days=20), NOON + timedelta(days=40)]
