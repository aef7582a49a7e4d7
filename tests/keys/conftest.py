"""A set of keys of one's own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from trainer.keys import FileKeys, Issuer, create

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ISSUER = Issuer("Needle College", "https://college.example")


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
