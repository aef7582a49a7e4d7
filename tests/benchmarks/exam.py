"""`make bench-exam`: what sitting an exam costs, over real HTTP, against the least that still does the job.

Both are served by the same server on the same kind of database in the same run; ratios count.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import select

from question_bank.formats import course_yaml
from tests.benchmarks import load, minimal
from tests.benchmarks.rows import Line, Promise, told
from tests.benchmarks.site import CONTENT, candidate
from tests.faults.answers import some_answer
from tests.faults.candidate import Candidate
from tests.faults.history import History
from tests.faults.postgres import Postgres
from tests.faults.site import ROOT, Site, Sitter
from tests.ports import free_port, wait_for
from trainer import migrate
from trainer.content import load_content
from trainer.core import clock
from trainer.core.db import Database
from trainer.exams.models import ExamStatement

CLIENTS, FEW, ARRIVING, PACED = 50, 16, 100, 100
WHOLE = 4
SECONDS = 8.0
EVERY = 2.0
SAVING = Promise(0.5, "of the minimal rate", is_floor=True)
ARRIVAL, EXAM = Promise(4, "s"), Promise(0.25, "CPU s")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
START = "/exams/dry-needling-final/attempts"
ATTEMPT = re.compile(r"/attempts/([0-9a-f-]{36})")


class Client(Candidate):
    """A candidate whose steps are called one by one."""

    def __init__(self, sitter: Sitter, port: int, number: int) -> None:
        super().__init__(sitter, port, History(), pause=0, seed=number)
        self.revisions: dict[int, int] = {}
        self.items: list[dict[str, object]] = []

    def arrive(self, accepted: list[int]) -> None:
        """Sign in and start the exam, through the forms."""
        self.sign_in()
        self.begin(accepted)

    def begin(self, accepted: list[int]) -> None:
        """Start the exam and read its paper."""
        token = self.token_of(self.until_ok("GET", "/exams/dry-needling-final"))
        body = urlencode([("csrf_token", token), *(("accepted", each) for each in accepted)])
        status, text = self.request("POST", START, body, FORM)
        if status != 303:
            raise RuntimeError(f"a start was answered {status}: {text[:200]}")
        self.attempt = ATTEMPT.findall(text)[0]
        self.sitter = Sitter(self.sitter.email, self.sitter.person, self.attempt)

    def read(self) -> None:
        """Read the paper."""
        paper = self.get_json(f"/attempts/{self.sitter.attempt}/paper")
        self.token, self.items = paper["csrf_token"], paper["items"]
        self.revisions = {item["position"]: item["revision"] for item in self.items}

    def save_one(self) -> None:
        """Save an answer to any question; anything but an acknowledgement ends the benchmark."""
        item = self.chance.choice(self.items)
        position = item["position"]
        body = {"answer": some_answer(item, self.chance), "flagged": False, "revision": self.revisions[position] + 1}
        path = f"/attempts/{self.sitter.attempt}/answers/{position}"
        status, said = self.send("PUT", path, body)
        if status != 200:
            raise RuntimeError(f"a save was answered {status}: {said}")
        self.revisions[position] += 1

    def whole_exam(self) -> None:
        """What the player asks for: page and questions, a save for each answer, the review, handing in."""
        page = f"/attempts/{self.sitter.attempt}"
        for path in (page, f"{page}/questions"):
            self.until_ok("GET", path)
        for item in self.items:
            self.save_at(item)
        for path in (f"{page}/review", f"{page}/review?confirm=1"):
            self.until_ok("GET", path)
        self.request("POST", f"{page}/submit", urlencode({"csrf_token": self.token}), FORM)

    def ask_the_time(self) -> None:
        """Ask for the clock, as the player does every ten seconds."""
        self.until_ok("GET", f"/attempts/{self.sitter.attempt}/clock")

    def save_at(self, item: dict[str, object]) -> None:
        """Save an answer to one question."""
        self.items, kept = [item], self.items
        self.save_one()
        self.items = kept


class MinimalClient(Candidate):
    """One client of the minimal site."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__(Sitter("", number, ""), port, History(), pause=0, seed=number)
        self.send("POST", "/sign-in", {"who": number})
        self.number = count()

    def save_one(self) -> None:
        """Save something."""
        body = {"answer": "abcdef", "flagged": False, "revision": 1}
        status, said = self.send("PUT", f"/answers/{next(self.number) % 124}", body)
        if status != 200:
            raise RuntimeError(f"a save was answered {status}: {said}")


@contextmanager
def served_minimal(folder: Path, url: str) -> Iterator[tuple[int, int]]:
    """The minimal site under the product's own server; its port and process."""
    database = Database(url)
    minimal.prepare(database)
    database.engine.dispose()
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "tests.benchmarks.minimal:app", "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--workers", "2", "--threads", "64", "--keep-alive", "5", "--no-control-socket",
    ]  # fmt: skip
    with (folder / "minimal.log").open("ab") as log:
        environ = {**os.environ, "MINIMAL_DATABASE": url}
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)
    wait_for(port, seconds=30)
    yield port, server.pid
    server.terminate()
    server.wait(timeout=30)


def fill(site: Site, people: int) -> tuple[list[Sitter], list[int]]:
    """The real course, and people ready to sit; and what they have to accept."""
    database = site.database
    migrate.upgrade(database.engine)
    with database.write() as session:
        load_content(session, course_yaml.read(CONTENT), now=clock.now())
        made = [candidate(session, f"Sitter {number:03}") for number in range(people)]
        sitters = [Sitter(person.email, person.id, "") for person in made]
        accepted = list(session.scalars(select(ExamStatement.id).where(ExamStatement.is_current)))
    database.engine.dispose()
    return sitters, accepted


def line(work: str, ours: load.Load, theirs: load.Load | None = None) -> Line:
    """What a load came to, beside the same asked of the minimal site."""
    words = f"{ours.rate:.0f}/s, {ours.cpu_ms:.2f} CPU ms, {ours.percentiles()} ms"
    if theirs is None:
        return Line(work, words)
    ratio = ours.rate / theirs.rate
    words = f"{words}; minimal {theirs.rate:.0f}/s, {theirs.cpu_ms:.2f} CPU ms: {ratio:.2f} of its rate"
    return Line(work, words, ratio, SAVING)


def against(cpu_ms: float, floor: load.Load) -> str:
    """Some work in the currency of this run: a machine that is slow today is slow at both."""
    return f"as much as {cpu_ms / floor.cpu_ms:.0f} minimal saves"


def measure(site: Site, folder: Path, minimal_url: str) -> Iterator[Line]:
    """Every line on one kind of database."""
    sitters, accepted = fill(site, ARRIVING)
    site.start()
    pid = site.tree.pid if site.tree else 0
    clients = [Client(sitter, site.port, number) for number, sitter in enumerate(sitters)]
    arrived = load.burst([_arrive(client, accepted) for client in clients], pid)
    for client in clients:
        client.read()
    with served_minimal(folder, minimal_url) as (port, minimal_pid):
        others = [MinimalClient(port, number) for number in range(CLIENTS)]
        floor = load.sustained([other.save_one for other in others], minimal_pid, SECONDS)
    ours = load.sustained([client.save_one for client in clients[:CLIENTS]], pid, SECONDS)
    took = f"sign in and start in {arrived.seconds:.1f} s, {arrived.cpu_ms:.0f} CPU ms each"
    words = f"{took}: {against(arrived.cpu_ms, floor)}"
    yield Line(f"{len(clients)} arriving at once", words, arrived.seconds, ARRIVAL)
    yield line(f"save, {CLIENTS} clients", ours, floor)
    few = clients[:FEW]
    yield line(f"save, {FEW} clients", load.sustained([client.save_one for client in few], pid, SECONDS))
    paced = load.sustained([client.save_one for client in clients], pid, SECONDS, EVERY)
    yield line(f"save, {PACED} candidates every {EVERY:.0f} s", paced)
    yield line(f"the clock, {FEW} clients", load.sustained([client.ask_the_time for client in few], pid, SECONDS / 2))
    few = clients[:WHOLE]
    whole = load.burst([client.whole_exam for client in few], pid)
    spent = whole.cpu / len(few)
    words = f"{spent:.2f} CPU s: {against(1000 * spent, floor)}"
    yield Line(f"a whole exam of {len(few[0].items)} questions once begun", words, spent, EXAM)
    site.stop()


def _arrive(client: Client, accepted: list[int]) -> Callable[[], None]:
    return lambda: client.arrive(accepted)


def main() -> None:
    """Print a table for each database; exit 1, naming them, when lines go beyond what is promised."""
    beyond = []
    for kind in sys.argv[1:] or ["sqlite", "postgresql"]:
        print(f"== {kind}")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            server = Postgres(folder) if kind == "postgresql" else None
            if server:
                server.psql("CREATE DATABASE minimal")
            url = server.url.replace("/postgres?", "/minimal?") if server else f"sqlite:///{folder / 'minimal.sqlite3'}"
            try:
                beyond.append(told(measure(Site(folder, server.url if server else None), folder, url)))
            finally:
                if server:
                    server.stop()
    sys.exit("\n".join(filter(None, beyond)) or None)


if __name__ == "__main__":
    main()
