"""Nobody ends a certificate by a page that shows less than has happened since it was opened."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.certificates import build, lives
from tests.conftest import SignIn
from trainer.accounts.models import Person
from trainer.certificates.models import Certificate, CertificateMotion
from trainer.certificates.service import confirm, decide_certificate, decline, propose, since
from trainer.core import clock
from trainer.core.db import Database
from trainer.core.errors import Conflict

pytestmark = pytest.mark.usefixtures("noon")
LATER = NOON + timedelta(hours=1)
Staff = tuple[Person, Person]


@pytest.fixture
def made(store: Database) -> Certificate:
    with store.write() as session:
        return build.certified(session)[1]


@pytest.fixture
def staff(store: Database) -> Staff:
    with store.write() as session:
        return lives.administrator(session), lives.registrar(session)


def renew(store: Database, made: Certificate) -> None:
    """Let the holder pass again, so that a new term takes the place of this one."""
    with store.write() as session:
        holder = session.get_one(Person, session.get_one(Certificate, made.id).series.person_id)
        fresh = build.attempt(session, holder, at=NOON)
        assert decide_certificate(session, fresh, build.FACTS, chance=9, now=LATER)


def seen_on(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="(\d+)"', page)
    assert found is not None, "the page says what it shows"
    return found[1]


def motions(store: Database) -> list[str | None]:
    with store.session() as session:
        return list(session.scalars(select(CertificateMotion.outcome).order_by(CertificateMotion.id)))


def test_a_proposal_from_a_stale_page_is_told_what_changed_and_keeps_its_words(
    store: Database, made: Certificate, staff: Staff, as_person: SignIn
) -> None:
    rosa, path = as_person(staff[1]), f"/staff/certificates/{made.id}/withdraw"
    said = {"reason": "record", "detail": "Case <12>", "seen": seen_on(rosa.get(path).text)}
    renew(store, made)
    answer = rosa.post(path, data=said)
    assert (answer.status_code, motions(store)) == (409, [])
    assert "since you opened the page: superseded by another term on 20 November 2026" in answer.text
    assert "Case &lt;12&gt;" in answer.text
    assert rosa.post(path, data=said).status_code == 409, "the same page sent again is as stale as before"
    knowing = rosa.post(path, data=said | {"seen": seen_on(answer.text)})
    assert (knowing.status_code, motions(store)) == (303, [None])


def test_a_page_from_before_a_proposal_was_declined_makes_no_other(
    store: Database, made: Certificate, staff: Staff, as_person: SignIn
) -> None:
    (ada, rosa), path = map(as_person, staff), f"/staff/certificates/{made.id}/revoke"
    said = {"reason": "misconduct", "detail": "x", "seen": seen_on(ada.get(path).text)}
    for _ in range(2):
        assert ada.post(path, data=said).status_code == 303, "a double click is one proposal"
    assert motions(store) == [None]
    rosa.post("/staff/certificates/motions/1/decline", data={"note": "Not proven"})
    again = ada.post(path, data=said)
    assert (again.status_code, motions(store)) == (409, ["declined"])
    assert "proposal to revoke declined on 20 November 2026" in again.text
    assert ada.post(path, data=said | {"seen": seen_on(ada.get(path).text)}).status_code == 303
    assert motions(store) == ["declined", None]


def test_the_second_person_sees_how_it_stands_and_what_changed(
    store: Database, made: Certificate, staff: Staff, as_person: SignIn
) -> None:
    with store.write() as session:
        propose(session, made.id, "revoke", lives.because("misconduct", staff[0]), now=NOON)
    rosa = as_person(staff[1])
    before = rosa.get("/staff/certificates/motions").text
    assert "Last day: 19 November 2028" in before
    assert "since it was proposed" not in before
    with clock.stopped_at(LATER), store.write() as session:
        lives.suspend(session, session.get_one(Certificate, made.id), staff[1], now=LATER)
    after = rosa.get("/staff/certificates/motions").text
    assert "It has changed since it was proposed" in after
    assert re.search("Suspended on 20 November 2026", after)
    refused = rosa.post("/staff/certificates/motions/1/confirm", data={"seen": seen_on(before)})
    assert (refused.status_code, motions(store)) == (409, [None])
    assert rosa.post("/staff/certificates/motions/1/confirm", data={"seen": "x"}).status_code == 422
    for _ in range(2):
        confirmed = rosa.post("/staff/certificates/motions/1/confirm", data={"seen": seen_on(after)})
        assert (confirmed.status_code, motions(store)) == (303, ["confirmed"])


def test_a_number_that_no_page_shows_is_stale(session: Session) -> None:
    _, made = build.certified(session)
    ada, rosa = lives.administrator(session), lives.registrar(session)
    for nonsense in (-1, 0, 2, 99):
        with pytest.raises(Conflict, match="since you opened"):
            propose(session, made.id, "revoke", lives.because("misconduct", ada), now=NOON, seen=nonsense)
    motion = propose(session, made.id, "revoke", lives.because("misconduct", ada), now=NOON, seen=1)
    with pytest.raises(Conflict, match="since you opened"):
        confirm(session, motion.id, by=rosa.id, now=NOON, seen=0)
    decline(session, motion.id, by=rosa.id, note="", now=NOON)
    assert [says for _, says in since.steps(session, made.id)] == ["Issued", "Proposal to Revoke declined"]
