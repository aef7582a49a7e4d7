"""Moves that one person makes: who may, from where, once, and everywhere written down."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.certificates import build, lives
from trainer.certificates.models import CertificateEvent
from trainer.certificates.service import Grounds, decide_certificate, enter_document, enter_issued, move
from trainer.core.errors import Conflict, Invalid, Refused
from trainer.mail import OutgoingMail
from trainer.transparency.models import LogEntry


def test_a_suspension_is_an_event_a_log_entry_an_audit_record_and_a_letter(session: Session) -> None:
    alice, made = build.certified(session)
    rosa = lives.registrar(session)
    event = move(session, made.id, "suspend", lives.because("complaint", rosa), now=NOON)
    assert made.state == "suspended"
    assert (event.kind, event.reason, event.detail, event.by_id) == ("suspended", "complaint", lives.DETAIL, rosa.id)
    assert lives.kinds(session, made) == ["issued", "suspended"]
    assert lives.logged(session, made) == ["suspended"]
    assert lives.audited(session, made) == ["certificate.issued", "certificate.suspended"]
    letter = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert letter is not None
    assert (letter.to, letter.subject) == (alice.email, "Your certificate is suspended")
    assert "A complaint is being looked into" in letter.body
    assert lives.DETAIL not in letter.body + letter.html


def test_the_log_holds_salted_hashes_of_what_anybody_may_know(session: Session) -> None:
    _, made = build.certified(session)
    event = lives.suspend(session, made, lives.registrar(session))
    entry = session.scalars(select(LogEntry).where(LogEntry.key == event.key)).one()
    said = {
        "at": "2026-11-20T12:00:00Z", "identifier": made.identifier, "kind": "suspended", "number": 2,
        "reason": "complaint", "until": None, "v": 1,
    }  # fmt: skip
    committed = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    salt = bytes.fromhex(made.salt)
    assert len(salt) == 32
    assert entry.subject == hashlib.sha256(salt + made.identifier.encode()).hexdigest()
    assert entry.commitment == hashlib.sha256(salt + committed).hexdigest()


def test_the_issue_and_the_file_enter_the_log_once_there_is_something_to_commit_to(session: Session) -> None:
    _, made = build.certified(session)
    assert lives.logged(session, made) == []
    for _ in range(2):
        enter_issued(session, made, b'{"a":1}')
        enter_document(session, made, b"%PDF", now=NOON)
    assert lives.logged(session, made) == ["issued", "document"]
    with pytest.raises(Conflict):
        enter_document(session, made, b"%PDF, another", now=NOON)


def test_what_was_suspended_is_reinstated(session: Session) -> None:
    _, made = build.certified(session)
    rosa = lives.registrar(session)
    lives.suspend(session, made, rosa)
    move(session, made.id, "reinstate", lives.because("unfounded", rosa), now=NOON)
    assert made.state == "active"
    assert lives.kinds(session, made) == ["issued", "suspended", "reinstated"]


def test_a_suspension_during_a_review_leads_back_to_the_review(session: Session) -> None:
    _, made = build.certified(session)
    rosa = lives.registrar(session)
    for verb, reason in (("review", "evidence"), ("suspend", "safety"), ("reinstate", "settled")):
        move(session, made.id, verb, lives.because(reason, rosa), now=NOON)
    assert made.state == "under_review"
    move(session, made.id, "clear", lives.because("upheld", rosa), now=NOON)
    assert made.state == "active"
    assert lives.letters(session)[-1] == "The review of your certificate has ended"


@pytest.mark.parametrize(("verb", "reason"), [("reinstate", "settled"), ("clear", "upheld")])
def test_a_move_from_the_wrong_state_is_a_conflict(session: Session, verb: str, reason: str) -> None:
    _, made = build.certified(session)
    with pytest.raises(Conflict, match="is active"):
        move(session, made.id, verb, lives.because(reason, lives.registrar(session)), now=NOON)


def test_the_same_form_twice_is_one_move_and_a_stale_one_a_conflict(session: Session) -> None:
    _, made = build.certified(session)
    rosa, ada = lives.registrar(session), lives.administrator(session)
    grounds = lives.because("complaint", rosa)
    first = move(session, made.id, "suspend", grounds, now=NOON, seen=1)
    assert move(session, made.id, "suspend", grounds, now=NOON, seen=1) is first
    assert lives.kinds(session, made) == ["issued", "suspended"]
    with pytest.raises(Conflict, match="since you opened"):
        move(session, made.id, "review", lives.because("evidence", ada), now=NOON, seen=1)


@pytest.mark.parametrize("verb", ["revoke", "withdraw", "supersede", "doubt", "rescore"])
def test_nobody_alone_makes_what_takes_two_or_belongs_to_the_system(session: Session, verb: str) -> None:
    _, made = build.certified(session)
    with pytest.raises(Refused):
        move(session, made.id, verb, lives.because("misconduct", lives.registrar(session)), now=NOON)
    assert made.state == "active"


def test_only_whoever_looks_after_certificates_moves_them_and_never_their_own(session: Session) -> None:
    alice, made = build.certified(session)
    ines = person(session, "Ines Farrugia")
    for somebody in (alice, ines, None):
        with pytest.raises(Refused, match="right to keep certificates"):
            move(session, made.id, "suspend", lives.because("complaint", somebody), now=NOON)
    rosa = lives.registrar(session)
    made.series.person_id = rosa.id
    with pytest.raises(Refused, match="their own"):
        lives.suspend(session, made, rosa)


def test_a_closed_account_moves_nothing(session: Session) -> None:
    _, made = build.certified(session)
    rosa = lives.registrar(session)
    rosa.is_active = False
    with pytest.raises(Refused):
        lives.suspend(session, made, rosa)


@pytest.mark.parametrize(
    ("reason", "detail"), [("misconduct", "x"), (None, "x"), ("complaint", "  "), ("complaint", "x" * 2001)]
)
def test_grounds_are_a_reason_that_fits_and_words_for_colleagues(
    session: Session, reason: str | None, detail: str
) -> None:
    _, made = build.certified(session)
    with pytest.raises(Invalid):
        move(session, made.id, "suspend", Grounds(reason, detail, lives.registrar(session).id), now=NOON)


def test_while_a_term_is_suspended_no_new_one_begins(session: Session) -> None:
    alice, made = build.certified(session)
    rosa = lives.registrar(session)
    lives.suspend(session, made, rosa)
    fresh = build.attempt(session, alice)
    assert decide_certificate(session, fresh, build.FACTS, chance=5, now=NOON) is None
    move(session, made.id, "reinstate", lives.because("settled", rosa), now=NOON)
    newer = decide_certificate(session, fresh, build.FACTS, chance=5, now=NOON)
    assert newer is not None
    assert lives.kinds(session, newer) == ["issued", "renewed"]
    assert lives.kinds(session, made)[-1] == "superseded"


def test_events_are_numbered_and_their_keys_say_so(session: Session) -> None:
    _, made = build.certified(session)
    lives.suspend(session, made, lives.registrar(session))
    keys = session.scalars(select(CertificateEvent.key).order_by(CertificateEvent.number)).all()
    assert keys == [f"certificate:{made.id}:issued", f"certificate:{made.id}:2:suspended"]
