"""A site with one issued certificate, and its file tampered with in every way a browser has to notice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import rfc8785
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from tests.certificates import build
from tests.certificates.papers import written_again
from tests.ports import listening
from trainer.app import create_app
from trainer.certificates import tasks
from trainer.certificates.models import Certificate
from trainer.certificates.service import issue_pending
from trainer.certificates.service.book import logged
from trainer.certificates.service.page import CREDENTIAL, PROOF
from trainer.certificates.service.render import certificate_pdf
from trainer.config import from_environment
from trainer.core import clock
from trainer.core.db import Base
from trainer.credentials import did_of, read, secure
from trainer.documents import Attachment
from trainer.documents.signing import signed
from trainer.keys import FileKeys, Keys, Use
from trainer.keys.development import provide
from trainer.transparency.proof import Proof
from trainer.web.services import issuer_of

Made = TypeVar("Made")


@dataclass(frozen=True)
class Desk:
    """A served site, its one certificate, and the means to make false ones."""

    app: Flask
    url: str
    folder: Path
    certificate: Certificate
    pdf: bytes

    def another(self, *, keys: Keys | None = None, name: str | None = None, **files: bytes) -> bytes:
        """The same page, or one with another name, and other files inside, signed by these keys or by our own."""
        own = self.app.extensions["trainer"]
        credential = own.storage.get(self.certificate.credential_key)
        now = clock.now()
        proof = str(self.proof()).encode()
        inside = tuple(
            Attachment(file, data, "text/plain", file, at=now)
            for file, data in ((CREDENTIAL, files.get("credential", credential)), (PROOF, files.get("proof", proof)))
        )
        record = self.certificate.record | ({"name": name} if name else {})
        page = certificate_pdf(record, attachments=inside, at=now)
        return apart(lambda: signed(page, keys or own.keys, at=now))

    def renamed(self) -> bytes:
        """The credential with another name, really signed by our key, for the same moment."""
        own = self.app.extensions["trainer"]
        credential = read(own.storage.get(self.certificate.credential_key))
        proofs = credential.pop("proof")
        credential["credentialSubject"]["identifier"][0]["identityHash"] = "Mallory Smithson"
        key, created = own.keys.current(Use.CREDENTIAL), datetime.fromisoformat(proofs[0]["created"])
        return rfc8785.dumps(secure(credential, key, did_of(self.url), created=created))

    def proof(self) -> Proof:
        """The proof that its credential is in the log."""
        with self.app.extensions["trainer"].database.session() as session:
            found = logged(session, self.certificate)
        assert found is not None
        return found

    def strangers_keys(self) -> FileKeys:
        """The keys of somebody who gives themself our name."""
        keys = FileKeys(self.folder / "strange-keys")
        own = self.app.extensions["trainer"]
        provide(keys, self.folder / "strange-root", issuer_of(own.facts), now=clock.now())
        return keys


def apart(make: Callable[[], Made]) -> Made:
    """Make something in a thread of its own: signing runs an event loop, and the browser's has this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(make).result()


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    """Serve a site with one certificate on it."""
    with listening() as (port, ear):
        url = f"http://127.0.0.1:{port}"
        app = create_app(
            from_environment({"TRAINER_DATA_DIR": str(folder), "TRAINER_BASE_URL": url, "TRAINER_SECRET_KEY": "x" * 40})
        )
        app.config["RATELIMIT_ENABLED"] = False
        own = app.extensions["trainer"]
        Base.metadata.create_all(own.database.engine)
        certificate = apart(lambda: issued(app, clock.now()))
        server = make_server("127.0.0.1", port, app, threaded=True, fd=ear.fileno())
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Desk(app, url, folder, certificate, own.storage.get(certificate.pdf_key))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["trainer.looks"].write()
        own.database.engine.dispose()


def issued(app: Flask, now: datetime) -> Certificate:
    """A certificate that was taken all the way to its signed page."""
    own = app.extensions["trainer"]
    with own.database.write() as session:
        build.passed(session, "Maren Lindqvist", expires_on=(now + timedelta(days=300)).date())
    with app.app_context():
        issue_pending(own.database, tasks.workshop(), now=now)
    with own.database.session() as session:
        found: Certificate = session.scalars(select(Certificate)).one()
        return found


def tampered(desk: Desk) -> dict[str, tuple[bytes, str]]:
    """Every false file by what was done to it, with the check that must tell."""
    good = desk.pdf
    credential = desk.app.extensions["trainer"].storage.get(desk.certificate.credential_key)
    gap = good.index(b"/Contents <") + len(b"/Contents <")
    renamed = credential.replace(b"Maren Lindqvist", b"Mallory Smithson")
    return {
        "no longer a PDF": (b"X" + good[1:], "Readable"),
        "its objects packed anew, without a signature": (written_again(good), "Signed"),
        "no signature": (certificate_pdf(desk.certificate.record), "Signed"),
        "something added": (good + b"\n%%EOF\n", "Whole file"),
        "cut short": (good[:-1], "Whole file"),
        "a second range": (good + b"/ByteRange [0 1 2 3]", "Whole file"),
        "something hidden behind the signature": (_hidden(good, gap), "Whole file"),
        "a byte of the page changed": (_flipped(good, 3000), "Unchanged"),
        "a byte of the signature changed": (_digit(good, gap + 1500), "Unchanged"),
        "signed by a stranger": (desk.another(keys=desk.strangers_keys()), "Issuer’s seal"),
        "no credential inside": (desk.another(credential=b"{}"), "Credential: form"),
        "another name in the credential": (desk.another(credential=renamed), "Credential: signature"),
        "another name under our key": (desk.another(credential=desk.renamed()), "Public log"),
        "no proof from the log": (desk.another(proof=b"c2sp.org/tlog-proof@v1\n"), "Public log"),
    }


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _digit(data: bytes, at: int) -> bytes:
    return data[:at] + (b"1" if data[at : at + 1] == b"0" else b"0") + data[at + 1 :]


def _hidden(data: bytes, gap: int) -> bytes:
    """A digit in the zeros that fill up the place of the signature."""
    at = data.index(b">", gap) - 2
    return data[:at] + b"4" + data[at + 1 :]
