"""`trainer doctor` on the certificates as a whole: what is behind, and what no longer follows from what was signed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update

from tests.build import NOON
from tests.certificates import build, lives
from trainer import doctor
from trainer.certificates import health
from trainer.certificates.models import Certificate, StatusList
from trainer.certificates.service import Workshop, enter_issued, move
from trainer.core import clock
from trainer.core.db import Database


def faults(store: Database, workshop: Workshop) -> list[str]:
    counted: list[int] = []
    found = list(health.wrong(store, workshop, now=NOON, tell=counted.append))
    assert sum(counted) == health.how_many(store)
    return found


def test_what_was_issued_follows_again_whatever_was_decided_of_it(
    app: Flask, store: Database, apps_workshop: Workshop, issued: Certificate
) -> None:
    with app.app_context():
        assert doctor.issuing().ok, doctor.issuing().says
        assert doctor.derived_certificates().says == "all 3 agree"
    with store.write() as session:
        move(session, issued.id, "review", lives.because("evidence", lives.registrar(session)), now=NOON)
    assert faults(store, apps_workshop) == []


def test_what_was_changed_or_lost_is_named(
    app: Flask, store: Database, apps_workshop: Workshop, issued: Certificate
) -> None:
    with store.write() as session:
        lives.unguarded(session)
        other = session.query(Certificate).filter(Certificate.series_id != issued.series_id).one()
        other.record = other.record | {"name": "Mallory"}
        session.execute(update(Certificate).where(Certificate.id == issued.id).values(pdf_key="0" * 64))
    found = sorted(faults(store, apps_workshop))
    assert len(found) == 2
    assert any(f"{issued.identifier}: PDF: The stored file is missing" in each for each in found)
    assert any(f"{other.identifier}: Credential: " in each for each in found)
    with app.app_context():
        assert not doctor.derived_certificates().ok


@pytest.mark.parametrize("statement", [delete(StatusList), update(StatusList).values(storage_key="0" * 64)])
def test_lists_that_are_gone_are_named_once_they_are_due(
    app: Flask, store: Database, issued: Certificate, statement: Any
) -> None:
    with store.write() as session:
        session.execute(statement)
    with app.app_context(), clock.stopped_at(NOON + timedelta(hours=1, minutes=1)):
        says = "status list 0 is missing or was changed; status list 1 is missing or was changed"
        assert doctor.issuing().says == says


def test_a_log_and_lists_that_are_behind_are_named(app: Flask, store: Database, issued: Certificate) -> None:
    with store.write() as session:
        _, made = build.certified(session, "Dora Dale", now=NOON - timedelta(hours=2))
        enter_issued(session, made, b"the credential")
    with app.app_context(), clock.stopped_at(NOON + timedelta(hours=25)):
        found = doctor.issuing()
    assert not found.ok
    assert "1 waiting for the log since 2026-11-20" in found.says
    assert "status list 0 is past its time" in found.says
