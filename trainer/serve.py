"""The production server: web and worker as one process tree that starts, reloads, stops and dies together."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

GRACE = 25
PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """In the child: be told to stop when the supervisor is gone, however it went."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def web_command(host: str, port: int, workers: int, threads: int) -> list[str]:
    """gunicorn with threads: measured to survive slow bodies and slow readers.

    It believes no header of a proxy, not even one on this machine: `web/proxies.py` alone does, as the settings say.
    """
    return [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{host}:{port}",
        "--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads),
        "--graceful-timeout", "20", "--timeout", "60", "--keep-alive", "5", "--no-control-socket",
        "--forwarded-allow-ips", "",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """The job runner."""
    return [sys.executable, "-m", "trainer.cli", "worker"]


class Tree:
    """Two children and the signals they share."""

    def __init__(self, web: list[str], worker: list[str], *, cwd: str) -> None:
        self.cwd = cwd
        self.worker_command = worker
        self.stopping = threading.Event()
        self.web = self._start(web)
        self.worker = self._start(worker)

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, cwd=self.cwd, preexec_fn=_die_with_parent)  # noqa: S603, PLW1509 - our own commands; Linux's way

    def run(self) -> int:
        """Serve until the web server ends or a signal says stop; returns the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, self._reload)
        while self.web.poll() is None and not self.stopping.wait(0.2):
            self._keep_worker()
        return self._end()

    def _keep_worker(self) -> None:
        if self.worker.poll() is not None:
            time.sleep(1)  # a worker that cannot start must not spin
            self.worker = self._start(self.worker_command)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def _reload(self, _number: int, _frame: FrameType | None) -> None:
        self.web.send_signal(signal.SIGHUP)
        self.worker.terminate()

    def _end(self) -> int:
        for child in (self.web, self.worker):
            if child.poll() is None:
                child.terminate()
        for child in (self.web, self.worker):
            try:
                child.wait(timeout=GRACE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        return 0 if self.stopping.is_set() else self.web.returncode or 1


def serve(host: str, port: int, workers: int, threads: int, *, cwd: str) -> int:
    """Start the tree and stay with it."""
    return Tree(web_command(host, port, workers, threads), worker_command(), cwd=cwd).run()
