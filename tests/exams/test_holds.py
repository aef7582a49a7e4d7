"""Holds on a real database: parallel starts, the certificate that follows a release, and the letters."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tests.build import NOON
from tests.certificates.workshop import workshop_of
from tests.exams import build
from tests.exams.conftest import Candidate
from tests.exams.test_race import at_once
from trainer.certificates.models import Certificate, CertificationDecision
from trainer.certificates.service import issue_pending
from trainer.core.db import Database
from trainer.exams import holds, queries, service
from trainer.exams.errors import GateShut
from trainer.exams.models import Attempt
from trainer.exams.tasks import sweep
from trainer.mail.models import OutgoingMail
from trainer.web.services import Facts

FACTS = Facts(
    is_production=False, base_url="https://exam.example", issuer="A college", time_zone="UTC", exam_grace_seconds=15
)
LATER = NOON + timedelta(days=2)


@pytest.fixture
def held(database: Database) -> tuple[int, UUID, int]:
    """Somebody whose final is held: the person, the attempt, and the exam that follows it up."""
    with database.write() as session:
        own = build.world(session)
        alice = build.ready(session, own)
        attempt = build.started(session, own.final, alice)
        build.finished(session, attempt, wrong=build.positions(session, attempt, rule=build.RULE))
        return alice.id, attempt.id, holds.beside(session, own.final, holds.FOLLOW_UP).id


def begin(database: Database, held: tuple[int, UUID, int], seed: int = 1) -> UUID:
    with database.write() as session:
        return service.start(
            session, held[2], held[0], accepted=(), seed=seed, grace_seconds=15, now=LATER, address=None
        ).id


def settle(database: Database, held: tuple[int, UUID, int], wrong: list[int]) -> None:
    attempt_id = begin(database, held)
    with database.write() as session:
        build.finished(session, session.get_one(Attempt, attempt_id), wrong=wrong, now=LATER)


def outcome(database: Database, attempt_id: UUID) -> str | None:
    with database.session() as session:
        return session.get_one(Attempt, attempt_id).outcome


def certificates(database: Database, tmp_path: Path) -> int:
    """How many certificates there are once the normal job has run."""
    issue_pending(database, workshop_of(database, tmp_path / "keys", tmp_path), now=LATER)
    with database.session() as session:
        return session.scalar(select(func.count(Certificate.id))) or 0


def test_eight_starts_of_a_follow_up_at_once_are_one(database: Database, held: tuple[int, UUID, int]) -> None:
    assert len(set(at_once(8, lambda n: begin(database, held, n)))) == 1
    with database.session() as session:
        assert len(holds.follow_ups(session, held[1])) == 1


def test_a_release_leads_to_a_certificate_through_the_normal_job(
    database: Database, held: tuple[int, UUID, int], tmp_path: Path
) -> None:
    assert certificates(database, tmp_path) == 0
    settle(database, held, [3])
    assert certificates(database, tmp_path) == 1
    with database.session() as session:
        decision = session.scalars(select(CertificationDecision)).one()
        released_by = holds.follow_ups(session, held[1])[0].id
    assert decision.attempt_id == held[1]
    assert decision.inputs["gates"]["pass"]["released_by"] == str(released_by)


def test_a_follow_up_not_reached_leads_to_none(database: Database, held: tuple[int, UUID, int], tmp_path: Path) -> None:
    settle(database, held, [1, 2])
    assert outcome(database, held[1]) == "not_passed"
    assert certificates(database, tmp_path) == 0


def test_a_lapse_and_a_start_at_once_leave_one_story(database: Database, held: tuple[int, UUID, int]) -> None:
    """Whoever comes first decides: a hold that lapsed cannot be sat, and one that is being sat does not lapse."""
    late = NOON + timedelta(days=14, seconds=1)

    def either(n: int) -> bool:
        if n % 2:
            return service.lapse_held(database, now=late) > 0
        try:
            begin(database, held, n)
        except GateShut:
            return False
        return True

    at_once(6, either)
    with database.session() as session:
        sat = holds.follow_ups(session, held[1])
    assert (outcome(database, held[1]) == "not_passed") != bool(sat)


def written(database: Database) -> list[tuple[str, str]]:
    with database.session() as session:
        return [
            (row.key.partition(":")[0], row.body)
            for row in session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
        ]


def test_a_hold_is_written_to_the_candidate_with_what_why_and_until_when(alice: Candidate) -> None:
    held_on_site(alice)
    ((key, body),) = written(alice.store)
    assert key == "attempt_held"
    for words in ("No consent: stop", "4 fresh questions", "3 right", "4 December 2026, 12:00 UTC", "/attempts/"):
        assert words in body
    assert "not a fail" in body


def held_on_site(alice: Candidate) -> UUID:
    attempt = alice.start()
    with alice.store.write() as session:
        mine = queries.own_attempt(session, attempt, alice.person_id)
        build.finished(session, mine, wrong=build.positions(session, mine, rule=build.RULE), now=alice.now)
    return attempt


@pytest.mark.parametrize(("wrong", "words"), [([], "you passed"), ([1, 2, 3], "ends as not passed")])
def test_a_settlement_is_written_to_the_candidate(alice: Candidate, wrong: list[int], words: str) -> None:
    held_on_site(alice)
    follow_up = alice.start("small-final-follow-up")
    with alice.store.write() as session:
        build.finished(session, queries.own_attempt(session, follow_up, alice.person_id), wrong=wrong, now=alice.now)
    assert [key for key, _body in written(alice.store)] == ["attempt_held", "hold_settled"]
    assert words in written(alice.store)[-1][1]


def test_a_lapse_is_written_to_the_candidate_once(alice: Candidate) -> None:
    held_on_site(alice)
    alice.at(15 * 24 * 60)
    alice.sweep()
    sweep(alice.store, alice.now)
    assert [key for key, _body in written(alice.store)] == ["attempt_held", "hold_settled"]
    assert "14 days" in written(alice.store)[-1][1]
    assert "was not sat" in written(alice.store)[-1][1]
