"""What a holder is told of a certificate, by letter and on their page: where it stands, and what is open to them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.certificates import build, lives
from tests.certificates.test_advice import told
from tests.certificates.test_review import attempt_of, failed
from trainer.certificates import queries
from trainer.certificates.models import Certificate
from trainer.certificates.service import move, practical_withdrawn, rescored
from trainer.exams.models import Attempt, Resit
from trainer.mail import OutgoingMail

DAY = timedelta(days=1)
AT_ONCE = "You may sit the final exam again at once, without waiting, until 19 January 2027 (UTC)."
USED = "You have used your free resit: the result of that exam counts."
RESCORED = "The exam was scored again and is no longer passed"


def letter(session: Session) -> OutgoingMail:
    """The newest letter; both its parts say the same."""
    found = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(1)).one()
    assert found.subject in found.html
    return found


def does(session: Session, made: Certificate, verb: str, reason: str, now: datetime = NOON) -> OutgoingMail:
    move(session, made.id, verb, lives.because(reason, lives.registrar(session)), now=now)
    return letter(session)


def fails(session: Session, made: Certificate, now: datetime = NOON) -> OutgoingMail:
    rescored(session, failed(session, made), now=now)
    return letter(session)


def sits(session: Session, made: Certificate, now: datetime, outcome: str | None = "not_passed") -> UUID:
    """The holder begins the exam again, two hours before this moment."""
    holder = session.get_one(build.Person, made.series.person_id)
    return build.attempt(session, holder, at=now, outcome=outcome)


def test_one_that_fails_while_suspended_stays_so_and_is_reviewed_as_well(session: Session) -> None:
    _, made = build.certified(session)
    does(session, made, "suspend", "complaint")
    sent = fails(session, made)
    assert sent.subject == "Your suspended certificate is to be reviewed"
    for part in (sent.body, sent.html):
        assert "Your certificate stays suspended, and whoever checks it sees that" in part
        assert AT_ONCE in part
        assert "takes the place of this one once the suspension has ended." in part
        assert "certificate is under review." not in part
    advice = told(session, made)
    assert (advice.showing.word, advice.why) == ("Suspended", "A complaint is being looked into.")
    assert f"A review waits as well. {RESCORED}. {AT_ONCE}" in advice.do


def test_one_whose_suspension_ends_in_a_review_is_not_in_force_again(session: Session) -> None:
    _, made = build.certified(session)
    does(session, made, "suspend", "complaint")
    fails(session, made)
    sent = does(session, made, "reinstate", "settled", NOON + DAY)
    assert sent.subject == "Your certificate is under review and no longer suspended"
    for part in (sent.body, sent.html):
        assert "your certificate is under review, and whoever checks it sees this" in part
        assert RESCORED in part
        assert AT_ONCE in part
    assert "takes the place of this one." in sent.body
    advice = told(session, made, NOON + DAY)
    assert (advice.showing.word, advice.why) == ("Under review", f"{RESCORED}.")
    assert AT_ONCE in advice.do


def test_a_suspension_in_a_review_says_that_both_are_open(session: Session) -> None:
    _, made = build.certified(session)
    fails(session, made)
    sent = does(session, made, "suspend", "complaint")
    assert sent.subject == "Your certificate is suspended"
    assert "Whoever checks it sees this; the review that is open goes on after that." in sent.body
    assert f"Under review for: {RESCORED}" in sent.body
    advice = told(session, made)
    assert advice.why == "A complaint is being looked into."
    assert AT_ONCE in advice.do


def test_one_with_nothing_open_is_in_force_again(session: Session) -> None:
    _, made = build.certified(session)
    does(session, made, "suspend", "complaint")
    sent = does(session, made, "reinstate", "settled", NOON + DAY)
    assert sent.subject == "Your certificate is in force again"
    assert "it is active again." in sent.body
    advice = told(session, made, NOON + DAY)
    assert (advice.showing.word, advice.why) == ("Valid", "")


@pytest.mark.parametrize(
    ("first", "reason", "then", "subject"),
    [
        ("suspend", "complaint", "reinstate", "The suspension of your certificate has ended"),
        ("review", "evidence", "clear", "The review of your certificate has ended"),
    ],
)
def test_one_that_is_over_by_then_is_not_active_again(
    session: Session, first: str, reason: str, then: str, subject: str
) -> None:
    _, made = build.certified(session)
    does(session, made, first, reason)
    made.expires_on = date(2026, 11, 20)
    sent = does(session, made, then, "settled", NOON + DAY)
    assert sent.subject == subject
    assert "and so has its term" in sent.body
    assert "again." not in sent.body


def test_a_letter_and_the_page_offer_no_resit_that_was_used(session: Session) -> None:
    _, made = build.certified(session)
    fails(session, made)
    sits(session, made, NOON + 5 * DAY)
    assert USED in told(session, made, NOON + 6 * DAY).do
    does(session, made, "suspend", "complaint", NOON + 6 * DAY)
    assert USED in told(session, made, NOON + 6 * DAY).do
    sent = does(session, made, "reinstate", "settled", NOON + 7 * DAY)
    for said in (sent.body, sent.html, told(session, made, NOON + 70 * DAY).do):
        assert USED in said
        assert "A person decides what becomes of the certificate, and a letter tells you." in said
        assert "at once" not in said
        assert "takes the place" not in said


def test_an_exam_under_way_uses_it_and_a_void_one_gives_it_back(session: Session) -> None:
    _, made = build.certified(session)
    fails(session, made)
    again = session.get_one(Attempt, sits(session, made, NOON + DAY, outcome=None))
    again.state = "running"
    session.flush()
    assert USED in told(session, made, NOON + DAY).do
    again.state = "void"
    session.flush()
    assert AT_ONCE in told(session, made, NOON + DAY).do


def test_a_resit_whose_days_are_over_is_told_as_over(session: Session) -> None:
    _, made = build.certified(session)
    fails(session, made)
    last = datetime(2027, 1, 19, 23, 59, tzinfo=NOON.tzinfo)
    assert AT_ONCE in told(session, made, last).do
    said = told(session, made, last + timedelta(minutes=1)).do
    assert "Your free resit ended on 19 January 2027 (UTC): another try has the usual waiting times." in said
    assert "at once" not in said


def test_a_resit_that_ends_within_a_day_is_told_with_its_time(session: Session) -> None:
    _, made = build.certified(session)
    fails(session, made)
    session.scalars(select(Resit)).one().until = NOON + DAY
    session.flush()
    assert "without waiting, until 21 November 2026, 12:00 UTC." in told(session, made).do


def test_the_next_review_offers_the_resit_that_it_gives(session: Session) -> None:
    _, made = build.certified(session)
    fails(session, made)
    rescored(session, failed(session, made, "passed"), now=NOON + DAY)
    sits(session, made, NOON + 2 * DAY)
    sent = fails(session, made, NOON + 3 * DAY)
    assert "at once, without waiting, until 22 January 2027" in sent.body
    assert "until 22 January 2027" in told(session, made, NOON + 3 * DAY).do


def test_a_question_of_a_persons_is_settled_before_a_new_certificate(session: Session) -> None:
    _, made = build.certified(session)
    sent = does(session, made, "review", "identity")
    assert "A person decides what becomes of the certificate, and a letter tells you." in sent.body
    sent = fails(session, made)
    assert (AT_ONCE in sent.body, attempt_of(session, made).outcome) == (True, "not_passed")
    assert "takes the place of this one once the other questions about it are settled." in sent.body


def test_a_day_for_an_answer_that_is_past_is_told_as_past(session: Session) -> None:
    _, made = build.certified(session, "Alice Ash", "thorax")
    (sign_off,) = queries.decision_of(session, made).inputs["practicals"]
    practical_withdrawn(session, sign_off["practical"], now=NOON)
    assert "We come back to you by 19 January 2027 (UTC)." in told(session, made, NOON + 60 * DAY).do
    late = told(session, made, NOON + 61 * DAY).do
    assert "We said that we would come back to you by 19 January 2027 (UTC), and it is still open." in late
