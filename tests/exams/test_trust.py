"""What TRUST asks of saving: nothing late, nothing lost, one outcome, whatever else is going on."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.exams import build
from tests.exams.conftest import Candidate
from tests.exams.test_race import at_once
from tests.library import build as build_library
from trainer.certificates.models import Certificate
from trainer.core import clock
from trainer.core.db import Database
from trainer.exams import queries, service
from trainer.exams.models import Answer, Attempt, AttemptEvent, Receipt
from trainer.exams.service import Save
from trainer.jobs import make_jobs
from trainer.library.models import ItemVersion
from trainer.tasks import make_tasks

END = NOON + timedelta(minutes=build.MINUTES, seconds=build.GRACE)
"""The last moment in which an answer is stored."""


def started(database: Database) -> tuple[UUID, int]:
    with database.write() as session:
        own = build.world(session)
        alice = build.ready(session, own)
        return build.started(session, own.final, alice).id, alice.id


def count(database: Database, table: type) -> int:
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_fifty_submits_at_once_are_one_outcome_and_fifty_same_replies(alice: Candidate) -> None:
    """TRUST F11."""
    attempt = alice.start()
    app = alice.browser.application
    cookies = alice.browser.get_cookie("trainer")
    assert cookies is not None

    def submit(_n: int) -> tuple[int, str]:
        browser = app.test_client()
        browser.set_cookie("trainer", cookies.value)
        answer = browser.post(f"/attempts/{attempt}/submit")
        return answer.status_code, answer.location

    alice.at(1)
    with clock.stopped_at(alice.now):
        assert set(at_once(50, submit)) == {(303, f"/attempts/{attempt}/result")}
    with alice.store.session() as session:
        closings = select(func.count()).where(AttemptEvent.name.in_(["exam.attempt.submitted", "exam.attempt.expired"]))
        assert session.scalar(closings) == 1


def test_probes_round_the_end_store_nothing_late_and_refuse_nothing_in_time(session: Session) -> None:
    """TRUST F3: ten thousand saves within five seconds of deadline and grace; a tenth on PostgreSQL."""
    own = build.world(session)
    attempt = build.started(session, own.final, build.ready(session, own))
    probes = 10_000 if session.get_bind().dialect.name == "sqlite" else 1_000
    chance, revision = Random(3), 0
    for _number in range(probes):
        moment = END + timedelta(microseconds=chance.randint(-5_000_000, 5_000_000))
        assert queries.accepts(attempt, moment) == (moment <= END)
        revision += probe(session, attempt, revision + 1, moment)
    assert 0.4 * probes < revision == build.answer_rows(session, attempt)[0].revision < 0.6 * probes


def probe(session: Session, attempt: Attempt, revision: int, moment: datetime) -> bool:
    """Save at a moment; a closing is taken back, so that the next probe meets a running attempt."""
    point = session.begin_nested()
    saved = service.save(session, attempt.id, Save(1, None, False, revision), by=attempt.person_id, now=moment)
    assert (saved is not None) == (moment <= END)
    if saved is None:
        point.rollback()
    else:
        point.commit()
    return saved is not None


def test_a_save_that_had_to_wait_is_judged_by_the_time_when_it_could_store(database: Database) -> None:
    attempt_id, alice = started(database)
    now, asks, outcome = [END], Event(), []

    def save() -> None:
        asks.set()
        with database.write() as session:
            sent = Save(1, None, False, 1)
            outcome.append(service.save(session, attempt_id, sent, by=alice, now=lambda: now[0]))

    with database.write() as session:
        queries.lock(session, attempt_id, alice)
        waiting = Thread(target=save)
        waiting.start()
        asks.wait()
        waiting.join(0.3)
        assert outcome == []
        now[0] = END + timedelta(microseconds=1)
    waiting.join()
    assert outcome == [None]
    assert count(database, Answer) == count(database, Receipt) == 0


def test_no_edit_of_the_bank_changes_a_running_attempt(alice: Candidate) -> None:
    """TRUST F16."""
    attempt = alice.start()
    right = alice.right_answers(attempt)
    before = alice.get(f"/attempts/{attempt}/paper").get_json()["items"]
    with alice.store.write() as session:
        for number, entry in enumerate(alice.paper(attempt)):
            disturb(session, entry["version_id"], number, alice.person_id)
    assert alice.get(f"/attempts/{attempt}/paper").get_json()["items"] == before
    for position, answer in right.items():
        assert alice.put(attempt, position, answer).status_code == 200
    alice.post(f"/attempts/{attempt}/submit")
    alice.sweep()
    with alice.store.session() as session:
        graded = session.get_one(Attempt, attempt)
        assert graded.outcome == "passed"
        assert service.decision_of(session, graded) == graded.decision


def disturb(session: Session, version_id: int, number: int, by: int) -> None:
    """Retire an item, or give it a new version in which another option is the key."""
    version = session.get_one(ItemVersion, version_id)
    if number % 2:
        build_library.retire(session, version.item_id, by=by, now=NOON)
        return
    written = build.card(version.item.code, rule=version.must_not_miss, stem="Another stem.\n\nWhich is best?")
    build_library.put_live(session, version.item_id, written, by=by, now=NOON)


def test_a_full_disk_is_told_and_loses_nothing(alice: Candidate) -> None:
    """TRUST F17: 503 with Retry-After, everything acknowledged still there, and on again without help."""
    if not alice.store.is_sqlite:
        pytest.skip("a database server's disk is filled by the fault harness")
    attempt = alice.start()
    acknowledged, refused = 0, None
    with full_disk(alice.store):
        while refused is None:
            answer = alice.put(attempt, 1, None, acknowledged + 1)
            acknowledged, refused = (acknowledged + 1, None) if answer.status_code == 200 else (acknowledged, answer)
    assert (refused.status_code, refused.content_type) == (503, "application/problem+json")
    assert int(refused.headers["Retry-After"]) > 0
    assert count(alice.store, Receipt) == acknowledged
    assert alice.put(attempt, 1, None, acknowledged + 1).status_code == 200


@contextmanager
def full_disk(store: Database) -> Iterator[None]:
    """A real one, as SQLite sees it: the file may not grow by a single page."""

    def cap(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    event.listen(store.engine, "begin", cap)
    yield
    event.remove(store.engine, "begin", cap)
    pages = 2**31 - 2
    event.listen(store.engine, "begin", cap)


def test_ten_minutes_without_a_queue_delay_no_answer_and_no_certificate(alice: Candidate, tmp_path: Path) -> None:
    """TRUST F18: nothing asks the queue for leave; the worker looks by itself, every minute at the latest."""
    app = alice.browser.application
    unreachable = make_jobs("redis://127.0.0.1:9/0", tmp_path)
    app.extensions["trainer"] = dataclasses.replace(app.extensions["trainer"], jobs=unreachable)
    attempt = alice.start()
    right = alice.right_answers(attempt)
    for minutes, (position, answer) in zip(range(11), right.items(), strict=False):
        alice.at(minutes)
        assert alice.put(attempt, position, answer).status_code == 200
    assert alice.post(f"/attempts/{attempt}/submit").status_code == 303
    assert alice.get(f"/attempts/{attempt}/clock").get_json()["state"] == "submitted"
    tasks = make_tasks(app)
    needed = {"exams.sweep", "certificates.issue", "mail.deliver"}
    assert all(task.every_seconds <= 60 for task in tasks if task.name in needed)
    for task in tasks:
        with clock.stopped_at(alice.now):
            tasks.run(task.name)
    assert count(alice.store, Certificate) == 1


def test_what_a_client_adds_to_a_save_changes_nothing(alice: Candidate, carol: Candidate) -> None:
    attempt = alice.start()
    with alice.store.session() as session:
        before = frozen(session, attempt)
    more = {"state": "graded", "deadline": "2030-01-01T00:00:00Z", "person_id": carol.person_id, "outcome": "passed"}
    more |= {"score": 8, "saved_at": "2020-01-01T00:00:00Z", "grace_seconds": 600, "attempt_id": str(attempt)}
    body = {"answer": None, "flagged": False, "revision": 1, "position": 5} | more
    answer = alice.send("PUT", f"/attempts/{attempt}/answers/1", json=body)
    assert answer.get_json()["saved_at"] == "2026-11-20T12:00:00Z"
    with alice.store.session() as session:
        assert frozen(session, attempt) == before
        assert [row.position for row in session.scalars(select(Answer))] == [1]


def frozen(session: Session, attempt: UUID) -> dict[str, Any]:
    """Every column of an attempt."""
    row = session.get_one(Attempt, attempt)
    return {column.key: getattr(row, column.key) for column in Attempt.__mapper__.column_attrs}
