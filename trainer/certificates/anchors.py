"""What a certificate on paper is checked against: our roots, our keys and their lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.serialization import Encoding

from trainer.credentials import did_of
from trainer.documents.findings import Trust
from trainer.keys import FileKeys, PublicKey, Use
from trainer.transparency.checkpoint import Checkpoint, origin_of


@dataclass(frozen=True)
class Anchors:
    """Everything needed to check a file without asking anybody; `lists` are status lists by their address.

    `head` is the last checkpoint that came with them, if any did.
    """

    trust: Trust
    did: str
    origin: str
    credential_keys: tuple[PublicKey, ...]
    log_keys: tuple[PublicKey, ...]
    lists: Mapping[str, bytes] = field(default_factory=dict)
    head: Checkpoint | None = None


def anchors_of(keys: FileKeys, base_url: str, timestamp_roots: Sequence[bytes] = ()) -> Anchors:
    """The anchors of this installation, without status lists; NoKeys when it has no keys."""
    trust, origin = trust_of(keys, timestamp_roots), origin_of(base_url)
    return Anchors(trust, did_of(base_url), origin, keys.every(Use.CREDENTIAL), keys.every(Use.LOG))


def trust_of(keys: FileKeys, timestamp_roots: Sequence[bytes]) -> Trust:
    """Every root that our signers and their timestamps go back to, and every list of what was revoked."""
    encoded = (root.public_bytes(Encoding.DER) for root in keys.roots().values())
    return Trust(tuple(encoded), tuple(keys.revocation_list(name) for name in keys.listing()), tuple(timestamp_roots))
