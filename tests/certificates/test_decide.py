"""The decision: every gate in the transaction that issues, once, with what it rested on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.certificates import build
from trainer.accounts.models import PersonRole
from trainer.audit.models import AuditEvent
from trainer.certificates import gates
from trainer.certificates.models import Certificate, CertificateSeries, CertificationDecision
from trainer.certificates.service import decide_certificate
from trainer.certificates.service.decide import write_decision
from trainer.core.errors import NotFound
from trainer.courses.models import ModulePass
from trainer.exams.models import Attempt
from trainer.licensing.models import Licence
from trainer.mail import OutgoingMail


def decide(session: Session, attempt_id: UUID, *, chance: int = 7, now: datetime = NOON) -> Certificate | None:
    return decide_certificate(session, attempt_id, build.FACTS, chance=chance, now=now)


def test_a_pass_with_every_gate_open_becomes_a_certificate(session: Session) -> None:
    alice, attempt_id = build.passed(session, "Alice Ash", name_on_register="Alicia M. Ash")
    made = decide(session, attempt_id)
    assert made is not None
    assert (made.state, made.issued_on, made.expires_on) == ("active", date(2026, 11, 20), date(2028, 11, 19))
    assert made.record["name"] == "Alicia M. Ash"
    assert made.record["basis"] == "knowledge"
    assert made.record["supervision"] == "unsupervised"
    assert made.record["url"] == f"https://certify.example/v/{made.identifier}"
    decision = session.get_one(CertificationDecision, made.decision_id)
    assert decision.attempt_id == attempt_id
    assert decision.inputs["gates"]["pass"]["attempt"] == str(attempt_id)
    licence = session.scalars(select(Licence.id).where(Licence.person_id == alice.id)).one()
    assert decision.inputs["gates"]["licence"]["licence"] == licence


def test_observed_regions_are_in_the_scope_and_the_basis(session: Session) -> None:
    alice, attempt_id = build.passed(session)
    build.practical(session, alice, "limbs", "neck")
    build.practical(session, alice, "neck", "trunk", on=date(2026, 11, 16))
    made = decide(session, attempt_id)
    assert made is not None
    assert made.record["basis"] == "knowledge and observed practical"
    assert {part["part"]: (part["state"], part["on"]) for part in made.record["scope"]} == {
        "knowledge": ("examined", "2026-11-20"),
        "limbs": ("observed", "2026-11-14"),
        "neck": ("observed", "2026-11-16"),
        "trunk": ("observed", "2026-11-16"),
        "thorax": ("not observed", None),
    }
    inputs = session.get_one(CertificationDecision, made.decision_id).inputs
    assert inputs["thorax_observed"] is False
    assert len(inputs["practicals"]) == 2


def test_deciding_twice_gives_the_same_certificate(session: Session) -> None:
    _, attempt_id = build.passed(session)
    first, second = decide(session, attempt_id), decide(session, attempt_id, chance=8)
    assert first is second
    assert session.scalar(select(func.count(Certificate.id))) == 1
    assert session.scalar(select(func.count(OutgoingMail.id))) == 1


def test_whoever_comes_second_to_the_key_finds_the_winner(session: Session) -> None:
    _, attempt_id = build.passed(session)
    assert decide(session, attempt_id) is not None
    standing = gates.standing(session, session.get_one(Attempt, attempt_id), now=NOON)
    assert write_decision(session, standing, now=NOON) is None
    assert session.scalar(select(func.count(CertificationDecision.id))) == 1


def shut_by_licence(session: Session, person_id: int) -> None:
    session.scalars(select(Licence).where(Licence.person_id == person_id)).one().state = "stated"


def shut_by_expiry(session: Session, person_id: int) -> None:
    session.scalars(select(Licence).where(Licence.person_id == person_id)).one().expires_on = date(2026, 11, 19)


def shut_by_modules(session: Session, person_id: int) -> None:
    session.delete(session.scalars(select(ModulePass).where(ModulePass.person_id == person_id)).first())


def shut_by_name(session: Session, person_id: int) -> None:
    session.scalars(select(Licence).where(Licence.person_id == person_id)).one().name_on_register = "李小龙"


def shut_by_keys(session: Session, person_id: int) -> None:
    session.add(PersonRole(person_id=person_id, role="author", granted_at=NOON))
    session.flush()
    session.expire_all()


@pytest.mark.parametrize(
    ("shut", "gate"),
    [
        (shut_by_licence, ["licence", "name"]),
        (shut_by_expiry, ["licence", "name"]),
        (shut_by_modules, ["modules"]),
        (shut_by_name, ["name"]),
        (shut_by_keys, ["keys"]),
    ],
)
def test_a_shut_gate_leaves_the_attempt_undecided(session: Session, shut, gate: list[str]) -> None:
    alice, attempt_id = build.passed(session)
    shut(session, alice.id)
    session.flush()
    assert decide(session, attempt_id) is None
    standing = gates.standing(session, session.get_one(Attempt, attempt_id), now=NOON)
    assert [one.name for one in standing.shut] == gate
    assert session.scalar(select(func.count(CertificationDecision.id))) == 0


@pytest.mark.parametrize(
    "more",
    [{"outcome": "held"}, {"outcome": "not_passed"}, {"state": "submitted", "outcome": None}, {"state": "void"}],
)
def test_only_a_graded_pass_counts(session: Session, more: dict[str, object]) -> None:
    alice, _ = build.passed(session)
    other = build.attempt(session, alice, **more)
    assert decide(session, other) is None


def test_a_licence_is_good_through_its_last_day_in_its_own_zone(session: Session) -> None:
    _, attempt_id = build.passed(session, expires_on=date(2026, 11, 20), zone="America/Toronto")
    late = datetime(2026, 11, 21, 4, 59, tzinfo=UTC)
    assert decide(session, attempt_id, now=late + timedelta(minutes=1)) is None
    assert decide(session, attempt_id, now=late) is not None


def test_an_attempt_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        decide(session, uuid4())


def test_a_newer_certificate_supersedes_the_active_one(session: Session) -> None:
    alice, first_attempt = build.passed(session)
    first = decide(session, first_attempt)
    second = decide(session, build.attempt(session, alice), chance=8)
    assert first is not None
    assert second is not None
    assert (first.state, first.superseded_by_id) == ("superseded", second.id)
    assert (second.state, second.series_id) == ("active", first.series_id)
    assert session.scalar(select(func.count(CertificateSeries.id))) == 1


def test_a_revoked_term_stays_revoked_when_a_new_one_is_issued(session: Session) -> None:
    alice, first_attempt = build.passed(session)
    first = decide(session, first_attempt)
    assert first is not None
    first.state = "revoked"
    assert decide(session, build.attempt(session, alice), chance=8) is not None
    assert (first.state, first.superseded_by_id) == ("revoked", None)


def test_issuing_is_audited_and_written_to_the_holder_alone(session: Session) -> None:
    alice, made = build.certified(session, "Łukasz Żółć")
    letter = session.scalars(select(OutgoingMail)).one()
    assert (letter.to, letter.subject) == (alice.email, "Your certificate is ready")
    assert letter.key == f"certificate-ready:{made.id}"
    assert made.record["url"] in letter.body
    assert made.record["url"] in letter.html
    assert "Dear Łukasz Żółć" in letter.html
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.subject == f"certificate:{made.id}")).all()
    assert actions == ["certificates.certificate.issued"]


def test_a_name_with_markup_is_only_text_in_the_letter(session: Session) -> None:
    build.certified(session, "<b>Bob</b> {{7*7}}")
    html = session.scalars(select(OutgoingMail.html)).one()
    assert "&lt;b&gt;Bob&lt;/b&gt; {{7*7}}" in html


def test_days_are_those_of_the_issuers_zone(session: Session) -> None:
    _, attempt_id = build.passed(session)
    auckland = build.FACTS.__class__(**vars(build.FACTS) | {"time_zone": "Pacific/Auckland"})
    made = decide_certificate(session, attempt_id, auckland, chance=1, now=NOON)
    assert made is not None
    assert (made.issued_on, made.expires_on) == (date(2026, 11, 21), date(2028, 11, 20))
    assert made.record["zone"] == "Pacific/Auckland"
