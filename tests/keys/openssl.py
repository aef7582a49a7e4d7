"""What OpenSSL says of a signer of PDFs, its chain and the lists of what was revoked."""

from __future__ import annotations

import subprocess
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from trainer.keys import FileKeys


def verify(keys: FileKeys, name: str, *, at: datetime) -> str:
    """OK, or the reason why not, of the certificate of one key at a moment, every list looked at."""
    signer, authority, root = keys.certificates(name)
    named = {one.name: keys.certificates(one.name)[0] for one in keys.ring().authorities}
    issuer = next(other for other, certificate in named.items() if certificate == authority)
    above = next(name for name, one in keys.roots().items() if one == root)
    lists = [x509.load_der_x509_crl(keys.revocation_list(one)) for one in (issuer, above)]
    with TemporaryDirectory() as folder:
        place = Path(folder)
        for file, certificate in (("signer", signer), ("ca", authority), ("root", root)):
            (place / f"{file}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        (place / "lists.pem").write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in lists))
        command = [
            "openssl", "verify", "-x509_strict", "-crl_check_all", "-attime", str(int(at.timestamp())),
            "-CAfile", "root.pem", "-untrusted", "ca.pem", "-CRLfile", "lists.pem", "signer.pem",
        ]  # fmt: skip
        said = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    if said.returncode == 0:
        return "OK"
    return said.stderr.partition("lookup: ")[2].partition("\n")[0]
