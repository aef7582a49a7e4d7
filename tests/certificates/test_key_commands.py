"""The operator's commands about keys, each change in the audit trail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from trainer.app import create_app
from trainer.audit.models import AuditEvent
from trainer.certificates.key_commands import keys_group
from trainer.config import Settings, from_environment
from trainer.core.db import Database
from trainer.doctor import keys as look_at_keys
from trainer.tasks import sign_lists


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder of keys for one test, which changes them."""
    return tmp_path / "keys"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """An installation in production, which makes no keys by itself."""
    return settings.model_copy(update={"env": "production", "base_url": "https://college.example"})


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(keys_group, [str(one) for one in arguments])


@pytest.fixture
def made(app: Flask, tmp_path: Path) -> Result:
    return run(app, "create", "--root", str(tmp_path / "root"))


def listed(app: Flask) -> dict[str, dict[str, str | None]]:
    return {one["name"]: one for one in json.loads(run(app, "list", "--json").output)}


def audited(store: Database) -> list[tuple[str, str]]:
    with store.session() as session:
        found = select(AuditEvent).where(AuditEvent.action.startswith("keys.")).order_by(AuditEvent.id)
        return [(event.action, event.subject) for event in session.scalars(found)]
