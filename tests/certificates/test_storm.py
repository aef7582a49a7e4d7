"""Many passes, eight processes that issue at once and are killed on the way: exactly one certificate each (F10)."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
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
from tests.certificates.workshop import workshop_of
from tests.faults.postgres import Postgres
from tests.processes import patient
from trainer.certificates.models import Certificate, CertificateEvent, CertificationDecision
from trainer.certificates.service import Workshop, issue_pending
from trainer.core.db import Base, Database
from trainer.mail import OutgoingMail
from trainer.transparency.models import LogEntry, LogLeaf, LogWaiting

pytestmark = [pytest.mark.storm, pytest.mark.enable_socket]
PASSES = int(os.environ.get("TRAINER_STORM_PASSES", "30"))
PROCESSES = 8
KILLS = int(os.environ.get("TRAINER_STORM_KILLS", "30"))
AT_LEAST = max(1, min(KILLS, PASSES // 20))
"""So many are killed for certain: a short storm may be over before all of them are due, a long one is not."""
IDLE_ROUNDS = 3
ONCE_EACH = (
    CertificationDecision.id, Certificate.id, func.distinct(Certificate.status_index), Certificate.credential_key,
    Certificate.pdf_key, CertificateEvent.id, OutgoingMail.id,
)  # fmt: skip
STEPS = Certificate.id, Certificate.credential_key, Certificate.pdf_key
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
    database, idle = patient(url), 0
    workshop = workshop_in(database, folder)
    while idle < IDLE_ROUNDS:
        idle = 0 if issue_pending(database, workshop, now=NOON) else idle + 1


def workshop_in(database: Database, folder: Path) -> Workshop:
    """What every process issues with: the same keys, files and memory of the log."""
    return workshop_of(database, folder / "keys", folder)


def begin(url: str, folder: Path) -> BaseProcess:
    """One more process that issues."""
    made = fork.Process(target=work, args=(url, folder))
    made.start()
    return made


def counted(database: Database, *what: Any) -> list[int]:
    """How many rows have each of these; no connection is left that a process could inherit."""
    with database.session() as session:
        found = [session.scalar(select(func.count(each))) or 0 for each in what]
    database.engine.dispose()
    return found


def storm(url: str, folder: Path, database: Database, chance: random.Random) -> int:
    """Let processes issue and be killed, each replaced; returns how many were killed. None may fail by itself.

    The kills are spread over the work: one is due after so many looks, or so much of the work where that goes quicker.
    """
    running, killed, looks = [begin(url, folder) for _ in range(PROCESSES)], 0, 0
    while any(process.is_alive() for process in running):
        time.sleep(chance.uniform(0.01, 0.1))
        steps, victim, looks = counted(database, *STEPS), chance.randrange(PROCESSES), looks + 1
        is_due = killed < KILLS and killed * PASSES <= KILLS * max(looks, sum(steps) / len(steps))
        if is_due and running[victim].is_alive() and min(steps) < PASSES:
            running[victim].kill()
            running[victim].join()
            assert running[victim].exitcode in (-signal.SIGKILL, 0)
            killed += running[victim].exitcode == -signal.SIGKILL
            running[victim] = begin(url, folder)
    assert [process.exitcode for process in running] == [0] * PROCESSES
    return killed


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_each_pass_becomes_exactly_one_certificate(kind: str, tmp_path: Path, quick_pages: None) -> None:
    with databases(kind, tmp_path) as url:
        database = Database(url)
        Base.metadata.create_all(database.engine)
        with database.write() as session:
            for number in range(PASSES):
                build.passed(session, f"Alice{number} Ash")
        workshop = workshop_in(database, tmp_path)
        database.engine.dispose()
        kills = storm(url, tmp_path, database, random.Random(7))
        left = issue_pending(database, workshop, now=NOON)
        once = counted(database, *ONCE_EACH)
        log = counted(database, LogEntry.id, LogLeaf.place, LogWaiting.entry_id)
        report = workshop.log.audit()
        database.engine.dispose()
    print(f"{kind}: {PASSES} passes, {kills} processes killed on the way")
    assert kills >= AT_LEAST
    assert left == 0
    assert once == [PASSES] * len(ONCE_EACH)
    assert log == [2 * PASSES, 2 * PASSES, 0]
    assert not report.faults
