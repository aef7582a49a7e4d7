"""Issuing: exactly one, whoever runs, and whole again after a crash (I7, F10)."""

from __future__ import annotations

import threading
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from tests.build import NOON
from tests.certificates import build
from trainer.certificates import tasks
from trainer.certificates.models import Certificate, CertificationDecision
from trainer.certificates.service import Workshop, issue, issue_pending
from trainer.certificates.service.page import signed_page
from trainer.core.db import Database
from trainer.documents import ForbiddenResource
from trainer.jobs import MemoryJobs
from trainer.licensing.models import Licence
from trainer.mail import OutgoingMail

MODULE = "trainer.certificates.service.issuing"


def counts(database: Database) -> tuple[int, int, int]:
    """How many decisions, certificates and letters there are."""
    with database.session() as session:
        tables = (CertificationDecision.id, Certificate.id, OutgoingMail.id)
        decisions, certificates, letters = (session.scalar(select(func.count(table))) or 0 for table in tables)
        return decisions, certificates, letters


def test_a_pass_is_decided_and_its_page_stored(database: Database, workshop: Workshop) -> None:
    with database.write() as session:
        build.passed(session)
    assert issue_pending(database, workshop, now=NOON) > 0
    with database.session() as session:
        made = session.scalars(select(Certificate)).one()
    assert made.pdf_key is not None
    assert workshop.storage.get(made.pdf_key).startswith(b"%PDF-1.7")
    assert issue_pending(database, workshop, now=NOON) == 0
    assert counts(database) == (1, 1, 1)


def test_eight_workers_on_one_pass_issue_one_certificate(
    database_url: str, workshop: Workshop, quick_pages: None
) -> None:
    databases = [Database(database_url) for _ in range(8)]
    with databases[0].write() as session:
        _, attempt_id = build.passed(session)
        build.passed(session, "Bob Noise", state="stated")
    ready, failures = threading.Barrier(8), []

    def work(database: Database) -> None:
        ready.wait()
        try:
            issue_pending(database, replace(workshop, log=replace(workshop.log, database=database)), now=NOON)
            issue(database, replace(workshop, log=replace(workshop.log, database=database)), attempt_id, now=NOON)
        except BaseException as error:  # noqa: BLE001 - told by the test, in its own thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert counts(databases[0]) == (1, 1, 1)
    for database in databases:
        database.engine.dispose()


def test_a_crash_between_decision_and_page_is_repaired_by_the_next_run(
    database: Database, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        build.passed(session)
    with monkeypatch.context() as patched:
        patched.setattr(f"{MODULE}.signed_page", crash)
        with pytest.raises(KeyboardInterrupt):
            issue_pending(database, workshop, now=NOON)
    assert counts(database) == (1, 1, 1)
    assert issue_pending(database, workshop, now=NOON) > 0
    with database.session() as session:
        assert session.scalars(select(Certificate.pdf_key)).one() is not None


def crash(*_: object, **__: object) -> bytes:
    raise KeyboardInterrupt


def test_a_crash_within_the_decision_leaves_nothing_and_is_repaired(
    database: Database, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        build.passed(session)
    with monkeypatch.context() as patched:
        patched.setattr("trainer.certificates.service.begin.post", crash)
        with pytest.raises(KeyboardInterrupt):
            issue_pending(database, workshop, now=NOON)
    assert counts(database) == (0, 0, 0)
    issue_pending(database, workshop, now=NOON)
    assert counts(database) == (1, 1, 1)


def test_a_page_that_cannot_be_made_does_not_hold_up_the_others(
    database: Database, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        _, poisoned = build.certified(session, "Alice Ash")
        _, sound = build.certified(session, "Bob Birch")

    def sometimes(certificate: Certificate, *others: Any, **more: Any) -> bytes:
        if certificate.record["name"] == "Alice Ash":
            raise ForbiddenResource("not ours")
        return signed_page(certificate, *others, **more)

    monkeypatch.setattr(f"{MODULE}.signed_page", sometimes)
    assert issue_pending(database, workshop, now=NOON) > 0
    with database.session() as session:
        assert session.get_one(Certificate, poisoned.id).pdf_key is None
        assert session.get_one(Certificate, sound.id).pdf_key is not None


def test_what_waited_for_a_licence_is_found_once_it_is_verified(database: Database, workshop: Workshop) -> None:
    with database.write() as session:
        build.passed(session, state="stated")
    assert issue_pending(database, workshop, now=NOON) == 0
    with database.write() as session:
        session.scalars(select(Licence)).one().state = "verified"
    assert issue_pending(database, workshop, now=NOON) > 0


def test_the_page_never_follows_live_data(database: Database, workshop: Workshop) -> None:
    with database.write() as session:
        build.certified(session, "Alice Ash")
        session.scalars(select(Licence)).one().name_on_register = "Mallory"
        build.course(session).title = "Another course"
    issue_pending(database, workshop, now=NOON)
    with database.session() as session:
        made = session.scalars(select(Certificate)).one()
    page = PdfReader(BytesIO(workshop.storage.get(str(made.pdf_key)))).pages[0].extract_text()
    assert "Alice Ash" in page
    assert "Mallory" not in page
    assert (made.record["name"], made.record["certificate"]) == ("Alice Ash", "Dry needling: foundations and safety")


def test_a_pass_tells_the_worker_once_it_is_committed(database: Database) -> None:
    jobs = MemoryJobs()
    with database.write() as session:
        tasks.hearer(jobs)(session, object())
        assert jobs.told == []
    assert jobs.told == ["certificates.issue"]
