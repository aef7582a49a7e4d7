from __future__ import annotations

from pathlib import Path

import pytest

from tests.transparency.build import Log
from trainer.core.db import Database


@pytest.fixture
def log(database: Database, tmp_path: Path) -> Log:
    return Log(database, tmp_path / "outside")
