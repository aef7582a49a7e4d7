"""The application tells a list instead of a queue, so that a test can see who was told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from trainer.jobs import MemoryJobs


@pytest.fixture
def app(app: Flask) -> Flask:
    app.extensions["trainer"] = replace(app.extensions["trainer"], jobs=MemoryJobs())
    return app
