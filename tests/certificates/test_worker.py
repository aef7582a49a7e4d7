"""What a process left that was killed between a pass and its certificate, the worker takes up within minutes."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.build import NOON
from tests.certificates import build
from trainer.certificates.lots import BITS
from trainer.certificates.models import Certificate
from trainer.certificates.service import Workshop, decide_certificate, issue_pending, issuing
from trainer.certificates.tasks import STATUS
from trainer.core import clock
from trainer.core.db import Database
from trainer.tasks import make_tasks
from trainer.transparency.public_log import SEQUENCE

ISSUE = "certificates.issue"
FIVE_MINUTES = 300


@pytest.mark.parametrize("name", [ISSUE, SEQUENCE, STATUS])
def test_the_worker_looks_at_least_every_five_minutes(app: Flask, name: str) -> None:
    (task,) = (task for task in make_tasks(app) if task.name == name)
    assert task.every_seconds is not None
    assert 0 < task.every_seconds <= FIVE_MINUTES


@pytest.mark.usefixtures("noon")
def test_nobody_has_to_tell_it_of_what_was_left(app: Flask, store: Database, quick_pages: None) -> None:
    with store.write() as session:
        _, decided = build.passed(session, "Alice Ash")
        build.passed(session, "Bob Birch")
        decide_certificate(session, decided, build.FACTS, chance=secrets.randbits(BITS), now=clock.now())
    assert make_tasks(app).run(ISSUE)
    with store.session() as session:
        keys = session.execute(select(Certificate.credential_key, Certificate.pdf_key)).all()
    assert len(keys) == 2
    assert all(all(row) for row in keys)


@pytest.mark.parametrize("step", ["decide_certificate", "signed_page"])
def test_what_is_damaged_holds_up_nobody_else(
    database: Database, workshop: Workshop, quick_pages: None, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with database.write() as session:
        build.passed(session, "Alice Ash")
        build.passed(session, "Bob Birch")
    real, damaged = getattr(issuing, step), []

    def work(*args: Any, **more: Any) -> Any:
        subject = args[1] if step == "decide_certificate" else args[0].id
        damaged[:] = damaged or [subject]
        if subject == damaged[0]:
            raise ValueError("something is wrong with this one")
        return real(*args, **more)

    monkeypatch.setattr(issuing, step, work)
    for minute in range(3):
        issue_pending(database, workshop, now=NOON + timedelta(minutes=minute))
    with database.session() as session:
        finished = list(session.scalars(select(Certificate).where(Certificate.pdf_key.is_not(None))))
    assert len(finished) == 1
