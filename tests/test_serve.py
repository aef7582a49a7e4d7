"""The production server as users get it: one tree that serves, reloads and stops."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from tests.ports import free_port, wait_for
from tests.processes import children, gone, runs_program
from trainer.serve import web_command

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[1]


@contextlib.contextmanager
def started(folder: Path, settings: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The process tree of `trainer serve`, and its port; ended when left."""
    port = free_port()
    environ = {**os.environ, "TRAINER_DATA_DIR": str(folder), **settings}
    environ.pop("TRAINER_TEST_DATABASE_URL", None)
    tree = subprocess.Popen(
        [sys.executable, "-m", "trainer.cli", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        assert status(f"http://127.0.0.1:{port}/healthz") == 200, "the port is open before anybody answers"
        yield tree, port
    finally:
        if tree.poll() is None:
            tree.terminate()
            tree.wait(timeout=PATIENCE)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A served site with few threads, and its address."""
    with started(tmp_path, {"TRAINER_THREADS": "16"}) as (tree, port):
        yield tree, f"http://127.0.0.1:{port}"


def status(address: str, **headers: str) -> int:
    asked = urllib.request.Request(address, headers=headers)  # noqa: S310 - an address of this machine
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310 - the same
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_it_serves_and_is_ready(served: tuple[subprocess.Popen[bytes], str]) -> None:
    _, address = served
    assert status(f"{address}/healthz") == 200
    assert status(f"{address}/readyz") == 200
    assert status(f"{address}/nothing") == 404


def test_no_header_of_a_proxy_is_believed_unasked_not_even_of_one_on_this_machine(
    served: tuple[subprocess.Popen[bytes], str],
) -> None:
    _, address = served
    assert status(f"{address}/elsewhere/healthz", SCRIPT_NAME="/elsewhere") == 404
    contradictory = {"X-Forwarded-Proto": "https", "X-Forwarded-SSL": "off"}
    assert status(f"{address}/healthz", **contradictory) == 200


def test_a_reload_under_load_fails_no_request(served: tuple[subprocess.Popen[bytes], str]) -> None:
    tree, address = served
    seen: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            seen.append(status(f"{address}/healthz"))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    [web] = [pid for pid in children(tree.pid, deep=False) if runs_program(pid, b"gunicorn")]
    before = children(web)
    assert before
    tree.send_signal(signal.SIGHUP)
    was_reloaded = gone(before)
    stop.set()
    for thread in threads:
        thread.join()
    assert was_reloaded
    assert set(seen) == {200}


def test_stopping_leaves_no_orphan(served: tuple[subprocess.Popen[bytes], str]) -> None:
    tree, _ = served
    family = children(tree.pid)
    assert len(family) >= 3
    tree.terminate()
    assert tree.wait(timeout=PATIENCE) == 0
    assert gone(family)


def test_a_killed_supervisor_takes_its_children_along(served: tuple[subprocess.Popen[bytes], str]) -> None:
    tree, _ = served
    family = children(tree.pid)
    tree.kill()
    tree.wait()
    assert gone(family)


def test_slow_senders_and_slow_readers_do_not_stop_the_site(tmp_path: Path) -> None:
    """Two hundred of each on the settings as installed: the site still answers everybody else."""
    with contextlib.ExitStack() as stack:
        _, port = stack.enter_context(started(tmp_path, {}))
        for number in range(400):
            stack.enter_context(slow_client(port, is_reader=number % 2 == 0))
        assert [status(f"http://127.0.0.1:{port}/healthz") for _ in range(20)] == [200] * 20


@contextlib.contextmanager
def slow_client(port: int, *, is_reader: bool) -> Iterator[None]:
    """A connection that announces a body and sends half of it, or asks for a page and never reads the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        body = b"" if is_reader else b"Content-Length: 1000\r\nContent-Type: text/plain\r\n"
        method, half = (b"GET", b"") if is_reader else (b"POST", b"x" * 500)
        client.sendall(method + b" /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n" + body + b"\r\n" + half)
        yield


SLOW = """
import time

time.sleep(10)


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"loaded"]
"""


def test_loading_is_not_counted_as_silence(tmp_path: Path) -> None:
    """gunicorn counts a worker's silence from its first sign of life: a slow machine may load for as long as it must.

    Counted from the fork, this worker would be killed after four of its ten seconds, and never answer.
    """
    (tmp_path / "slow.py").write_text(SLOW)
    port = free_port()
    command = ["slow:app" if word == "wsgi:app" else word for word in web_command("127.0.0.1", port, 1, 2)]
    command[command.index("--timeout") + 1] = "4"
    web = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        assert status(f"http://127.0.0.1:{port}/") == 200
    finally:
        web.terminate()
        web.wait(timeout=PATIENCE)
