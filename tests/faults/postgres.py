"""A PostgreSQL server of our own that can be restarted and killed like a machine that fails."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from pathlib import Path

from tests.faults.site import kill
from tests.patience import PATIENCE
from tests.processes import children, gone


class Postgres:
    """A private server on a socket in its own folder."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "pg"
        self.home.mkdir(parents=True)
        self.home.chmod(0o755)
        for parent in list(self.home.parents)[:-1]:
            parent.chmod(parent.stat().st_mode | 0o111)
        self.programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        self.as_user: list[str] = []
        if os.geteuid() == 0:
            self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            subprocess.run(["chown", "postgres:postgres", str(self.home)], check=True)
        self._run("initdb", "-U", "trainer", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
        settings = "fsync = on\nlisten_addresses = ''\nmax_connections = 200\nwal_writer_delay = 10s\n"
        with (self.home / "data" / "postgresql.conf").open("a") as conf:
            conf.write(f"{settings}unix_socket_directories = '{self.home}'\n")
        self.start()

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgresql://trainer@/postgres?host={self.home}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.as_user, str(self.programs / program), "-D", str(self.home / "data"), *arguments]
        with (self.home.parent / "pg.log").open("ab") as log:
            subprocess.run(command, check=True, cwd="/", stdout=log, stderr=log, timeout=PATIENCE)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._run("pg_ctl", "-s", "-w", "-t", "160", "-l", str(self.home / "data" / "log"), "start")

    def is_up(self) -> bool:
        """Whether its process runs; a number that a fallen server left behind may be another program's by now."""
        try:
            pid = int((self.home / "data" / "postmaster.pid").read_text().split()[0])
            return str(self.home).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError, IndexError):
            return False

    def revive(self, seconds: float = PATIENCE) -> None:
        """Start it again if it gave up, and wait until it answers; TimeoutError when it does not."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if not self.is_up():
                with contextlib.suppress(subprocess.CalledProcessError):  # the old one is not quite gone
                    self.start()
            with contextlib.suppress(subprocess.CalledProcessError):
                self.psql("SELECT 1")
                return
            time.sleep(0.2)
        raise TimeoutError((self.home / "data" / "log").read_text()[-2000:])

    def stop(self) -> None:
        """End it, whatever state the faults left it in."""
        if not self.is_up():
            return
        try:
            self._run("pg_ctl", "-m", "immediate", "-s", "stop")
        except subprocess.CalledProcessError:  # it fell by itself meanwhile, or does not listen
            if self.is_up():
                self._end_all()

    def restart(self) -> None:
        """Restart it as an upgrade does."""
        self._run("pg_ctl", "-m", "fast", "-s", "-w", "-t", "160", "-l", str(self.home / "data" / "log"), "restart")

    def kill(self) -> None:
        """kill -9 the server with every process of it, then start it again."""
        self._end_all()
        self.revive()

    def _end_all(self) -> None:
        pid = int((self.home / "data" / "postmaster.pid").read_text().split()[0])
        below = [pid, *children(pid)]
        for each in below:
            kill(each)
        if not gone(below):
            raise TimeoutError("a process of the database did not end")

    def psql(self, statement: str) -> None:
        """Run one statement as the server's owner."""
        command = ["psql", "-q", "-h", str(self.home), "-U", "trainer", "-d", "postgres", "-c", statement]
        subprocess.run(command, check=True, timeout=PATIENCE, stdout=subprocess.DEVNULL)
