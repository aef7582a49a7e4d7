"""A set of keys of one's own, and a token to keep them in."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pkcs11
import pytest

from trainer.keys import FileKeys, Issuer, create
from trainer.keys.pkcs11 import forget_sessions

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ISSUER = Issuer("Needle College", "https://college.example")
SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the offline root is kept."""
    return tmp_path / "root"


@pytest.fixture
def own(tmp_path: Path, root: Path) -> FileKeys:
    """The five keys, just made."""
    made = FileKeys(tmp_path / "keys")
    create(made, root, ISSUER, now=NOW)
    return made


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty token of SoftHSM."""
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nlog.level = ERROR\n")
    (tmp_path / "pin").write_text("1234\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    make = ["softhsm2-util", "--init-token", "--free", "--label", "trainer", "--pin", "1234", "--so-pin", "5678"]
    subprocess.run(make, check=True, capture_output=True)
    yield f"pkcs11:token=trainer?module-path={SOFTHSM}&pin-source=file:{tmp_path / 'pin'}"
    forget_sessions()
    pkcs11.unload(SOFTHSM)
