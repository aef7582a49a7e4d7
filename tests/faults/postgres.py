"""A PostgreSQL server of our own that can be restarted and killed like a machine that fails."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.faults.site import kill
from tests.processes import children


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
            subprocess.run(command, check=True, cwd="/", stdout=log, stderr=log, timeout=120)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._run("pg_ctl", "-s", "-w", "-t", "100", "-l", str(self.home / "data" / "log"), "start")

    def is_up(self) -> bool:
        """Whether its process runs."""
        try:
            pid = int((self.home / "data" / "postmaster.pid").read_text().split()[0])
        except FileNotFoundError:
            return False
        return Path(f"/proc/{pid}").exists()

    def stop(self) -> None:
        """End it."""
        self._run("pg_ctl", "-m", "immediate", "-s", "stop")

    def restart(self) -> None:
        """Restart it as an upgrade does."""
        self._run("pg_ctl", "-m", "fast", "-s", "-w", "-l", str(self.home / "data" / "log"), "restart")

    def kill(self) -> None:
        """kill -9 the server with every process of it, then start it again."""
        pid = int((self.home / "data" / "postmaster.pid").read_text().split()[0])
        for each in [pid, *children(pid)]:
            kill(each)
        while Path(f"/proc/{pid}").exists():
            pass
        self.start()

    def psql(self, statement: str) -> None:
        """Run one statement as the server's owner."""
        command = ["psql", "-q", "-h", str(self.home), "-U", "trainer", "-d", "postgres", "-c", statement]
        subprocess.run(command, check=True, timeout=60)
