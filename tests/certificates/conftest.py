"""Certificates behind pages: a stopped clock, and a certificate with its page in storage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.build import NOON
from tests.certificates import build
from tests.certificates.workshop import workshop_of
from trainer.certificates import tasks
from trainer.certificates.models import Certificate
from trainer.certificates.service import Workshop, issue_pending
from trainer.core import clock
from trainer.core.db import Database


@pytest.fixture
def noon() -> Iterator[datetime]:
    """It is noon on 20 November 2026."""
    with clock.stopped_at(NOON):
        yield NOON


@pytest.fixture
def workshop(database: Database, keys: Path, tmp_path: Path) -> Workshop:
    """What issues the certificates of the test's database."""
    return workshop_of(database, keys, tmp_path)


def quick_page(certificate: Certificate, proof: str, _workshop: Workshop, **_: Any) -> bytes:
    """A stand-in for the page where a test is about something else; test_paper and test_issue make real ones."""
    return b"%PDF-1.7 " + certificate.identifier.encode() + proof.encode()


@pytest.fixture
def quick_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are made at once."""
    monkeypatch.setattr("trainer.certificates.service.issuing.signed_page", quick_page)


@pytest.fixture
def apps_workshop(app: Flask) -> Workshop:
    """What the application issues with."""
    with app.app_context():
        return tasks.workshop()


@pytest.fixture
def issued(store: Database, apps_workshop: Workshop, noon: datetime, quick_pages: None) -> Certificate:
    """Łukasz's certificate: limbs and thorax observed, an earlier term superseded, a stranger's beside it."""
    earlier = datetime(2024, 11, 18, 9, tzinfo=UTC)
    with store.write() as session:
        holder, _ = build.certified(session, "Łukasz Żółć", now=earlier)
    issue_pending(store, apps_workshop, now=earlier)
    with store.write() as session:
        build.practical(session, holder, "limbs", "thorax", on=date(2026, 11, 14))
        build.certified(session, "Carol Noise", "neck")
        build.attempt(session, holder)
    issue_pending(store, apps_workshop, now=NOON)
    with store.session() as session:
        found = session.query(Certificate).order_by(Certificate.id.desc()).first()
    assert found is not None
    return found
