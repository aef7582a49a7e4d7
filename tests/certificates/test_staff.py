"""The pages of those who look after certificates: finding, seeing, moving, and what takes two."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.certificates import build, lives
from tests.conftest import SignIn
from trainer.accounts.models import Person
from trainer.certificates import desk, queries
from trainer.certificates.models import Certificate, CertificateEvent
from trainer.certificates.rules import grouped
from trainer.certificates.service import move, propose, rescored
from trainer.core import clock
from trainer.core.db import Database
from trainer.exams.models import Attempt

pytestmark = pytest.mark.usefixtures("noon")
TODAY = NOON.date()


def wanted(session: Session, text: str = "", state: str = desk.ANY) -> list[str]:
    """The names found, as certified."""
    which = desk.Wanted(text, state, TODAY)
    found = desk.rows(session, which, offset=0, limit=50)
    assert desk.how_many(session, which) == len(found)
    return [row.certificate.record["name"] for row in found]


def test_terms_are_found_by_name_e_mail_and_identifier(session: Session) -> None:
    alice, made = build.certified(session, "Alice Ash")
    _, other = build.certified(session, "Łukasz Żółć")
    other.record = other.record | {"name": "Łukasz A. Żółć"}
    session.flush()
    assert wanted(session) == ["Łukasz A. Żółć", "Alice Ash"]
    assert wanted(session, "ash alice") == ["Alice Ash"]
    assert wanted(session, "A. Żółć") == ["Łukasz A. Żółć"]
    assert wanted(session, alice.email[:6]) == ["Alice Ash"]
    for typed in (grouped(made.identifier), made.identifier.lower(), made.identifier[:14]):
        assert "Alice Ash" in wanted(session, typed)
    assert wanted(session, "%") == wanted(session, "nobody") == []


def test_states_filter_and_expiry_is_one(session: Session) -> None:
    names = {"active": "Ann A", "suspended": "Sue S", "revoked": "Ray R", "under_review": "Uma U"}
    for state, name in names.items():
        build.certified(session, name)[1].state = state
    build.certified(session, "Eve E")[1].expires_on = date(2026, 11, 19)
    _, moved = build.certified(session, "Moe M")
    build_motion(session, moved)
    assert {state: wanted(session, state=state) for state in names} == {
        "active": ["Moe M", "Ann A"], "suspended": ["Sue S"], "revoked": ["Ray R"], "under_review": ["Uma U"],
    }  # fmt: skip
    assert wanted(session, state="expired") == ["Eve E"]
    assert wanted(session, state="waiting") == ["Moe M"]


def test_reviews_beyond_their_date_are_told_until_somebody_ends_them(
    store: Database, made: Certificate, staff: tuple[Person, Person], as_person: SignIn
) -> None:
    long_ago, rosa = clock.now() - timedelta(days=90), staff[1]
    with store.write() as session:
        attempt = session.get_one(Attempt, queries.decision_of(session, made).attempt_id)
        attempt.outcome = "not_passed"
        rescored(session, attempt.id, now=long_ago)
    page = as_person(rosa).get("/staff/certificates?state=overdue").text
    assert "1 review is beyond its date" in page
    assert grouped(made.identifier) in page
    with store.write() as session:
        move(session, made.id, "clear", lives.because("upheld", rosa), now=clock.now())
    assert "1 review is beyond its date" not in as_person(rosa).get("/staff/certificates").text


def test_a_review_is_overdue_by_its_own_date_and_not_by_an_earlier_one(session: Session) -> None:
    _, made = build.certified(session)
    attempt = session.get_one(Attempt, queries.decision_of(session, made).attempt_id)
    for outcome in ("not_passed", "passed"):
        attempt.outcome = outcome
        rescored(session, attempt.id, now=NOON - timedelta(days=200))
    rosa = lives.registrar(session)
    move(session, made.id, "review", lives.because("evidence", rosa), now=NOON)
    assert (made.state, wanted(session, state=desk.OVERDUE)) == ("under_review", [])


def build_motion(session: Session, made: Certificate) -> int:
    grounds = lives.because("misconduct", lives.administrator(session))
    return propose(session, made.id, "revoke", grounds, now=NOON).id


@pytest.fixture
def made(store: Database) -> Certificate:
    with store.write() as session:
        return build.certified(session, "Alice Ash", "thorax")[1]


@pytest.fixture
def staff(store: Database) -> tuple[Person, Person]:
    with store.write() as session:
        return lives.administrator(session), lives.registrar(session)


def sent(store: Database, made: Certificate, **more: str) -> dict[str, str]:
    with store.session() as session:
        seen = session.query(CertificateEvent).filter_by(certificate_id=made.id).count()
    return {"reason": "complaint", "detail": "Case <12>", "seen": str(seen)} | more


def state_of(store: Database, made: Certificate) -> str:
    with store.session() as session:
        return session.get_one(Certificate, made.id).state


def test_suspending_and_reinstating(
    store: Database, as_person: SignIn, staff: tuple[Person, Person], made: Certificate
) -> None:
    browser = as_person(staff[1])
    home = f"/staff/certificates/{made.id}"
    assert "Alice Ash" in browser.get("/staff/certificates").text
    assert "Suspend" in browser.get(home).text
    assert "told at once" in browser.get(f"{home}/suspend").text
    form = sent(store, made)
    for _ in range(2):
        assert browser.post(f"{home}/suspend", data=form).status_code == 303
    assert state_of(store, made) == "suspended"
    page = browser.get(home).text
    assert "A complaint is being looked into" in page
    assert "Case &lt;12&gt;" in page
    assert "Rosa Registrar" in page
    assert browser.post(f"{home}/reinstate", data=sent(store, made, reason="unfounded")).status_code == 303
    assert state_of(store, made) == "active"


def test_a_form_that_is_refused_keeps_what_was_typed(
    store: Database, as_person: SignIn, staff: tuple[Person, Person], made: Certificate
) -> None:
    browser = as_person(staff[0])
    home = f"/staff/certificates/{made.id}"
    wrong = browser.post(f"{home}/suspend", data=sent(store, made, reason="misconduct"))
    assert (wrong.status_code, "Case &lt;12&gt;" in wrong.text) == (422, True)
    stale = browser.post(f"{home}/suspend", data=sent(store, made, seen="0"))
    assert (stale.status_code, "Case &lt;12&gt;" in stale.text, "since you opened" in stale.text) == (409, True, True)
    shut = browser.post(f"{home}/clear", data=sent(store, made, reason="upheld"))
    assert shut.status_code == 409
    assert state_of(store, made) == "active"


def test_revoking_takes_two_and_one_alone_gets_403(
    store: Database, as_person: SignIn, staff: tuple[Person, Person], made: Certificate
) -> None:
    ada = as_person(staff[0])
    home = f"/staff/certificates/{made.id}"
    assert ada.post(f"{home}/revoke", data=sent(store, made, reason="misconduct")).status_code == 303
    assert "Proposed: revoke" in ada.get(home).text
    assert f"{home}/revoke" not in ada.get(home).text
    motions = ada.get("/staff/certificates/motions").text
    assert "Take it back" in motions
    assert "Why you take it back</label>" in motions
    assert "Why not" not in motions
    assert ada.post("/staff/certificates/motions/1/confirm").status_code == 403
    assert state_of(store, made) == "active"
    rosa = as_person(staff[1])
    assert rosa.post("/staff/certificates/motions/1/decline", data={"note": " "}).status_code == 422
    assert rosa.post("/staff/certificates/motions/1/confirm").status_code == 303
    assert state_of(store, made) == "revoked"
    assert "confirmed by Rosa Registrar" in rosa.get(home).text
    assert "Nothing waits" in rosa.get("/staff/certificates/motions").text


def test_declining_changes_nothing(
    store: Database, as_person: SignIn, staff: tuple[Person, Person], made: Certificate
) -> None:
    as_person(staff[0]).post(f"/staff/certificates/{made.id}/withdraw", data=sent(store, made, reason="record"))
    answer = as_person(staff[1]).post("/staff/certificates/motions/1/decline", data={"note": "Not proven"})
    assert (answer.status_code, state_of(store, made)) == (303, "active")


def test_deciding_again_leads_to_the_new_term(
    store: Database, as_person: SignIn, staff: tuple[Person, Person], made: Certificate
) -> None:
    browser = as_person(staff[1])
    answer = browser.post(f"/staff/certificates/{made.id}/again", data=sent(store, made, reason="corrected"))
    assert answer.status_code == 303
    assert answer.location != f"/staff/certificates/{made.id}"
    assert "Terms of this series" in browser.get(answer.location).text
    assert state_of(store, made) == "superseded"


def test_the_page_leads_to_person_attempt_and_file(
    store: Database, as_person: SignIn, staff: tuple[Person, Person], made: Certificate
) -> None:
    with store.write() as session:
        term = session.get_one(Certificate, made.id)
        term.pdf_key = "kept"
        attempt, holder = queries.decision_of(session, term).attempt_id, term.series.person_id
    links = [f'href="/certificates/{made.identifier}.pdf"', f'href="/v/{made.identifier}"', f"/people/{holder}"]
    page = as_person(staff[0]).get(f"/staff/certificates/{made.id}").text
    assert all(link in page for link in [*links, f"/staff/attempts/{attempt}"])
    assert "takes the place of this one" in page, "each move says what it does"
    registrars = as_person(staff[1]).get(f"/staff/certificates/{made.id}").text
    assert "/staff/attempts/" not in registrars, "a registrar may see none"
    with store.write() as session:
        session.get_one(Certificate, made.id).paused_at = NOON
    page = as_person(staff[0]).get(f"/staff/certificates/{made.id}").text
    assert "Paused by its holder" in page
    assert not any(link in page for link in links[:2])


def test_the_page_says_what_the_decision_rested_on(
    as_person: SignIn, staff: tuple[Person, Person], made: Certificate
) -> None:
    page = as_person(staff[0]).get(f"/staff/certificates/{made.id}").text
    for words in ("Licence verified and current", "Observed practical, or knowledge only", "/staff/practicals/1"):
        assert words in page


@pytest.mark.parametrize("path", ["/9", "/9/suspend", "/1/supersede", "/1/rescore", "/1/nothing"])
def test_what_is_not_there_is_404(
    as_person: SignIn, staff: tuple[Person, Person], made: Certificate, path: str
) -> None:
    assert as_person(staff[0]).get(f"/staff/certificates{path}").status_code == 404


def test_nobody_is_offered_a_move_of_their_own_and_strangers_see_nothing(
    store: Database, as_person: SignIn, staff: tuple[Person, Person], made: Certificate
) -> None:
    with store.write() as session:
        session.get_one(Certificate, made.id).series.person_id = staff[0].id
        carol = person(session, "Carol Noise")
    page = as_person(staff[0]).get(f"/staff/certificates/{made.id}").text
    assert "This is your own certificate" in page
    assert f"/staff/certificates/{made.id}/suspend" not in page
    refused = as_person(staff[0]).post(f"/staff/certificates/{made.id}/suspend", data=sent(store, made))
    assert refused.status_code == 403
    for path in ("", f"/{made.id}", "/motions", f"/{made.id}/suspend"):
        assert as_person(carol).get(f"/staff/certificates{path}").status_code == 403
