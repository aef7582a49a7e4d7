"""Work on files from strangers, in a process of its own with little memory, little time and nothing to steal."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from math import ceil

COSTLY = 3
"""What a child says, as it ends, when the work outgrew its limits."""
STANDS_BACK = 5
"""How far a child stands back for everybody else: an exam gets three times as much of the machine."""
MEBIBYTE = 1024 * 1024


class Outgrown(RuntimeError):
    """The work needed more memory or time than it may have."""


class Delayed(RuntimeError):
    """The machine had too little time for the work; what was given to it is no fault of it."""


class Failed(RuntimeError):
    """The work ended without an answer."""


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
    if done.returncode == COSTLY or done.returncode < 0:
        raise Outgrown("it needs more memory or time than it may have")
    if done.returncode != 0 or len(done.stdout) > limits.answer:
        raise Failed("it cannot be read")
    return done.stdout


def enclose(arguments: list[str]) -> None:
    """Bind this process, the child, to its limits before it reads anything; `arguments` are those `jailed` gave it.

    What it took to start is not counted as work: on a slow machine that alone can be more than any file needs.
    """
    os.nice(STANDS_BACK)
    memory, work = (int(each) for each in arguments)
    used = resource.getrusage(resource.RUSAGE_SELF)
    work += ceil(used.ru_utime + used.ru_stime)
    none = (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NPROC)
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, work), *((kind, 0) for kind in none)):
        resource.setrlimit(kind, (most, most))
