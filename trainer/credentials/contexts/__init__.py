"""The JSON-LD contexts our credentials name, kept here and pinned by hash: no other is known, none is ever fetched."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"


class UnknownContext(ValueError):
    """A document names a context that is not kept here."""


class ChangedContext(RuntimeError):
    """A context kept here is not the one that was pinned."""


@dataclass(frozen=True)
class Pinned:
    """A file of this folder and the SHA-256 of its bytes."""

    file: str
    digest: str


PINNED = {
    CREDENTIALS: Pinned("credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"),
    OPEN_BADGES: Pinned("open-badges-3.0.3.json", "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"),
    EXTENSIONS: Pinned(
        "open-badges-extensions.json", "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93"
    ),
}


@cache
def context(address: str) -> dict[str, Any]:
    """The context published at this address; UnknownContext when it is not one of ours."""
    if address not in PINNED:
        raise UnknownContext(f"no context is kept for {address}")
    pinned = PINNED[address]
    content = (FOLDER / pinned.file).read_bytes()
    if hashlib.sha256(content).hexdigest() != pinned.digest:
        raise ChangedContext(f"{pinned.file} was changed")
    found: dict[str, Any] = json.loads(content)
    return found
