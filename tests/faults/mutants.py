"""Seeded mistakes: each is the kind that loses answers or careers, and the suite must notice every one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("trainer",)
LINKED = ("question_bank", "templates", "static", "migrations", "tests", "pyproject.toml")
STORY = "tests/exams/test_story.py"
RACE = "tests/exams/test_race.py"
SAVE = "tests/exams/test_save.py"
CLOSING = "tests/exams/test_closing.py"
DATABASE = "tests/core/test_db.py"


@dataclass(frozen=True)
class Mutant:
    """One mistake: where it stands in the code, what it turns into, and which tests look at that place."""

    name: str
    file: str
    right: str
    wrong: str
    tests: tuple[str, ...]


MUTANTS = (
    Mutant(
        "less for less-or-equal at the deadline",
        "trainer/exams/rules.py",
        "self.reading(moment) <= self.deadline + self.grace",
        "self.reading(moment) < self.deadline + self.grace",
        (CLOSING, SAVE, STORY),
    ),
    Mutant(
        "the grace is added twice",
        "trainer/exams/rules.py",
        "self.reading(moment) <= self.deadline + self.grace",
        "self.reading(moment) <= self.deadline + 2 * self.grace",
        (CLOSING, SAVE, STORY),
    ),
    Mutant(
        "closing is not latched",
        "trainer/exams/queries.py",
        "return attempt.state == State.RUNNING and timing(attempt).accepts(moment)",
        "return timing(attempt).accepts(moment)",
        (CLOSING, SAVE, STORY),
    ),
    Mutant(
        "no revision guard",
        "trainer/exams/service/save.py",
        "sent.revision != _next(found)",
        "sent.revision < 0",
        (SAVE, STORY),
    ),
    Mutant(
        "a repeated save is stored anew",
        "trainer/exams/service/save.py",
        "sent.revision == stored.revision",
        "sent.revision is None",
        (SAVE, STORY),
    ),
    Mutant("the answer goes out before the commit", "trainer/core/db.py", "own.commit()", "own.flush()", (STORY,)),
    Mutant(
        "default BEGIN",
        "trainer/core/db.py",
        '"BEGIN IMMEDIATE" if writes else "BEGIN"',
        '"BEGIN"',
        (DATABASE, RACE),
    ),
    Mutant("weak durability", "trainer/core/db.py", '"synchronous=FULL"', '"synchronous=NORMAL"', (DATABASE,)),
    Mutant(
        "no key on the running attempt",
        "trainer/exams/models/sitting.py",
        "unique=True,\n            sqlite_where=text(\"state = 'running'\")",
        "unique=False,\n            sqlite_where=text(\"state = 'running'\")",
        (RACE,),
    ),
    Mutant(
        "no key on the number of an attempt",
        "trainer/exams/models/sitting.py",
        'UniqueConstraint("person_id", "exam_id", "number"),',
        "",
        (RACE,),
    ),
    Mutant(
        "graded again",
        "trainer/exams/service/grade.py",
        "if attempt.state == State.GRADED:",
        "if attempt.state is None:",
        ("tests/exams/test_grading.py", RACE),
    ),
    Mutant(
        "anybody hands in",
        "trainer/exams/service/submit.py",
        "if attempt.person_id != by:",
        "if not by:",
        (CLOSING,),
    ),
    Mutant(
        "one poisoned attempt stops the sweep",
        "trainer/exams/service/each.py",
        "except DAMAGE:",
        "except FileExistsError:",
        (CLOSING,),
    ),
)


def planted(mutant: Mutant, folder: Path) -> Path:
    """A copy of the project that has made this mistake; ValueError when the code it was made for is gone."""
    for name in COPIED:
        # compiled modules, too: the mistake's own is older than its text; but none that another process is writing now
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.pyc.*"))
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)
    file = folder / mutant.file
    text = file.read_text()
    if text.count(mutant.right) < 1:
        raise ValueError(f"{mutant.file} no longer says {mutant.right!r}; bring the mutant {mutant.name!r} up to date")
    file.write_text(text.replace(mutant.right, mutant.wrong))
    return folder


def survives(folder: Path, tests: tuple[str, ...]) -> str:
    """Run tests on a copy; what they printed when they all passed, empty when one failed as it should.

    The profile `hunt` does not shrink what it finds: one failure is enough.
    """
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environ |= {"PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
    command += ["--hypothesis-profile", "hunt", *tests]
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=550, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"the tests could not run: {done.stdout[-2000:]}{done.stderr[-500:]}")
    return done.stdout[-2000:] if done.returncode == 0 else ""
