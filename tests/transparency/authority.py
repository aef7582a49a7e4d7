"""A small timestamp authority on this machine: `openssl ts -reply` behind a server."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.ports import free_port

SETTINGS = """
[tsa]
serial = serial
signer_cert = authority.pem
certs = authority.pem
signer_key = authority.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
accuracy = secs:1
"""


def openssl(folder: Path, *arguments: str) -> str:
    """What openssl says, or what it complains of."""
    command = ["openssl", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr


@contextmanager
def authority(folder: Path) -> Iterator[str]:
    """The address of an authority whose certificate lies in the folder as authority.pem."""
    folder.mkdir()
    (folder / "settings").write_text(SETTINGS, "utf-8")
    (folder / "serial").write_text("01\n", "utf-8")
    openssl(
        folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "authority.key", "-out", "authority.pem",
        "-subj", "/CN=Time", "-days", "3650", "-addext", "extendedKeyUsage=critical,timeStamping",
    )  # fmt: skip
    server = ThreadingHTTPServer(("127.0.0.1", free_port()), handler(folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def handler(folder: Path) -> type[BaseHTTPRequestHandler]:
    """What answers a question put to the authority."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            (folder / "question").write_bytes(question)
            openssl(
                folder, "ts", "-reply", "-config", "settings", "-section", "tsa", "-queryfile", "question",
                "-out", "answer",
            )  # fmt: skip
            answer = (folder / "answer").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
            """Nothing is written of what was asked."""

    return Answer
