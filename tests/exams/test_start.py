"""Starting: gates, acceptance, a frozen paper, and one running attempt."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.exams import build
from trainer.audit.models import AuditEvent
from trainer.core.errors import Unavailable
from trainer.exams import holds, queries, service
from trainer.exams.errors import GateShut, NotAccepted
from trainer.exams.models import Acceptance, Attempt, AttemptEvent
from trainer.library.models import Item


@pytest.fixture
def own(session: Session) -> build.World:
    return build.world(session)


def start(session: Session, own: build.World, person_id: int, *, accepted: set[int], seed: int = 1) -> Attempt:
    return service.start(
        session, own.final.id, person_id, accepted=accepted, seed=seed, grace_seconds=15, now=NOON, address=None
    )


def test_an_attempt_begins_with_its_deadline_fixed(session: Session, own: build.World) -> None:
    attempt = build.started(session, own.final, build.ready(session, own))
    assert (attempt.state, attempt.number) == ("running", 1)
    assert attempt.deadline == NOON + timedelta(minutes=60)
    assert attempt.rules == own.final.rules
    assert attempt.policy_version_id == own.final.policy_version_id


def test_a_paper_holds_what_the_blueprint_asks(session: Session, own: build.World) -> None:
    attempt = build.started(session, own.final, build.ready(session, own))
    items = queries.paper_items(session, attempt.id)
    assert [entry["position"] for entry in items] == list(range(1, 9))
    assert sorted(entry["domain"] for entry in items) == ["D1"] * 4 + ["D2"] * 4
    assert len(build.positions(session, attempt, rule=build.RULE)) == 2


def test_shown_ids_are_the_papers_own(session: Session, own: build.World) -> None:
    attempt = build.started(session, own.final, build.ready(session, own))
    shown = [shown for entry in queries.paper_items(session, attempt.id) for shown, _own in entry["options"]]
    assert len(set(shown)) == len(shown) == 32
    assert not any("canary" in each for each in shown)


def test_the_same_seed_freezes_the_same_paper(session: Session, own: build.World) -> None:
    one = build.started(session, own.final, build.ready(session, own, "Alice Ash"), seed=7)
    same = build.started(session, own.final, build.ready(session, own, "Bea Birch"), seed=7)
    other = build.started(session, own.final, build.ready(session, own, "Cleo Cedar"), seed=8)
    papers = [queries.paper_items(session, each.id) for each in (one, same, other)]
    assert papers[0] == papers[1] != papers[2]


def test_every_statement_must_be_accepted(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    rules, honour = queries.statements(session, own.final.id)
    with pytest.raises(NotAccepted) as refusal:
        start(session, own, alice.id, accepted={rules.id})
    assert refusal.value.missing == {honour.id}
    assert session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_what_was_accepted_is_stored_by_version(session: Session, own: build.World) -> None:
    attempt = build.started(session, own.final, build.ready(session, own))
    stored = set(session.scalars(select(Acceptance.statement_id).where(Acceptance.attempt_id == attempt.id)))
    assert stored == {statement.id for statement in queries.statements(session, own.final.id)}


def test_a_shut_gate_stops_the_start_whatever_was_accepted(session: Session, own: build.World) -> None:
    bea = build.person(session, "Bea Birch")
    accepted = {statement.id for statement in queries.statements(session, own.final.id)}
    with pytest.raises(GateShut, match="not enrolled in this course"):
        start(session, own, bea.id, accepted=accepted)


def test_a_second_start_leads_to_the_running_attempt(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    first = build.started(session, own.final, alice)
    again = start(session, own, alice.id, accepted=set(), seed=2)
    assert again.id == first.id


def test_a_start_leaves_its_trail(session: Session, own: build.World) -> None:
    attempt = build.started(session, own.final, build.ready(session, own))
    event = session.scalars(select(AttemptEvent).where(AttemptEvent.attempt_id == attempt.id)).one()
    assert (event.name, event.at, event.by_id) == ("exam.attempt.started", NOON, attempt.person_id)
    assert event.address == "192.0.2.1"
    audited = session.scalars(select(AuditEvent).where(AuditEvent.subject == f"attempt:{attempt.id}")).one()
    assert audited.action == "exam.attempt.started"


def test_a_later_attempt_meets_no_item_again_while_the_bank_allows(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    first = build.finished(session, build.started(session, own.final, alice), wrong=range(1, 9))
    second = build.started(session, own.final, alice, now=NOON + timedelta(days=15), seed=2)
    papers = [
        {entry["version_id"] for entry in queries.paper_items(session, attempt.id)} for attempt in (first, second)
    ]
    assert second.number == 2
    assert not papers[0] & papers[1]


def test_a_quiz_draws_practice_items_of_its_module(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    attempt = build.started(session, own.quizzes[1], alice)
    items = queries.paper_items(session, attempt.id)
    codes = set(holds.met(session, alice.id, own.quizzes[1]))
    assert [entry["domain"] for entry in items] == ["D2"] * 4
    assert all(code.startswith("D2-P-") for code in codes)


def test_a_bank_that_cannot_fill_the_paper_costs_no_try(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    for item in session.scalars(select(Item).where(Item.code.startswith("D1-E"))):
        item.status, item.live_number = "retired", None
    session.flush()
    with pytest.raises(Unavailable, match="tries are untouched"):
        build.started(session, own.final, alice)
    assert queries.attempts_of(session, alice.id, own.final.id) == []
