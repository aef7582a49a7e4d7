"""Work on files from strangers, in a process of its own with little memory, little time and nothing to steal."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from dataclasses import dataclass
from math import ceil
from types import TracebackType

COSTLY, UNREADABLE = 3, 4
"""What a child says as it ends: the work outgrew its limits, or nothing can be made of what it was given."""
OUTGROWN = {COSTLY, *(-number for number in (signal.SIGXCPU, signal.SIGSEGV, signal.SIGABRT))}
"""The time ran out; or the memory, which Python tells and libraries in C and Rust cannot. No other signal is work's."""
MORE = 2
"""The seconds between the end of the time and the one nobody survives, so that it is the first that tells."""
STANDS_BACK = 5
"""How far a child stands back for everybody else: an exam gets three times as much of the machine."""
MEBIBYTE = 1024 * 1024


class Outgrown(RuntimeError):
    """The work needed more memory or time than it may have."""


class Delayed(RuntimeError):
    """The machine had too little time for the work, or disturbed it; what was given to it is no fault of it."""


class Failed(RuntimeError):
    """The work found that nothing can be made of what it was given."""


@dataclass(frozen=True)
class Limits:
    """What a child may use: bytes of memory, seconds of work, seconds of waiting, bytes of answer."""

    memory: int = 512 * MEBIBYTE
    work: int = 4
    wait: int = 30
    answer: int = 8 * MEBIBYTE


def jailed(module: str, data: bytes, limits: Limits = Limits()) -> bytes:
    """What a module, run as a program on `data`, answers; Outgrown, Delayed or Failed when it does not.

    The child inherits no environment but the path of its modules, and can write nothing to any file.
    """
    command = [sys.executable, "-P", "-m", module, str(limits.memory), str(limits.work)]
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter on our own module
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
            timeout=limits.wait, cwd="/", check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Delayed("it took too long") from error
    except OSError as error:
        raise Delayed("it could not be started") from error
    if done.returncode in OUTGROWN:
        raise Outgrown("it needs more memory or time than it may have")
    if done.returncode == UNREADABLE or len(done.stdout) > limits.answer:
        raise Failed("it cannot be read")
    if done.returncode != 0:
        raise Delayed(f"it was not left to end: {done.returncode}")
    return done.stdout


def enclose(arguments: list[str]) -> None:
    """Bind this process, the child, to its limits before it reads anything; `arguments` are those `jailed` gave it.

    What it took to start is not counted as work: on a slow machine that alone can be more than any file needs.
    From here on, whatever is raised and not caught is the fault of what it reads.
    """
    os.nice(STANDS_BACK)
    memory, work = (int(each) for each in arguments)
    used = resource.getrusage(resource.RUSAGE_SELF)
    work += ceil(used.ru_utime + used.ru_stime)
    none = (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NPROC)
    for kind, most in ((resource.RLIMIT_AS, memory), *((kind, 0) for kind in none)):
        resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (work, work + MORE))
    sys.excepthook = _ended


def _ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """End with a code of the child's own, unless somebody interrupted it or a part of the program is not there."""
    if not issubclass(kind, Exception) or issubclass(kind, ModuleNotFoundError):
        sys.__excepthook__(kind, error, trace)
        return
    os._exit(COSTLY if issubclass(kind, MemoryError) else UNREADABLE)
