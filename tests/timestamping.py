"""A timestamp authority on this machine: a server around `openssl ts`."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from unittest.mock import patch

CONFIGURATION = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/tsa-root.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
ess_cert_id_alg = sha256
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""
PATIENCE = 300
"""Seconds for which it is waited: on a busy machine it is slow, and not silent."""
NEW_KEY = ("-newkey", "rsa:2048", "-nodes")


def authority_in(folder: Path) -> None:
    """A root and a signer of timestamps."""
    folder.mkdir()
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01\n")
    openssl(folder, "req", "-x509", *NEW_KEY, "-keyout", "tsa-root.key", "-out", "tsa-root.pem", "-days", "30",
            "-subj", "/CN=Time Root", "-config", "tsa.cnf", "-extensions", "root")  # fmt: skip
    openssl(folder, "req", "-x509", *NEW_KEY, "-keyout", "tsa.key", "-out", "tsa.pem", "-days", "30",
            "-subj", "/CN=Time", "-config", "tsa.cnf", "-extensions", "leaf", "-CA", "tsa-root.pem",
            "-CAkey", "tsa-root.key")  # fmt: skip
    openssl(folder, "x509", "-in", "tsa-root.pem", "-outform", "DER", "-out", "tsa-root.der")


def openssl(folder: Path, *arguments: str) -> str:
    """Run openssl in a folder."""
    return subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address at which the authority in a folder answers."""

    class Reply(BaseHTTPRequestHandler):
        """Answers each query with a token, or with what lies in the file `answer`."""

        def do_POST(self) -> None:
            (folder / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            own = folder / "answer"
            if not own.exists():
                openssl(folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply")
            body = (own if own.exists() else folder / "reply").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Reply)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with patch("trainer.documents.timestamps.SECONDS", PATIENCE):
            yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
