"""The operator's commands: what is due, and the moves, with exit codes a program can rely on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from tests.build import NOON, person
from tests.certificates import build, lives
from trainer.accounts.models import Person
from trainer.audit.models import AuditEvent
from trainer.certificates import queries
from trainer.certificates.commands import certificates_group
from trainer.certificates.models import Certificate
from trainer.certificates.service import Workshop, issue_pending
from trainer.certificates.service.bulk import finish_many
from trainer.core import clock
from trainer.core.db import Database

pytestmark = pytest.mark.usefixtures("noon")
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, store: Database) -> Run:
    def invoke(*arguments: str) -> Result:
        return app.test_cli_runner().invoke(certificates_group, list(arguments))

    return invoke


@pytest.fixture
def made(store: Database) -> Certificate:
    with store.write() as session:
        return build.certified(session)[1]


@pytest.fixture
def staff(store: Database) -> tuple[Person, Person]:
    with store.write() as session:
        return lives.administrator(session), lives.registrar(session)


def why(by: Person, reason: str) -> list[str]:
    return ["--by", by.email, "--reason", reason, "--detail", "Case 12"]


def state_of(store: Database, made: Certificate) -> str:
    with store.session() as session:
        return session.get_one(Certificate, made.id).state


def told(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_everything_due_is_issued_and_a_second_run_finds_nothing(run: Run, store: Database, quick_pages: None) -> None:
    with store.write() as session:
        for name in ("Alice Ash", "Bob Birch", "Carol Noise"):
            build.passed(session, name)
    first = run("issue", "--json")
    assert (first.exit_code, told(first)) == (0, {"decided": 3, "printed": 3, "left": 0})
    assert told(run("issue", "--json")) == {"decided": 0, "printed": 0, "left": 0}
    assert "0 decided" in run("issue").output


def test_each_is_decided_at_its_own_moment_however_long_a_run_takes(
    run: Run, store: Database, quick_pages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write() as session:
        for name in ("Alice Ash", "Bob Birch", "Carol Noise"):
            build.passed(session, name)
    moments = (NOON + timedelta(seconds=number) for number in count())
    monkeypatch.setattr(clock, "now", lambda: next(moments))
    assert run("issue", "--json").exit_code == 0
    with store.session() as session:
        assert len(set(session.scalars(select(Certificate.issued_at)))) == 3


def test_a_page_that_cannot_be_made_is_exit_1(run: Run, store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> bytes:
        raise OSError("no room")

    monkeypatch.setattr("trainer.certificates.service.issuing.signed_page", fail)
    with store.write() as session:
        build.passed(session)
    result = run("issue", "--json")
    assert (result.exit_code, told(result)["left"]) == (1, 1)


def test_what_the_worker_finishes_meanwhile_is_not_left(
    run: Run, store: Database, quick_pages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def behind_the_worker(database: Database, workshop: Workshop, *arguments: Any, **more: Any) -> int:
        issue_pending(database, workshop, now=NOON)
        return finish_many(database, workshop, *arguments, **more)

    monkeypatch.setattr("trainer.certificates.commands.finish_many", behind_the_worker)
    with store.write() as session:
        for name in ("Alice Ash", "Bob Birch"):
            build.passed(session, name)
    done = run("issue", "--json")
    assert (done.exit_code, told(done)) == (0, {"decided": 2, "printed": 0, "left": 0})


def test_suspending_reinstating_and_renewing(
    run: Run, store: Database, made: Certificate, staff: tuple[Person, Person]
) -> None:
    result = run("suspend", made.identifier.lower(), *why(staff[1], "complaint"), "--json")
    assert (result.exit_code, told(result)["state"]) == (0, "suspended")
    again = run("suspend", made.identifier, *why(staff[1], "complaint"))
    assert again.exit_code == 1
    assert "is suspended" in again.output
    assert run("reinstate", made.identifier, *why(staff[0], "settled")).exit_code == 0
    renewed = run("renew", made.identifier, *why(staff[0], "corrected"), "--json")
    assert told(renewed)["identifier"] != made.identifier
    assert told(renewed)["expires_on"] == str(made.expires_on)
    assert state_of(store, made) == "superseded"


def test_a_fresh_pass_is_renewed_with_its_own_time(
    run: Run, store: Database, made: Certificate, staff: tuple[Person, Person]
) -> None:
    with store.write() as session:
        holder = session.get_one(Person, session.get_one(Certificate, made.id).series.person_id)
        fresh = build.attempt(session, holder)
    renewed = told(run("renew", made.identifier, *why(staff[0], "corrected"), "--json"))
    assert renewed["expires_on"] > str(made.expires_on)
    with store.session() as session:
        found = queries.of_attempt(session, fresh)
        assert found is not None
        assert found.identifier == renewed["identifier"]
        asked = session.scalars(select(AuditEvent).where(AuditEvent.action == "certificates.certificate.asked")).one()
    assert (asked.subject, asked.actor_id) == (f"certificate:{found.id}", staff[0].id)
    assert asked.detail == {"reason": "corrected", "detail": "Case 12", "after": made.identifier}


def test_a_fresh_pass_is_renewed_by_whoever_may_and_not_by_the_holder(
    run: Run, store: Database, made: Certificate, staff: tuple[Person, Person]
) -> None:
    with store.write() as session:
        holder = session.get_one(Person, session.get_one(Certificate, made.id).series.person_id)
        fresh = build.attempt(session, holder)
        nobody = person(session, "Ned Nobody")
    for who, says in ((nobody, "takes the right"), (holder, "")):
        result = run("renew", made.identifier, *why(who, "corrected"))
        assert result.exit_code == 1
        assert says in result.output
    assert run("renew", made.identifier, *why(staff[0], "corrected")[:-1], " ").exit_code == 1
    with store.session() as session:
        assert queries.of_attempt(session, fresh) is None


def test_revoking_takes_two(run: Run, store: Database, made: Certificate, staff: tuple[Person, Person]) -> None:
    ada, rosa = staff
    alone = run("revoke", made.identifier, *why(ada, "misconduct"), "--second", ada.email)
    assert alone.exit_code == 1
    assert "somebody else" in alone.output
    with store.session() as session:
        assert queries.open_motion(session, made.id) is None
    proposed = run("revoke", made.identifier, *why(ada, "misconduct"))
    assert (proposed.exit_code, "/staff/certificates/motions" in proposed.output) == (0, True)
    with store.session() as session:
        assert queries.open_motion(session, made.id) is not None
    assert state_of(store, made) == "active"
    both = run("revoke", made.identifier, *why(ada, "misconduct"), "--second", rosa.email)
    assert (both.exit_code, state_of(store, made)) == (0, "revoked")


@pytest.mark.parametrize(
    ("identifier", "email", "reason"),
    [
        ("nonsense", "", "complaint"),
        ("0" * 27, "", "complaint"),
        ("", "nobody@example.org", "complaint"),
        ("", "", "x"),
    ],
)
def test_wrong_use_is_exit_2(
    run: Run, made: Certificate, staff: tuple[Person, Person], identifier: str, email: str, reason: str
) -> None:
    by = email or staff[0].email
    result = run("suspend", identifier or made.identifier, "--by", by, "--reason", reason, "--detail", "x")
    assert result.exit_code == 2
