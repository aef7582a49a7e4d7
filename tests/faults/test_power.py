"""Power loss never takes an acknowledged answer; and this test can see when it would."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from tests.exams import build as exams
from tests.faults import power
from trainer.core import clock
from trainer.core.db import Base, Database

pytestmark = pytest.mark.pure
SAVES = 80
CRASHES = 2_000
"""As many as TRUST F2 asks."""


@pytest.fixture
def sitting(tmp_path: Path) -> tuple[Path, UUID, int]:
    """A closed database file in which an attempt is under way."""
    path = tmp_path / "site" / "site.sqlite3"
    path.parent.mkdir()
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    with database.write() as session:
        own = exams.world(session)
        alice = exams.ready(session, own)
        attempt = exams.started(session, own.final, alice, now=clock.now())
        ids = attempt.id, alice.id
    database.engine.dispose()
    return path, *ids


def survived(sitting: tuple[Path, UUID, int], tmp_path: Path, synchronous: str) -> int:
    path, attempt, person = sitting
    start = {path.name: path.read_bytes()}
    acks = path.parent / "acks"
    command = power.writer(f"sqlite:///{path}", attempt, person, saves=SAVES, acks=acks, synchronous=synchronous)
    ops = power.traced(command, path.parent)
    assert sum(isinstance(op, power.Ack) for op in ops) == SAVES
    return power.crash_everywhere(ops, start, attempt, tmp_path / "after", crashes=CRASHES, seed=7)


def test_as_shipped_no_crash_loses_an_acknowledged_answer(sitting: tuple[Path, UUID, int], tmp_path: Path) -> None:
    assert survived(sitting, tmp_path, "FULL") == CRASHES


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_weaker_settings_are_seen_to_lose(sitting: tuple[Path, UUID, int], tmp_path: Path, synchronous: str) -> None:
    with pytest.raises(power.Lost):
        survived(sitting, tmp_path, synchronous)


def test_a_damaged_file_is_seen(sitting: tuple[Path, UUID, int], tmp_path: Path) -> None:
    path, attempt, _person = sitting
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 3] = bytes(4096 * 2)
    with pytest.raises(power.Lost):
        power.examine({path.name: bytes(data)}, {}, attempt, tmp_path / "after", "as it stands")
