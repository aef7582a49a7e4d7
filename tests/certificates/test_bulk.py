"""Issuing many: several warmed processes print at once, and whoever stops them goes on where they were."""

from __future__ import annotations

import os
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.build import NOON
from tests.certificates import build
from trainer.certificates import queries
from trainer.certificates.models import Certificate
from trainer.certificates.service import Workshop
from trainer.certificates.service.bulk import finish_many
from trainer.core.db import Database
from trainer.transparency.models import LogWaiting

MANY = 6


def page_by_whom(certificate: Certificate, *_: Any, **__: Any) -> bytes:
    """A page that says which process made it."""
    return f"%PDF-1.7 {certificate.identifier} {os.getpid()}".encode()


def unfinished(database: Database) -> list[int]:
    with database.session() as session:
        return queries.unfinished(session)


def test_other_processes_print_and_a_stop_loses_nothing(
    database: Database, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.certificates.service.issuing.signed_page", page_by_whom)
    with database.write() as session:
        for number in range(MANY):
            build.certified(session, f"Alice {'ABCDEF'[number]}sh")

    def stop(count: int) -> None:
        if count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finish_many(database, workshop, unfinished(database), now=NOON, tell=stop, workers=2)
    left, told = unfinished(database), []
    assert len(left) < MANY
    assert finish_many(database, workshop, left, now=NOON, tell=told.append, workers=2) == len(left) == sum(told)
    assert unfinished(database) == []
    with database.session() as session:
        made = session.scalars(select(Certificate)).all()
        assert session.scalar(select(func.count(LogWaiting.entry_id))) == 0
    pages = [workshop.storage.get(one.pdf_key or "").decode().split() for one in made]
    assert [identifier for _, identifier, _ in pages] == [one.identifier for one in made]
    assert {process for _, _, process in pages} - {str(os.getpid())}
    report = workshop.log.audit()
    assert (report.faults, report.entries) == ([], 2 * MANY)
