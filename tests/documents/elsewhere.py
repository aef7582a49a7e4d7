"""Other people's programs that look at a signed file, as a test asks them: poppler, pyHanko's command, qpdf, zbar."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

PYHANKO = str(Path(sys.executable).with_name("pyhanko"))
PROJECT = Path(__file__).parents[2]


def run(where: Path, *command: str) -> str:
    """What a tool says, in a folder."""
    return subprocess.run(command, cwd=where, check=True, capture_output=True, text=True).stdout


def by_pdfsig(where: Path, pdf: bytes, root: bytes) -> str:
    """What poppler says of a file to somebody who trusts this root."""
    (where / "signed.pdf").write_bytes(pdf)
    (where / "root.der").write_bytes(root)
    (where / "nss").mkdir()
    made = [sys.executable, "-m", "tests.documents.nss", where / "nss", where / "root.der"]
    subprocess.run(made, cwd=PROJECT, check=True)
    return run(where, "pdfsig", "-nssdir", "sql:nss", "signed.pdf")


def by_pyhanko(where: Path, pdf: bytes, root: bytes, *, at: datetime) -> str:
    """What pyHanko's command says of a file at a moment to somebody who trusts this root alone."""
    (where / "signed.pdf").write_bytes(pdf)
    (where / "root.pem").write_bytes(x509.load_der_x509_certificate(root).public_bytes(Encoding.PEM))
    return run(
        where, PYHANKO, "sign", "validate", "--pretty-print", "--no-revocation-check", "--validation-time",
        at.isoformat(), "--trust", "root.pem", "--trust-replace", "signed.pdf",
    )  # fmt: skip
