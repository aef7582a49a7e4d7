"""A renewal that is withdrawn as issued in error does not take the term before it along: that is decided again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.certificates import build, lives
from tests.certificates.test_renewal import renewed
from tests.conftest import SignIn
from trainer.certificates import queries
from trainer.certificates.models import Certificate
from trainer.certificates.service import Workshop, confirm, decide_again, issue_pending, propose
from trainer.core.db import Database
from trainer.core.errors import Conflict, Invalid
from trainer.exams.models import Attempt

LATER = NOON + timedelta(days=60)
OVER = date(2028, 11, 19)


def withdrawn(session: Session, term: Certificate, reason: str = "conditions_unmet", now: datetime = LATER) -> None:
    """Withdraw a term, as two people do."""
    motion = propose(session, term.id, "withdraw", lives.because(reason, lives.administrator(session)), now=now)
    confirm(session, motion.id, by=lives.registrar(session).id, now=now)


def again(session: Session, term: Certificate, reason: str = "restored", now: datetime = LATER, **more: int):
    grounds = lives.because(reason, lives.registrar(session))
    return decide_again(session, term.id, grounds, build.FACTS, chance=now.toordinal() + term.id, now=now, **more)


def pair(session: Session) -> tuple[Certificate, Certificate]:
    """A term, and the renewal of it that was withdrawn."""
    _, first = build.certified(session)
    second = renewed(session, first, LATER - timedelta(days=10))
    withdrawn(session, second)
    return first, second


def test_the_earlier_term_is_decided_again_to_its_own_last_day(session: Session) -> None:
    first, second = pair(session)
    third = again(session, first)
    assert (third.state, third.issued_on, third.expires_on) == ("active", LATER.date(), OVER)
    assert (first.state, first.superseded_by_id, second.state) == ("superseded", third.id, "withdrawn")
    assert lives.kinds(session, first) == ["issued", *lives.logged(session, first)] == ["issued", *["superseded"] * 2]
    assert queries.decision_of(session, third).number == 2
    assert queries.decision_of(session, third).attempt_id == queries.decision_of(session, first).attempt_id


def test_asked_again_it_is_the_term_there_is(session: Session) -> None:
    first, _ = pair(session)
    rosa = lives.registrar(session)
    grounds = lives.because("restored", rosa)
    made = [
        decide_again(session, first.id, grounds, build.FACTS, chance=chance, now=LATER, seen=2) for chance in (5, 6)
    ]
    assert made[0] is made[1]


def test_a_correction_that_is_withdrawn_is_followed_by_a_decision_with_a_number_of_its_own(session: Session) -> None:
    _, first = build.certified(session)
    second = again(session, first, "corrected", NOON)
    withdrawn(session, second, "record")
    third = again(session, first)
    assert [queries.decision_of(session, term).number for term in (first, second, third)] == [1, 2, 3]


def test_every_gate_is_asked(session: Session) -> None:
    first, _ = pair(session)
    session.get_one(Attempt, queries.decision_of(session, first).attempt_id).outcome = "not_passed"
    with pytest.raises(Conflict, match="not graded as passed"):
        again(session, first)


def test_conduct_stands_against_it(session: Session) -> None:
    _, first = build.certified(session)
    withdrawn(session, renewed(session, first, LATER), "impersonation")
    with pytest.raises(Conflict, match="ended after you had begun"):
        again(session, first)


def test_nothing_returns_beside_another_term_or_while_what_followed_stands(session: Session) -> None:
    _, first = build.certified(session)
    second = renewed(session, first, LATER - timedelta(days=10))
    with pytest.raises(Conflict, match="only when the term that followed is withdrawn"):
        again(session, first)
    third = again(session, second, "corrected")
    withdrawn(session, second, "record")
    assert not queries.may_return(session, first, LATER.date())
    with pytest.raises(Conflict, match="no other has taken its place"):
        again(session, first)
    third.state = "revoked"
    assert queries.may_return(session, first, LATER.date())
    assert queries.may_return(session, first, OVER)
    assert not queries.may_return(session, first, OVER + timedelta(days=1))


def test_a_revoked_renewal_brings_nothing_back(session: Session) -> None:
    _, first = build.certified(session)
    renewed(session, first, LATER).state = "revoked"
    with pytest.raises(Conflict, match="only when the term that followed is withdrawn"):
        again(session, first)


def test_what_stands_is_not_said_to_be_restored(session: Session) -> None:
    _, first = build.certified(session)
    with pytest.raises(Invalid, match="Choose another reason"):
        again(session, first)


@pytest.fixture
def published(store: Database, apps_workshop: Workshop, noon: datetime, quick_pages: None) -> list[Certificate]:
    """A term, and the renewal of it that was withdrawn on the same day, as they are published."""
    with store.write() as session:
        _, first = build.certified(session)
        second = renewed(session, first, NOON)
        withdrawn(session, second, now=NOON)
    issue_pending(store, apps_workshop, now=NOON)
    return [first, second]


def shown(client: FlaskClient, term: Certificate) -> str:
    return " ".join(client.get(f"/v/{term.identifier}").text.split())


def test_a_withdrawn_successor_is_offered_to_nobody(
    client: FlaskClient, store: Database, apps_workshop: Workshop, published: list[Certificate]
) -> None:
    first, second = published
    found = client.get(f"/api/v1/verify/{first.identifier}").get_json()
    assert (found["verdict"], found["superseded_by"]) == ("superseded", None)
    page = shown(client, first)
    assert "Ask the holder for the current one." in page
    assert "The term that followed</a>" not in page
    with store.write() as session:
        third = again(session, session.get_one(Certificate, first.id), now=NOON)
    issue_pending(store, apps_workshop, now=NOON)
    found = client.get(f"/api/v1/verify/{first.identifier}").get_json()
    assert (found["verdict"], found["superseded_by"]) == ("superseded", third.identifier)
    assert f'<a href="/v/{third.identifier}">The term that followed</a>' in shown(client, first)
    verdicts = [client.get(f"/api/v1/verify/{term.identifier}").get_json() for term in (second, third)]
    assert [(one["verdict"], one["superseded_by"]) for one in verdicts] == [("withdrawn", None), ("valid", None)]


def test_it_was_superseded_when_the_first_term_followed(
    client: FlaskClient, store: Database, apps_workshop: Workshop, published: list[Certificate]
) -> None:
    with store.write() as session:
        again(session, session.get_one(Certificate, published[0].id), now=LATER)
    issue_pending(store, apps_workshop, now=LATER)
    assert 'superseded on <time datetime="2026-11-20">' in shown(client, published[0])


def test_staff_find_the_way_from_the_withdrawn_one(
    store: Database, as_person: SignIn, published: list[Certificate]
) -> None:
    first, second = published
    with store.write() as session:
        rosa = lives.registrar(session)
    browser, home = as_person(rosa), f"/staff/certificates/{first.id}"
    assert (
        f'href="{home}">decide again on the term until 19 November 2028'
        in browser.get(f"/staff/certificates/{second.id}").text
    )
    assert f"{home}/again" in browser.get(home).text
    form = {"reason": "restored", "detail": "The renewal was mine by mistake", "seen": "2"}
    answer = browser.post(f"{home}/again", data=form)
    assert answer.status_code == 303
    assert browser.post(f"{home}/again", data=form).location == answer.location
    assert "Valid" in browser.get(answer.location).text
    for path in (home, f"/staff/certificates/{second.id}"):
        page = browser.get(path).text
        assert "/again" not in page
        assert "decide again on the term" not in page
