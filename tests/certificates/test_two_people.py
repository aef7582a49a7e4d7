"""Two accounts of one administrator are not two people, wherever two are asked or nobody decides for themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.certificates import build, lives
from tests.conftest import SignIn
from trainer.accounts import service as accounts
from trainer.accounts.models import Person
from trainer.certificates.models import Certificate
from trainer.certificates.service import confirm, decline, move, propose
from trainer.core import clock
from trainer.core.db import Database
from trainer.core.errors import Refused
from trainer.web.permissions import Role

WEEK = timedelta(days=7)


def second_self(session: Session, giver: Person, role: Role = Role.REGISTRAR) -> Person:
    """An account that somebody who grants roles gave one."""
    made = person(session, "Second Self")
    accounts.grant(session, made.id, role, by=giver.id, now=NOON)
    session.flush()
    return made


@pytest.mark.parametrize("proposes_first", [True, False])
def test_whoever_gave_the_role_is_not_the_other_of_two(session: Session, proposes_first: bool) -> None:
    made, ada = build.certified(session)[1], lives.administrator(session)
    one, other = (ada, second_self(session, ada)) if proposes_first else (second_self(session, ada), ada)
    motion = propose(session, made.id, "revoke", lives.because("misconduct", one), now=NOON)
    for at in (NOON, NOON + WEEK - timedelta(seconds=1)):
        with pytest.raises(Refused, match=r"from 27 November 2026, 12:00 UTC on"):
            confirm(session, motion.id, by=other.id, now=at)
    assert made.state == "active"
    confirm(session, motion.id, by=other.id, now=NOON + WEEK)
    assert made.state == "revoked"


def test_another_registrar_confirms_at_once_and_declining_is_open_to_all(session: Session) -> None:
    made, ada = build.certified(session)[1], lives.administrator(session)
    rosa, self_ = lives.registrar(session), second_self(session, ada)
    motion = propose(session, made.id, "revoke", lives.because("misconduct", ada), now=NOON)
    assert decline(session, motion.id, by=self_.id, note="x", now=NOON).outcome == "declined"
    motion = propose(session, made.id, "revoke", lives.because("misconduct", self_), now=NOON)
    confirm(session, motion.id, by=rosa.id, now=NOON)
    assert made.state == "revoked"


def test_nobody_moves_their_own_certificate_by_an_account_they_gave_a_role(session: Session) -> None:
    holder, made = build.certified(session)
    accounts.grant(session, holder.id, Role.ADMINISTRATOR, by=None, now=NOON)
    lives.suspend(session, made, lives.registrar(session))
    self_ = second_self(session, holder)
    with pytest.raises(Refused, match="stand apart"):
        move(session, made.id, "reinstate", lives.because("settled", self_), now=NOON)
    assert move(session, made.id, "reinstate", lives.because("settled", self_), now=NOON + WEEK)


def test_one_administrator_with_two_accounts_revokes_nothing_through_the_pages(
    store: Database, as_person: SignIn, noon: None
) -> None:
    with store.write() as session:
        made, ada, self_ = build.certified(session)[1], lives.administrator(session), person(session, "Second Self")
    browser, other = as_person(ada), as_person(self_)
    assert browser.post(f"/staff/people/{self_.id}/roles", data={"role": "registrar"}).status_code == 303
    said = {"reason": "unsafe", "detail": "x", "seen": "1"}
    assert browser.post(f"/staff/certificates/{made.id}/revoke", data=said).status_code == 303
    page = other.get("/staff/certificates/motions").text
    assert "It counts from 27 November 2026, 12:00 UTC on" in page
    assert "Confirm: revoke" not in page
    assert other.post("/staff/certificates/motions/1/confirm").status_code == 403
    with store.session() as session:
        assert session.get_one(Certificate, made.id).state == "active"
    with clock.stopped_at(NOON + WEEK):
        later = as_person(self_)
        assert "Confirm: revoke" in later.get("/staff/certificates/motions").text
        assert later.post("/staff/certificates/motions/1/confirm").status_code == 303
