"""The sealed record: written at grading, and everything a decision rests on can be derived from it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import rfc8785
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.exams import build
from tests.exams.conftest import Candidate
from trainer.core.db import Database
from trainer.doctor import doctor_command
from trainer.exams import holds, queries, record, service
from trainer.exams.commands import exams_group
from trainer.exams.models import Answer, Attempt, AttemptEvent, SealedRecord
from trainer.library.models import ItemVersion, PolicyVersion

PARTS = {
    "attempt", "exam", "person", "number", "started_at", "closed_at", "closed_by", "paper", "responses", "key_version",
    "policy", "decision",
}  # fmt: skip


@pytest.fixture
def own(session: Session) -> build.World:
    return build.world(session)


@pytest.fixture
def graded(session: Session, own: build.World) -> Attempt:
    return build.finished(session, build.started(session, own.final, build.ready(session, own)), wrong=[1])


def sealed(session: Session, attempt: Attempt) -> SealedRecord:
    return session.get_one(SealedRecord, attempt.id)


def test_the_record_holds_everything_the_decision_rests_on(session: Session, graded: Attempt) -> None:
    kept = json.loads(sealed(session, graded).body)
    assert set(kept) == PARTS
    assert kept["paper"] == queries.paper_items(session, graded.id)
    assert kept["decision"] == graded.decision
    assert kept["person"] == graded.person_id
    assert (kept["exam"], kept["closed_by"], kept["closed_at"]) == ("small-final", "person", "2026-11-20T12:00:00Z")
    assert set(kept["responses"]) == {str(position) for position in range(1, 9)}
    assert kept["responses"]["1"]["revision"] == 1


def test_it_names_the_key_and_the_policy_by_content(session: Session, graded: Attempt) -> None:
    kept = json.loads(sealed(session, graded).body)
    version = session.get_one(ItemVersion, kept["paper"][0]["version_id"])
    assert kept["key_version"][str(version.id)] == hashlib.sha256(rfc8785.dumps(version.payload)).hexdigest()
    policy = session.get_one(PolicyVersion, graded.policy_version_id)
    assert kept["policy"] == {"kind": "final", "version": policy.id, "number": policy.number, "spec": policy.spec}


def test_it_is_canonical_and_its_digest_stands_in_the_trail(session: Session, graded: Attempt) -> None:
    own = sealed(session, graded)
    assert rfc8785.dumps(json.loads(own.body)).decode() == own.body
    assert own.digest == hashlib.sha256(own.body.encode()).hexdigest()
    event = session.scalars(select(AttemptEvent).where(AttemptEvent.name == "exam.attempt.graded")).one()
    assert event.detail == {"outcome": "passed", "seal": own.digest}


def test_an_untouched_attempt_agrees(session: Session, graded: Attempt) -> None:
    session.expire_all()
    assert record.fault(session, graded.id) is None


def change_answer(session: Session, attempt: Attempt) -> None:
    session.get_one(Answer, (attempt.id, 1)).answer = build.right_answers(session, attempt)[1]


def change_revision(session: Session, attempt: Attempt) -> None:
    session.get_one(Answer, (attempt.id, 2)).revision = 7


def drop_answer(session: Session, attempt: Attempt) -> None:
    session.execute(delete(Answer).where(Answer.attempt_id == attempt.id, Answer.position == 3))


def change_key(session: Session, attempt: Attempt) -> None:
    entry = queries.paper_items(session, attempt.id)[0]
    version = session.get_one(ItemVersion, entry["version_id"])
    first, *rest = version.payload["options"]
    version.payload = {**version.payload, "options": [{**first, "rationale": "Another."}, *rest]}


def change_policy(session: Session, attempt: Attempt) -> None:
    policy = session.get_one(PolicyVersion, attempt.policy_version_id)
    policy.spec = {**policy.spec, "total": {"at_least": 8, "of": 8}}


def change_decision(session: Session, attempt: Attempt) -> None:
    attempt.decision = {**(attempt.decision or {}), "verdict": "not_passed"}


def change_outcome(session: Session, attempt: Attempt) -> None:
    attempt.outcome = "not_passed"


def change_paper(session: Session, attempt: Attempt) -> None:
    first, *rest = attempt.paper.items
    attempt.paper.items = [{**first, "domain": "D9"}, *rest]


def change_body(session: Session, attempt: Attempt) -> None:
    own = sealed(session, attempt)
    own.body = own.body.replace('"passed"', '"failed"')


def seal_anew(session: Session, attempt: Attempt) -> None:
    """Somebody with the database in their hands changes an answer and writes a record that goes with it."""
    change_answer(session, attempt)
    attempt.decision = service.decision_of(session, attempt)
    session.delete(sealed(session, attempt))
    session.flush()
    service.seal(session, attempt, now=NOON)


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (change_answer, "responses.1.answer"),
        (change_revision, "responses.2.revision: sealed as 1, now 7"),
        (drop_answer, "responses.3"),
        (change_key, "key_version."),
        (change_policy, "policy.spec.total.at_least: sealed as 5, now 8"),
        (change_decision, 'decision.verdict: sealed as "passed", now "not_passed"'),
        (change_outcome, 'outcome: decided as "passed", now "not_passed"'),
        (change_paper, 'paper[0].domain: sealed as "D'),
        (change_body, "the record: its text"),
        (seal_anew, "the record: its digest"),
    ],
)
def test_any_change_is_found_and_named(
    session: Session, graded: Attempt, tamper: Callable[[Session, Attempt], None], says: str
) -> None:
    tamper(session, graded)
    session.flush()
    session.expire_all()
    assert (record.fault(session, graded.id) or "").startswith(says)


def test_a_quiz_is_sealed_by_the_pass_mark_of_its_start(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    quiz = build.finished(session, build.started(session, own.quizzes[0], alice))
    kept = json.loads(sealed(session, quiz).body)
    assert (kept["policy"]["kind"], kept["policy"]["spec"]["total"]) == ("quiz", {"at_least": 3, "of": 4})
    assert record.fault(session, quiz.id) is None


@pytest.mark.parametrize("wrong", [[], [1, 2]])
def test_a_hold_agrees_before_and_after_it_is_settled(session: Session, own: build.World, wrong: list[int]) -> None:
    alice = build.ready(session, own)
    held = build.started(session, own.final, alice)
    build.finished(session, held, wrong=build.positions(session, held, rule=build.RULE))
    assert record.fault(session, held.id) is None
    exam = holds.beside(session, own.final, holds.FOLLOW_UP)
    follow_up = build.finished(session, build.started(session, exam, alice), wrong=wrong)
    assert json.loads(sealed(session, follow_up).body)["policy"]["spec"] == {"pass_mark": 3, "rules": [build.RULE]}
    assert [record.fault(session, each.id) for each in (held, follow_up)] == [None, None]


def test_a_lapsed_hold_agrees(session: Session, own: build.World) -> None:
    held = build.started(session, own.final, build.ready(session, own))
    build.finished(session, held, wrong=build.positions(session, held, rule=build.RULE))
    service.lapse(session, held.id, now=NOON + timedelta(days=15))
    assert (held.outcome, record.fault(session, held.id)) == ("not_passed", None)


def test_the_sweep_seals_what_was_graded_before_there_were_records(database: Database) -> None:
    with database.write() as session:
        own = build.world(session)
        attempt = build.finished(session, build.started(session, own.final, build.ready(session, own)))
        session.execute(delete(SealedRecord))
        event = session.scalars(select(AttemptEvent).where(AttemptEvent.name == "exam.attempt.graded")).one()
        event.detail = {"outcome": "passed"}
    assert service.seal_missing(database, now=NOON) == 1
    assert service.seal_missing(database, now=NOON) == 0
    with database.session() as session:
        assert record.fault(session, attempt.id) is None


@pytest.fixture
def mine(alice: Candidate) -> str:
    """The id of a graded attempt of Alice's, on the site."""
    attempt = alice.start()
    with alice.store.write() as session:
        build.finished(session, queries.own_attempt(session, attempt, alice.person_id), now=alice.now)
    return str(attempt)


def spoil(alice: Candidate) -> None:
    with alice.store.write() as session:
        session.get_one(Answer, (session.scalars(select(Attempt.id)).one(), 1)).revision = 9


def test_recompute_says_whether_a_record_agrees(app: Flask, alice: Candidate, mine: str) -> None:
    agreed = app.test_cli_runner().invoke(exams_group, ["recompute", mine])
    assert (agreed.exit_code, "agrees" in agreed.output) == (0, True)
    spoil(alice)
    differs = app.test_cli_runner().invoke(exams_group, ["recompute", mine, "--json"])
    said = json.loads(differs.output)
    assert (differs.exit_code, said["agrees"]) == (1, False)
    assert said["difference"] == "responses.1.revision: sealed as 1, now 9"


@pytest.mark.parametrize(("given", "code"), [("not-an-id", 2), ("6a8d1d0e-7a4f-4bb4-9d43-111111111111", 1)])
def test_recompute_of_nothing_says_so(app: Flask, given: str, code: int) -> None:
    assert app.test_cli_runner().invoke(exams_group, ["recompute", given]).exit_code == code


def test_the_doctor_looks_at_every_record_when_asked_to_look_deep(app: Flask, alice: Candidate, mine: str) -> None:
    found = deep(app)
    assert found == {"name": "sealed records", "ok": True, "says": "1 records agree", "warns": False}
    spoil(alice)
    assert not deep(app)["ok"]
    assert mine in deep(app)["says"]


def deep(app: Flask) -> dict[str, Any]:
    said = json.loads(app.test_cli_runner().invoke(doctor_command, ["--deep", "--json"]).stdout)
    return next(finding for finding in said if finding["name"] == "sealed records")
