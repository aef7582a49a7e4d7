"""Other people's programs that check credentials, as a test asks them: @digitalbazaar/vc and openbadgeslib."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openbadgeslib.ob3.ldp import OB3LdpVerifier

from tests.credentials.build import Document
from trainer.core.clock import stamp
from trainer.credentials.contexts import PINNED, context

NODE = Path(sys.executable).with_name("node")
PROGRAMS = Path(__file__).parents[1] / "npm"
VERIFIER = PROGRAMS / "verify-credentials.mjs"


def by_digitalbazaar(
    credentials: Sequence[Document], issuer: Document, lists: Iterable[Document], *, now: datetime
) -> list[dict[str, Any]]:
    """What @digitalbazaar/vc says of each at a moment; it finds the issuer's document and these lists."""
    asked = {"now": stamp(now), "documents": kept(issuer, *lists), "credentials": credentials}
    run = subprocess.run([NODE, VERIFIER], input=json.dumps(asked).encode(), capture_output=True, check=True)
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found


def kept(issuer: Document, *documents: Document) -> dict[str, Document]:
    """What it may load: contexts, the issuer's document and its keys, and these documents, by address."""
    methods = {
        one["id"]: {"@context": "https://w3id.org/security/multikey/v1", **one} for one in issuer["verificationMethod"]
    }
    contexts = {address: context(address) for address in PINNED}
    return {**contexts, issuer["id"]: issuer, **methods, **{one["id"]: one for one in documents}}


def by_openbadgeslib(credential: Document, did: str, download: Callable[[str], bytes]) -> None:
    """OB3VerificationError unless openbadgeslib accepts it, with its status, now."""
    verifier = OB3LdpVerifier.for_issuer_did(did)
    # it takes only lists that are JSON web tokens for signed
    verifier.verify(credential, download=download, check_status=True, verify_status_list=False)
