"""Simulated power loss: a writer's own write and sync calls, replayed up to any point.

strace records every write, sync and truncation of the process, in order, together with its acknowledgements. At a
crash, what was synced is on the disk; of what was written since, none, all, some, or a torn part may be. Whatever the
disk then holds, the database must open, be whole, and hold every answer acknowledged before the crash.
"""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import UUID

CALLS = "pwrite64,write,fsync,fdatasync,ftruncate"
LINE = re.compile(
    r"^(?:\d+\s+)?(?P<call>pwrite64|write|fsync|fdatasync|ftruncate)\(\d+<(?P<path>[^>]*)>(?P<rest>.*)\s=\s(?P<result>-?\d+)"
)
HEX = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(?P<cut>\.\.\.)?')
SECTOR = 512


@dataclass(frozen=True)
class Write:
    """Bytes at a place in a file, or its new length when `data` is None."""

    file: str
    at: int
    data: bytes | None


@dataclass(frozen=True)
class Sync:
    """Everything written to a file before this is on the disk."""

    file: str


@dataclass(frozen=True)
class Ack:
    """The process told its client that this revision of an answer is stored."""

    position: int
    revision: int


Op = Write | Sync | Ack


class Lost(AssertionError):
    """An acknowledged answer is gone, or the database is damaged."""


def traced(command: Sequence[str], folder: Path) -> list[Op]:
    """Run a command under strace and give back what it did to files in `folder`, in order."""
    trace = folder / "trace"
    strace = ["strace", "-f", "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(trace)]
    subprocess.run([*strace, *command], check=True, timeout=600)
    return list(read_trace(trace, folder))


def read_trace(trace: Path, folder: Path) -> Iterator[Op]:
    """The operations of a trace on the database, its log, and the file of acknowledgements."""
    for line in trace.read_text().splitlines():
        match = LINE.match(line)
        if match is None:
            if "unfinished" in line and str(folder) in line:
                raise ValueError("two threads wrote at once; this trace cannot be put in order")
            continue
        path = bytes.fromhex(match["path"].replace("\\x", "")).decode() if "\\x" in match["path"] else match["path"]
        if not path.startswith(str(folder)) or int(match["result"]) < 0:
            continue
        yield from _op(Path(path).name, match["call"], match["rest"], int(match["result"]))


def _op(file: str, call: str, rest: str, result: int) -> Iterator[Op]:
    if file.endswith(("-shm", ".lock")):
        return
    if call in ("fsync", "fdatasync"):
        yield Sync(file)
    elif call == "ftruncate":
        yield Write(file, int(rest.strip(" ,)").split(",")[0]), None)
    else:
        found = HEX.search(rest)
        if found is None or found["cut"]:
            raise ValueError(f"a write to {file} was not recorded whole")
        data = bytes.fromhex(found[1].replace("\\x", ""))[:result]
        if file == "acks":
            _number, position, revision = data.split()
            yield Ack(int(position), int(revision))
        else:
            yield Write(file, int(rest[found.end() :].strip(" ,)").split(",")[-1]), data)


@dataclass
class Disk:
    """What is surely on the disk, and what was written since the last sync of each file."""

    files: dict[str, bytearray]
    pending: dict[str, list[Write]] = field(default_factory=dict)
    acks: dict[int, int] = field(default_factory=dict)

    def take(self, op: Op) -> None:
        """One more operation happens."""
        match op:
            case Ack(position, revision):
                self.acks[position] = revision
            case Sync(file):
                for write in self.pending.pop(file, []):
                    apply(self.files.setdefault(file, bytearray()), write)
            case Write(file):
                self.pending.setdefault(file, []).append(op)

    def after_crash(self, chance: Random) -> dict[str, bytes]:
        """The files as the next start may find them."""
        way = chance.choice(("none", "all", "some", "torn"))
        found = {name: bytearray(data) for name, data in self.files.items()}
        for name, writes in self.pending.items():
            for write in survivors(writes, way, chance):
                apply(found.setdefault(name, bytearray()), write)
        return {name: bytes(data) for name, data in found.items()}


def survivors(writes: list[Write], way: str, chance: Random) -> list[Write]:
    """Which unsynced writes reached the disk."""
    if way == "none":
        return []
    if way == "some":
        return [write for write in writes if chance.random() < 0.5]
    if way == "torn" and writes and writes[-1].data:
        last = writes[-1]
        kept = SECTOR * chance.randrange(len(last.data or b"") // SECTOR + 1)
        return [*writes[:-1], Write(last.file, last.at, (last.data or b"")[:kept])]
    return writes


def apply(file: bytearray, write: Write) -> None:
    """Change a file as the write does."""
    if write.data is None:
        del file[write.at :]
        file.extend(bytes(write.at - len(file)))
        return
    if len(file) < write.at:
        file.extend(bytes(write.at - len(file)))
    file[write.at : write.at + len(write.data)] = write.data


def crash_everywhere(
    ops: Sequence[Op], start: dict[str, bytes], attempt: UUID, folder: Path, *, crashes: int, seed: int
) -> int:
    """Crash at many points and look at what is left; how many crashes were survived. Lost at the first fault."""
    chance = Random(seed)
    points = sorted(chance.choices(range(1, len(ops) + 1), k=crashes))
    disk, done = Disk({name: bytearray(data) for name, data in start.items()}), 0
    for point in points:
        for op in ops[done:point]:
            disk.take(op)
        done = point
        examine(disk.after_crash(chance), disk.acks, attempt, folder, f"crash after operation {point} of {len(ops)}")
    return len(points)


def examine(files: dict[str, bytes], acks: dict[int, int], attempt: UUID, folder: Path, when: str) -> None:
    """Open what a crash left behind, as the next start would."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    database = next(folder / name for name in files if name.endswith(".sqlite3"))
    try:
        with sqlite3.connect(database) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
            stored = dict(
                connection.execute("SELECT position, revision FROM answer WHERE attempt_id = ?", (attempt.hex,))
            )
        connection.close()
    except sqlite3.DatabaseError as error:
        raise Lost(f"{when}: the database does not open: {error}") from error
    if said != "ok":
        raise Lost(f"{when}: {said}")
    lost = {position: revision for position, revision in acks.items() if stored.get(position, 0) < revision}
    if lost:
        raise Lost(f"{when}: acknowledged answers are gone: {lost}")


def writer(url: str, attempt: UUID, person: int, *, saves: int, acks: Path, synchronous: str) -> list[str]:
    """The command of a writer."""
    rest = [url, str(attempt), str(person), str(saves), str(acks), synchronous]
    return [sys.executable, "-m", "tests.faults.writer", *rest]
