"""The operator's commands about keys, each change in the audit trail."""

from __future__ import annotations

import json
import subprocess
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


def test_production_makes_no_keys_by_itself(app: Flask) -> None:
    assert run(app, "list").exit_code == 1
    assert "trainer keys create --root DIR" in run(app, "list").output
    with app.app_context():
        assert not look_at_keys().ok


def test_one_command_makes_every_key(app: Flask, store: Database, made: Result) -> None:
    assert made.exit_code == 0, made.output
    assert list(listed(app)) == ["ca", "pdf-1", "credential-1", "log-1"]
    with app.app_context():
        assert look_at_keys().ok
    assert audited(store) == [("keys.ring.created", "key:ca, pdf-1, credential-1, log-1")]


@pytest.mark.usefixtures("made")
def test_what_is_refused_leaves_no_trace(app: Flask, store: Database, tmp_path: Path) -> None:
    before = listed(app)
    for refused in (
        ("create", "--root", str(tmp_path / "root")),
        ("retire", "log-1"),
        ("retire", "log-9"),
        ("compromise", "ca", "--since", "2026-01-01T00:00:00Z", "--reason", "unknown certificates"),
        ("compromise", "log-1", "--since", "2026-01-01T00:00:00Z", "--reason", "a stolen disk"),
    ):
        assert run(app, *refused).exit_code == 1
    assert (listed(app), len(audited(store))) == (before, 1)


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    "wrong",
    [
        ("rotate", "ca"),
        ("rotate", "pdf", "--root", "."),
        ("rotate", "root"),
        ("compromise", "log-1", "--since", "yesterday", "--reason", "x"),
        ("compromise", "log-1", "--since", "2026-01-01T00:00:00", "--reason", "x"),
    ],
)
def test_wrong_use_is_told_apart(app: Flask, wrong: tuple[str, ...]) -> None:
    assert run(app, *wrong).exit_code == 2


@pytest.mark.usefixtures("made")
def test_a_key_is_rotated_and_the_old_one_compromised(app: Flask, store: Database) -> None:
    assert "pdf-2 signs from now on" in run(app, "rotate", "pdf").output
    done = run(app, "compromise", "pdf-1", "--since", "2026-01-01T02:00:00+02:00", "--reason", "a stolen disk")
    assert done.exit_code == 0, done.output
    found = listed(app)["pdf-1"]
    assert (found["compromised_at"], found["reason"]) == ("2026-01-01T00:00:00Z", "a stolen disk")
    assert "compromised_at 2026-01-01T00:00:00Z, reason a stolen disk" in run(app, "list").output
    assert audited(store)[1:] == [("keys.key.rotated", "key:pdf-2"), ("keys.key.compromised", "key:pdf-1")]


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("use", ["pdf", "credential", "log"])
def test_the_last_key_of_a_use_is_compromised_knowingly(app: Flask, use: str) -> None:
    told = ("compromise", f"{use}-1", "--since", "2026-01-01T00:00:00Z", "--reason", "a stolen disk")
    assert f"First run `trainer keys rotate {use}`" in run(app, *told).output
    assert listed(app)[f"{use}-1"]["compromised_at"] is None
    assert f"Nothing signs in its place: run `trainer keys rotate {use}`" in run(app, *told, "--last").output
    assert listed(app)[f"{use}-1"]["compromised_at"] == "2026-01-01T00:00:00Z"
    assert run(app, *told).exit_code == 0, "an earlier moment may be told of it at any time"
    run(app, "rotate", use)
    assert "Next: reissue" in run(app, *told).output


@pytest.mark.usefixtures("made")
def test_the_root_makes_another_authority(app: Flask, tmp_path: Path) -> None:
    assert "ca-2 signs from now on" in run(app, "rotate", "ca", "--root", str(tmp_path / "root")).output
    assert "2 lists signed" in run(app, "crl").output
    with app.app_context():
        assert sign_lists() == 2


def test_a_key_in_a_token_is_asked_for_by_its_address(tmp_path: Path) -> None:
    url = "pkcs11:token=t?module-path=/m&pin-source=file:/not/there"
    with pytest.raises(ValueError, match="the PIN cannot be read"):
        create_app(from_environment({"TRAINER_DATA_DIR": str(tmp_path), "TRAINER_KEYS_URL": url}))


@pytest.mark.usefixtures("made")
def test_a_new_root_is_published_beside_the_old_one(app: Flask, store: Database, tmp_path: Path) -> None:
    client = app.test_client()
    before = client.get("/pki/root.pem").data
    assert "ca-2 signs from now on" in run(app, "rotate", "root", "--root", str(tmp_path / "second")).output
    both = client.get("/pki/root.pem").data
    assert both.endswith(before)
    assert both.count(b"BEGIN CERTIFICATE") == 2
    (tmp_path / "both.pem").write_bytes(both)
    (tmp_path / "ca.pem").write_bytes(client.get("/pki/ca.pem").data)
    for name in ("pdf-1", "pdf-2"):
        (tmp_path / "signer.pem").write_bytes((tmp_path / "keys" / f"{name}.pem").read_bytes())
        judged = subprocess.run(
            ["openssl", "verify", "-CAfile", "both.pem", "-untrusted", "ca.pem", "signer.pem"],
            cwd=tmp_path, check=True, capture_output=True, text=True,
        )  # fmt: skip
        assert judged.stdout == "signer.pem: OK\n"
    assert [client.get(f"/pki/{name}.crl").status_code for name in ("root", "root-2", "ca", "ca-2")] == [200] * 4
    assert "name an empty folder" in run(app, "rotate", "root", "--root", str(tmp_path / "root")).output
    assert audited(store)[1:] == [("keys.key.rotated", "key:ca-2")]
