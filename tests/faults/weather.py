"""Which faults strike which kind of site, and a whole storm from nothing to its report."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from tests.faults.postgres import Postgres
from tests.faults.proxy import Proxy
from tests.faults.site import Disk, Site, can_mount
from tests.faults.storm import Fault, Report, storm

FULL_FOR = 2.0
RELOAD = "reload"
"""Not a fault: nothing at all may fail. It strikes only where it is asked for."""
MEGABYTES = 400


@dataclass(frozen=True)
class Size:
    """How big a storm is."""

    sitters: int
    saves: int
    faults: int
    pause: float = 0.0


@contextmanager
def running(folder: Path, kind: str, workers: int = 2) -> Iterator[tuple[Site, Postgres | None, Disk | None]]:
    """A site of one kind on a disk of its own where that can be had."""
    disk = Disk(folder / "disk", MEGABYTES) if can_mount() else None
    with disk or nullcontext():
        home = disk.folder if disk else folder
        server = Postgres(home) if kind == "postgresql" else None
        site = Site(home, server.url if server else None, workers=workers)
        try:
            yield site, server, disk
        finally:
            site.stop()
            if server:
                server.stop()


def faults_of(site: Site, server: Postgres | None, disk: Disk | None, proxy: Proxy) -> dict[str, Fault]:
    """Every fault that can strike this site, by name."""
    found: dict[str, Fault] = {"worker killed": site.kill_worker, "connections cut": proxy.cut, RELOAD: site.reload}
    if server:
        found |= {"database killed": server.kill, "database restarted": server.restart}
    found["tree killed"] = site.kill_tree
    if disk:
        found["disk full"] = lambda: fill_for_a_while(disk, server)
    return found


def fill_for_a_while(disk: Disk, server: Postgres | None) -> None:
    """No room for some seconds; a database server that gave up is started again, as a service manager would."""
    disk.fill()
    time.sleep(FULL_FOR)
    disk.free()
    if server:
        server.revive()


def weather(
    folder: Path,
    kind: str,
    size: Size,
    *,
    only: Collection[str] = (),
    spoil: Callable[[Postgres], None] | None = None,
) -> Report:
    """One whole storm, of every fault or `only` some.

    `spoil` weakens the database server first, to see that the harness notices; there is one web worker then, for a
    second one might load only afterwards, and refuse to.
    """
    with running(folder, kind, workers=1 if spoil else 2) as (site, server, disk):
        sitters = site.fill(size.sitters)
        site.start()
        proxy = Proxy(site.port)
        try:
            faults = faults_of(site, server, disk, proxy)
            faults = {name: fault for name, fault in faults.items() if (name in only if only else name != RELOAD)}
            if spoil and server:
                spoil(server)
                faults = {"database killed": server.kill}
            return storm(site, sitters, faults, proxy, saves=size.saves, count=size.faults, pause=size.pause)
        finally:
            proxy.close()


def spoil_commits(server: Postgres) -> None:
    """Let PostgreSQL acknowledge commits it has not written, which the product refuses to start on."""
    server.psql("ALTER SYSTEM SET synchronous_commit = off")
    server.psql("SELECT pg_reload_conf()")
