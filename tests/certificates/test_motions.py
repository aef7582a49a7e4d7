"""What takes two people: two accounts, neither the holder's, and one outcome (ASVS 2.3.5)."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.certificates import build, lives
from trainer.certificates import queries
from trainer.certificates.models import Certificate, CertificateMotion
from trainer.certificates.service import confirm, decide_certificate, decline, move, propose
from trainer.core.errors import Conflict, Invalid, NotFound, Refused


@pytest.fixture
def made(session: Session) -> Certificate:
    return build.certified(session)[1]


def revoke(session: Session, certificate: Certificate, by, reason: str = "misconduct") -> CertificateMotion:
    return propose(session, certificate.id, "revoke", lives.because(reason, by), now=NOON)


def test_a_proposal_changes_nothing_and_its_confirmation_revokes(session: Session, made: Certificate) -> None:
    ada, rosa = lives.administrator(session), lives.registrar(session)
    motion = revoke(session, made, ada)
    assert (made.state, lives.kinds(session, made), lives.letters(session)) == (
        "active", ["issued"], ["Your certificate is ready"],
    )  # fmt: skip
    event = confirm(session, motion.id, by=rosa.id, now=NOON)
    assert event is not None
    assert (made.state, event.by_id, event.second_id, event.reason) == ("revoked", ada.id, rosa.id, "misconduct")
    assert lives.logged(session, made) == ["revoked"]
    assert lives.audited(session, made)[1:] == ["motion.proposed", "motion.confirmed", "certificate.revoked"]
    assert lives.letters(session)[-1] == "Your certificate is revoked"


@pytest.mark.parametrize("verb", ["revoke", "withdraw"])
def test_one_person_alone_is_refused(session: Session, made: Certificate, verb: str) -> None:
    ada = lives.administrator(session)
    reason = {"revoke": "misconduct", "withdraw": "record"}[verb]
    motion = propose(session, made.id, verb, lives.because(reason, ada), now=NOON)
    with pytest.raises(Refused, match="somebody else") as refusal:
        confirm(session, motion.id, by=ada.id, now=NOON)
    assert refusal.value.status == 403
    assert made.state == "active"


def test_the_second_person_needs_the_right_and_is_not_the_holder(session: Session, made: Certificate) -> None:
    motion = revoke(session, made, lives.administrator(session))
    with pytest.raises(Refused, match="right to revoke"):
        confirm(session, motion.id, by=person(session, "Carol Noise").id, now=NOON)
    rosa = lives.registrar(session)
    made.series.person_id = rosa.id
    with pytest.raises(Refused, match="their own"):
        confirm(session, motion.id, by=rosa.id, now=NOON)


def test_whoever_lost_the_right_since_proposing_no_longer_counts(session: Session, made: Certificate) -> None:
    ada, rosa = lives.administrator(session), lives.registrar(session)
    motion = revoke(session, made, ada)
    ada.is_active = False
    with pytest.raises(Refused):
        confirm(session, motion.id, by=rosa.id, now=NOON)
    assert made.state == "active"


def test_confirming_twice_is_once(session: Session, made: Certificate) -> None:
    motion, rosa = revoke(session, made, lives.administrator(session)), lives.registrar(session)
    assert confirm(session, motion.id, by=rosa.id, now=NOON) is not None
    assert confirm(session, motion.id, by=rosa.id, now=NOON) is None
    assert lives.kinds(session, made) == ["issued", "revoked"]
    with pytest.raises(Conflict, match="confirmed already"):
        decline(session, motion.id, by=rosa.id, note="", now=NOON)


def test_the_same_proposal_twice_is_one_and_another_waits(session: Session, made: Certificate) -> None:
    ada, rosa = lives.administrator(session), lives.registrar(session)
    motion = revoke(session, made, ada)
    assert revoke(session, made, ada) is motion
    with pytest.raises(Conflict, match="proposed"):
        revoke(session, made, rosa)


def test_declined_or_taken_back_it_is_over_and_can_be_proposed_anew(session: Session, made: Certificate) -> None:
    ada, rosa = lives.administrator(session), lives.registrar(session)
    motion = revoke(session, made, ada)
    for _ in range(2):
        assert decline(session, motion.id, by=rosa.id, note="Not proven", now=NOON).outcome == "declined"
    assert (made.state, motion.note, queries.open_motion(session, made.id)) == ("active", "Not proven", None)
    again = revoke(session, made, ada)
    assert again is not motion
    assert decline(session, again.id, by=ada.id, note="", now=NOON).outcome == "taken_back"
    with pytest.raises(Conflict, match="taken back already"):
        confirm(session, again.id, by=rosa.id, now=NOON)


def test_a_term_that_moved_on_is_not_ended_by_an_old_proposal(session: Session, made: Certificate) -> None:
    motion = revoke(session, made, lives.administrator(session))
    made.state = "superseded"
    with pytest.raises(Conflict, match="is superseded"):
        confirm(session, motion.id, by=lives.registrar(session).id, now=NOON)


def test_while_it_waits_no_new_term_slips_past(session: Session) -> None:
    alice, made = build.certified(session)
    motion = revoke(session, made, lives.administrator(session))
    fresh = build.attempt(session, alice)
    assert decide_certificate(session, fresh, build.FACTS, chance=3, now=NOON) is None
    decline(session, motion.id, by=lives.registrar(session).id, note="", now=NOON)
    assert decide_certificate(session, fresh, build.FACTS, chance=3, now=NOON) is not None


def test_what_needs_no_second_person_is_not_proposed_and_reasons_must_fit(session: Session, made: Certificate) -> None:
    ada = lives.administrator(session)
    with pytest.raises(Refused, match="no second"):
        propose(session, made.id, "suspend", lives.because("complaint", ada), now=NOON)
    with pytest.raises(Invalid):
        revoke(session, made, ada, reason="complaint")
    with pytest.raises(NotFound):
        confirm(session, 999, by=ada.id, now=NOON)


def test_a_superseded_term_can_be_withdrawn_and_what_is_revoked_stays_so(session: Session, made: Certificate) -> None:
    ada, rosa = lives.administrator(session), lives.registrar(session)
    made.state = "superseded"
    motion = propose(session, made.id, "withdraw", lives.because("record", ada), now=NOON)
    confirm(session, motion.id, by=rosa.id, now=NOON)
    assert made.state == "withdrawn"
    with pytest.raises(Conflict):
        move(session, made.id, "suspend", lives.because("complaint", ada), now=NOON)
    with pytest.raises(Conflict):
        revoke(session, made, ada)
