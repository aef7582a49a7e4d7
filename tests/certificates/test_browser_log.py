"""What the browser makes of a proof from the public log, whichever keys the log publishes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from tests.conftest import ISSUER
from trainer.app import ROOT
from trainer.certificates.models import Certificate
from trainer.certificates.service import Workshop
from trainer.certificates.service.book import logged
from trainer.core.db import Database
from trainer.keys import FileKeys, Use, development
from trainer.transparency.checkpoint import verifiers
from trainer.transparency.note import PLAIN

NODE = Path(sys.executable).with_name("node")
ASK = Path(__file__).with_name("js") / "proved.mjs"
HELD = {"ok": True, "isOpen": False, "isOld": False, "isFalse": False}
OPEN = {"ok": None, "isOpen": True, "isOld": True, "isFalse": False}
FALSE = {"ok": False, "isOpen": False, "isOld": False, "isFalse": True}


def said(question: dict[str, Any]) -> list[dict[str, Any]]:
    done = subprocess.run(
        [NODE, "--no-warnings", ASK, ROOT / "static/js/verify"],
        input=json.dumps(question), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_no_key_that_is_believed_makes_nothing_false(
    client: FlaskClient, store: Database, apps_workshop: Workshop, issued: Certificate, tmp_path: Path
) -> None:
    credential = json.loads(data := apps_workshop.storage.get(issued.credential_key or ""))
    with store.session() as session:
        proof = str(logged(session, issued))
    says = {
        "identifier": issued.identifier, "issuedAt": credential["validFrom"],
        "signedAt": credential["proof"][0]["created"],
    }  # fmt: skip
    others = FileKeys(tmp_path / "others")
    development.provide(others, tmp_path / "root", ISSUER, now=issued.issued_at)
    origin = apps_workshop.log.origin
    (later,) = (one for one in verifiers(origin, others.every(Use.LOG)) if one.kind == PLAIN)
    (strange,) = (one for one in verifiers("else.example/log", others.every(Use.LOG)) if one.kind == PLAIN)
    own = client.get("/log/key").text
    published = [own, f"{later}\n{own}", f"{later}\n", "", f"{strange}\n"]
    question = {"proof": proof, "credential": data.decode(), "says": says, "published": published}
    assert said(question) == [HELD, HELD, OPEN, OPEN, FALSE]
    question["proof"] = proof.replace(f"\n{origin}\n", "\nelse.example/log\n")
    assert said(question)[0] == FALSE
