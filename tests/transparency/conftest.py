from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.transparency.build import Log
from trainer.core.db import Database
from trainer.transparency.public_log import PublicLog


@pytest.fixture
def log(database: Database, tmp_path: Path) -> Log:
    return Log(database, tmp_path / "outside")


@pytest.fixture
def site(app: Flask) -> Log:
    """The log of the application under test, grown by whoever asks for it."""
    own: PublicLog = app.extensions["public-log"]
    return Log(own.database, own.outside, own.keys, own.origin)
