"""Nothing is decided that cannot be signed and logged at once, and what waited is dated by its signature."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.build import NOON
from tests.certificates import build
from tests.certificates.test_verify import verdict
from trainer import doctor
from trainer.audit.models import AuditEvent
from trainer.certificates.models import Certificate, CertificationDecision
from trainer.certificates.service import Workshop, issue, issue_pending
from trainer.certificates.service.readiness import demand_ready, obstacles
from trainer.core import clock
from trainer.core.db import Database
from trainer.core.errors import Unavailable
from trainer.keys import FileKeys
from trainer.transparency import checkpoint
from trainer.transparency.public_log import PublicLog

EARLIER = NOON - timedelta(days=4)


def decisions(database: Database) -> int:
    with database.session() as session:
        return session.scalar(select(func.count(CertificationDecision.id))) or 0


def test_four_days_without_keys_cost_nobody_their_day(
    client: FlaskClient, store: Database, apps_workshop: Workshop, noon: datetime, quick_pages: None, tmp_path: Path
) -> None:
    with store.write() as session:
        _, attempt_id = build.passed(session)
    keyless = replace(apps_workshop, log=replace(apps_workshop.log, keys=FileKeys(tmp_path / "none")))
    for day in range(4):
        assert issue_pending(store, keyless, now=EARLIER + timedelta(days=day)) == 0
        assert issue(store, keyless, attempt_id, now=EARLIER + timedelta(days=day)) is None
    assert decisions(store) == 0
    issue_pending(store, apps_workshop, now=NOON)
    with store.session() as session:
        made = session.scalars(select(Certificate)).one()
    assert made.issued_on == NOON.date()
    assert verdict(client, made.identifier)["verdict"] == "valid"


def test_nothing_is_decided_while_the_log_disagrees(
    database: Database, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        build.passed(session)
    with monkeypatch.context() as patched:
        patched.setattr(PublicLog, "differences", lambda _self: ["the checkpoint outside the database: larger"])
        assert issue_pending(database, workshop, now=NOON) == 0
        with pytest.raises(Unavailable):
            demand_ready(workshop)
    assert decisions(database) == 0
    demand_ready(workshop)


def test_an_issuer_that_no_paper_can_name_is_an_obstacle(workshop: Workshop) -> None:
    issuer = build.FACTS.__class__(**vars(build.FACTS) | {"issuer": "针 College"})
    (says,) = obstacles(replace(workshop, issuer=issuer))
    assert "In the name of the issuer" in says
    assert "U+9488" in says


def test_what_stopped_after_its_decision_is_dated_by_its_signature(
    client: FlaskClient, store: Database, apps_workshop: Workshop, noon: datetime, quick_pages: None
) -> None:
    with store.write() as session:
        _, made = build.certified(session, now=EARLIER)
        last = made.expires_on
    issue_pending(store, apps_workshop, now=NOON)
    found = verdict(client, made.identifier)
    assert (found["verdict"], {check["ok"] for check in found["checks"]}) == ("valid", {True})
    with store.session() as session:
        row = session.get_one(Certificate, made.id)
        dated = session.scalars(select(AuditEvent).where(AuditEvent.action == "certificates.certificate.dated")).one()
    assert (row.issued_on, row.issued_at, row.expires_on) == (NOON.date(), NOON, last)
    assert row.record["issued_at"] == clock.stamp(NOON)
    assert json.loads(apps_workshop.storage.get(row.credential_key or ""))["validFrom"] == clock.stamp(NOON)
    assert dated.detail == {"from": EARLIER.date().isoformat(), "to": NOON.date().isoformat()}


def test_while_the_log_takes_nothing_in_nothing_more_is_decided(
    client: FlaskClient,
    store: Database,
    apps_workshop: Workshop,
    issued: Certificate,
    monkeypatch: pytest.MonkeyPatch,
    app: Flask,
) -> None:
    """Its key is there and its tree agrees, and yet it cannot be signed: a token that does not answer, a full disk."""
    before, broken = decisions(store), NOON + timedelta(hours=1)
    with monkeypatch.context() as patched:
        patched.setattr(checkpoint, "sign", refuse)
        for name in ("Dora Dale", "Emma Elm"):
            with store.write() as session:
                build.passed(session, name)
            with pytest.raises(OSError, match="the token is gone"):
                issue_pending(store, apps_workshop, now=broken)
            assert decisions(store) == before + 1
    with store.session() as session:
        stuck = session.scalars(select(Certificate).order_by(Certificate.id.desc())).first()
    assert stuck is not None
    mended = broken + timedelta(days=4)
    with app.app_context(), clock.stopped_at(mended):
        assert f"{stuck.identifier} signed more than a day ago and not in the log yet" in doctor.issuing().says
    issue_pending(store, apps_workshop, now=mended)
    with store.session() as session:
        newest = session.scalars(select(Certificate).order_by(Certificate.id.desc())).first()
    assert newest is not None
    with clock.stopped_at(mended):
        assert verdict(client, stuck.identifier)["verdict"] == "back_dated"
        assert verdict(client, newest.identifier)["verdict"] == "valid"
        assert newest.issued_on == clock.day_of(mended, "UTC")


def refuse(*_: object, **__: object) -> str:
    raise OSError("the token is gone")
