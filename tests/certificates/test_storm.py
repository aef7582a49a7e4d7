"""Many passes, eight processes that issue at once and are killed on the way: exactly one certificate each (F10)."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.build import NOON
from tests.certificates import build
from tests.certificates.conftest import quick_page
from tests.faults.postgres import Postgres
from trainer.certificates.models import Certificate, CertificateEvent, CertificationDecision
from trainer.certificates.service import issue_pending, issuing
from trainer.core.db import Base, Database
from trainer.mail import OutgoingMail
from trainer.storage import FolderStorage

pytestmark = [pytest.mark.storm, pytest.mark.enable_socket]
PASSES = int(os.environ.get("TRAINER_STORM_PASSES", "40"))
PROCESSES = 8
KILLS = 50
IDLE_ROUNDS = 3
fork = multiprocessing.get_context("fork")


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database of this kind."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'storm.sqlite3'}"
        return
    with TemporaryDirectory(prefix="storm-") as open_to_its_server:
        server = Postgres(Path(open_to_its_server))
        try:
            yield server.url
        finally:
            server.stop()


def work(url: str, folder: Path) -> None:
    """Issue until several rounds in a row found nothing to do; made to be killed."""
    database, idle = Database(url), 0
    while idle < IDLE_ROUNDS:
        idle = 0 if issue_pending(database, FolderStorage(folder), build.FACTS, now=NOON) else idle + 1


def begin(url: str, folder: Path) -> BaseProcess:
    """One more process that issues."""
    made = fork.Process(target=work, args=(url, folder))
    made.start()
    return made


def counted(database: Database, what: Any) -> int:
    with database.session() as session:
        return session.scalar(select(func.count(what))) or 0


def storm(url: str, folder: Path, database: Database, chance: random.Random) -> int:
    """Let processes issue and be killed, each replaced; returns how many were killed."""
    running, kills = [begin(url, folder) for _ in range(PROCESSES)], 0
    while any(process.is_alive() for process in running):
        time.sleep(chance.uniform(0.01, 0.1))
        victim = chance.randrange(PROCESSES)
        if kills < KILLS and counted(database, Certificate.id) < PASSES and running[victim].is_alive():
            running[victim].kill()
            running[victim].join()
            kills, running[victim] = kills + 1, begin(url, folder)
    return kills


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_each_pass_becomes_exactly_one_certificate(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuing, "certificate_pdf", quick_page)
    with databases(kind, tmp_path) as url:
        database = Database(url)
        Base.metadata.create_all(database.engine)
        with database.write() as session:
            for number in range(PASSES):
                build.passed(session, f"Alice{number} Ash")
        database.engine.dispose()
        kills = storm(url, tmp_path / "files", database, random.Random(7))
        issue_pending(database, FolderStorage(tmp_path / "files"), build.FACTS, now=NOON)
        tables = (CertificationDecision.id, Certificate.id, CertificateEvent.id, OutgoingMail.id, Certificate.pdf_key)
        counts = [counted(database, column) for column in tables]
        places = counted(database, func.distinct(Certificate.status_index))
        database.engine.dispose()
    print(f"{kind}: {PASSES} passes, {kills} processes killed on the way")
    assert kills > 0
    assert counts == [PASSES] * 5
    assert places == PASSES
