"""A short storm on each database: everything acknowledged is kept, nothing is stored late, and lies are caught."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.weather import Size, spoil_commits, weather

pytestmark = [pytest.mark.storm, pytest.mark.enable_socket]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_storm_breaks_no_promise(kind: str, tmp_path: Path) -> None:
    report = weather(tmp_path, kind, Size(sitters=8, saves=600, faults=6, pause=0.01))
    print("\n".join(report.lines()))
    assert report.broken == []
    assert "500" not in report.failures, "a fault is answered with 503 and when to try again"
    assert report.acks >= 600


def test_commits_that_are_not_durable_are_caught(tmp_path: Path) -> None:
    report = weather(tmp_path, "postgresql", Size(sitters=6, saves=600, faults=2), spoil=spoil_commits)
    assert report.broken != []
