"""The demonstration: its people, its history, and when it refuses. End to end on SQLite with a smaller history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from statistics import correlation, mean
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.demonstration import fill_here, history, prepared
from trainer.accounts import passwords
from trainer.accounts import queries as people
from trainer.audit import service as audit
from trainer.certificates import queries as certificates
from trainer.demo import cast
from trainer.demo.commands import demo_command
from trainer.demo.filling import Report
from trainer.exams import holds, record
from trainer.exams import queries as exams
from trainer.exams.gates import final_gates
from trainer.exams.marks import decision_of, marked
from trainer.exams.models import Appeal, Attempt
from trainer.library import comments, finding, pairs
from trainer.library.models import ItemFigure
from trainer.licensing import queries as licences
from trainer.mail.models import OutgoingMail
from trainer.practicals import queries as practicals
from trainer.storage import FolderStorage
from trainer.web.permissions import Role

CANDIDATES = 52


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One demonstration for all the tests that only look."""
    folder = tmp_path_factory.mktemp("demo")
    database = prepared(folder)
    report = fill_here(database, folder, sitters=1, candidates=CANDIDATES)
    yield SimpleNamespace(report=report, database=database, storage=FolderStorage(folder / "files"))
    database.engine.dispose()


@pytest.fixture
def look(filled: Any) -> Iterator[Session]:
    with filled.database.session() as session:
        yield session


@pytest.fixture
def report(filled: Any) -> Report:
    found: Report = filled.report
    return found


def test_everybody_of_the_contract_can_sign_in(look: Session, report: Report) -> None:
    assert len(cast.CAST) == 11
    for part in cast.CAST:
        found = people.person_by_email(look, part.email)
        assert found is not None
        assert [row.role for row in found.roles] == [part.role]
        assert report.people[part.email] == found.id
    assert passwords.matches("needle-demo-2026", found.password_hash)


def test_simulated_candidates_cannot_sign_in(look: Session) -> None:
    found = people.person_by_email(look, "history001@demo.example")
    assert found is not None
    assert not passwords.matches("needle-demo-2026", found.password_hash)


@pytest.mark.parametrize("email", ["clinician@demo.example", "sitter001@demo.example"])
def test_the_clinician_and_the_sitters_stand_before_open_gates(look: Session, report: Report, email: str) -> None:
    exam = exams.exam_by_slug(look, report.exam)
    found = people.person(look, report.people[email])
    gates = final_gates(look, exam, found.id, frozenset({Role.CLINICIAN}), now=NOON)
    assert [gate.says for gate in gates if not gate.is_open] == []
    assert exams.attempts_of(look, found.id, exam.id) == []
    assert practicals.sign_offs(look, found.id, exam.course_id)


def test_the_new_clinician_has_done_nothing(look: Session, report: Report) -> None:
    assert licences.licences_of(look, report.people["new@demo.example"]) == []


def test_certified_holds_an_active_term_and_an_older_superseded_one(look: Session, report: Report) -> None:
    active, older = certificates.certificates_of(look, report.people["certified@demo.example"])
    assert (active.state, older.state) == ("active", "superseded")
    assert active.record["name"] == "Łucja Żurek-Nuñez"
    assert active.issued_on - older.issued_on > timedelta(days=600)
    assert older.superseded_by_id == active.id


def test_lapsed_holds_an_active_certificate_on_a_licence_that_ran_out(look: Session, report: Report) -> None:
    own = report.people["lapsed@demo.example"]
    [term] = certificates.certificates_of(look, own)
    assert term.state == "active"
    assert term.expires_on > NOON.date()
    assert licences.eligible_licence(look, own, now=NOON) is None
    assert licences.licences_of(look, own)[0].state == "verified"


def test_the_assessor_is_licensed(look: Session, report: Report) -> None:
    assert licences.eligible_licence(look, report.people["assessor@demo.example"], now=NOON)


def test_every_certificate_has_its_page(filled: Any, report: Report) -> None:
    with filled.database.session() as session:
        assert certificates.unfinished(session) == []
        for term in report.certificates:
            found = certificates.by_identifier(session, term["identifier"])
            assert found is not None
            assert filled.storage.get(found.pdf_key).startswith(b"%PDF")


def test_the_audit_trail_is_whole_and_no_letter_waits(look: Session) -> None:
    assert audit.faults(look) == []
    assert look.scalar(select(func.count()).select_from(OutgoingMail).where(OutgoingMail.sent_at.is_(None))) == 0


def test_the_history_is_graded_by_the_exams_own_rules(look: Session, report: Report) -> None:
    graded = history(look)
    assert len(graded) == CANDIDATES == sum(report.outcomes.values())
    assert {attempt.state for attempt in graded} == {"graded"}
    assert all(decision_of(look, attempt) == attempt.decision for attempt in graded[:5])


def test_every_decision_is_sealed_and_follows_from_its_record(look: Session) -> None:
    sealed = holds.sealed(look)
    assert {attempt.id for attempt in history(look)} <= set(sealed)
    assert holds.unsealed(look) == []
    assert [record.fault(look, attempt_id) for attempt_id in sealed[-5:]] == [None] * 5


def test_no_hold_is_older_than_its_days(look: Session) -> None:
    held = [each for each in history(look) if (each.decision or {})["verdict"] == "held"]
    assert held
    assert holds.lapsing(look, now=NOON) == []
    assert any(each.released_by_id for each in held)


def test_most_pass_and_some_do_not(report: Report) -> None:
    assert 0.65 <= report.outcomes["passed"] / CANDIDATES <= 0.95
    assert report.outcomes["not_passed"] >= 3


def test_sittings_take_the_time_people_take(look: Session) -> None:
    minutes = [(each.closed_at - each.started_at).total_seconds() / 60 for each in history(look) if each.closed_at]
    assert 80 < mean(minutes) < 130
    assert max(minutes) <= 150
    assert all(each.closed_at < each.graded_at < NOON for each in history(look) if each.closed_at and each.graded_at)


def test_items_tell_the_able_from_the_rest(look: Session) -> None:
    """Point-biserial of each item with the rest of its paper: positive for nearly all."""
    pairs: dict[int, list[tuple[float, float]]] = {}
    for attempt in history(look):
        paper = [(each.entry["version_id"], float(each.outcome.credit)) for each in marked(look, attempt)]
        total = sum(credit for _, credit in paper)
        for version, credit in paper:
            pairs.setdefault(version, []).append((credit, total - credit))
    varied = [list(zip(*seen, strict=True)) for seen in pairs.values() if 3 <= sum(c for c, _ in seen) <= len(seen) - 3]
    found = [correlation(marks, rests) for marks, rests in varied]
    assert len(found) > 50
    assert mean(found) > 0.1
    assert sum(value > 0 for value in found) / len(found) > 0.75


def test_the_command_prints_what_a_program_needs(app: Flask, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.demo.commands.fill", lambda *_args, **_kwargs: report)
    answer = app.test_cli_runner().invoke(demo_command, ["--json", "--sitters", "1"])
    said = json.loads(answer.output)
    assert (answer.exit_code, said["course"], said["exam"]) == (0, "dry-needling", "dry-needling-final")
    assert {"sitter001@demo.example", "certified@demo.example"} <= said["people"].keys()
    assert {"id", "person", "outcome"} == said["attempts"][0].keys()
    assert [len(term["identifier"]) for term in said["certificates"]] == [27] * len(report.certificates)
    words = app.test_cli_runner().invoke(demo_command).output
    assert "Everybody's password is needle-demo-2026" in words


@pytest.mark.usefixtures("report")
def test_the_desks_of_the_bank_have_something_on_them(look: Session) -> None:
    (row,) = finding.page(look, finding.Filters(status="in_review"))
    assert (row.live_number, len(comments.on_item(look, row.id))) == (1, 1)
    assert len(finding.page(look, finding.Filters(status="draft"))) == 1
    assert (len(look.scalars(select(ItemFigure)).all()) > 100, pairs.counts(look)[pairs.SUGGESTED] > 0) == (True, True)


@pytest.mark.usefixtures("report")
def test_the_registrar_has_an_appeal_to_decide(look: Session) -> None:
    (open_one,) = look.scalars(select(Appeal))
    assert (open_one.outcome, look.get_one(Attempt, open_one.attempt_id).outcome) == (None, "not_passed")
