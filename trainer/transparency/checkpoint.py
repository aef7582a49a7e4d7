"""Checkpoints (C2SP tlog-checkpoint): the head of the tree as a note the log signs, with the moment it did."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from trainer.keys.jwk import octets
from trainer.keys.provider import Key, PublicKey
from trainer.transparency.note import (
    PLAIN,
    TIME_BYTES,
    TIMESTAMPED,
    Malformed,
    Note,
    Signature,
    Verifier,
    decoded,
    encoded,
    message,
)
from trainer.transparency.tiles import HASH_BYTES

NUMBER = re.compile(r"0|[1-9]\d{0,17}", re.ASCII)


@dataclass(frozen=True)
class Checkpoint:
    """How many leaves the tree of a log has, and its root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read what was signed; raises Malformed. Whatever follows the third line says nothing about the tree."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]) or not NUMBER.fullmatch(lines[1]):
            raise Malformed("a checkpoint is an origin, a size and a root, a line each")
        root = decoded(lines[2])
        if len(root) != HASH_BYTES:
            raise Malformed("the root of a checkpoint has 32 bytes")
        return cls(lines[0], int(lines[1]), root)


def origin_of(base_url: str) -> str:
    """The name of the log at a site: its address without the scheme, followed by /log."""
    return f"{urlsplit(base_url).netloc}/log"


def verifiers(origin: str, keys: Iterable[PublicKey]) -> list[Verifier]:
    """The keys of the log as its notes name them, each in both kinds: plain, and with the moment of signing."""
    return [Verifier(origin, kind, octets(key.jwk["x"])) for key in keys for kind in (PLAIN, TIMESTAMPED)]


def sign(checkpoint: Checkpoint, key: Key, *, now: datetime) -> str:
    """The checkpoint as a note with both signatures of the log's key."""
    plain, timestamped = verifiers(checkpoint.origin, [key.public])
    time = int(now.timestamp()).to_bytes(TIME_BYTES)
    bodies = (
        (plain, key.sign(message(checkpoint.text, PLAIN))),
        (timestamped, time + key.sign(message(checkpoint.text, TIMESTAMPED, time))),
    )
    return str(Note(checkpoint.text, tuple(Signature(maker.name, maker.id, body) for maker, body in bodies)))


def names(note: str, key: PublicKey) -> bool:
    """Whether a note bears a signature that names this key as its maker; whether it holds is for `read` to say."""
    parsed = Note.parse(note)
    return any(one.id == maker.id for one in parsed.signatures for maker in verifiers(one.name, [key]))


def read(
    note: str, origin: str, keys: Iterable[PublicKey], *, even_compromised: bool = False
) -> tuple[Checkpoint, datetime]:
    """The checkpoint in a note of this log and the last moment the log signed it; raises Malformed for any other.

    A signature counts for nothing that says to be made when its key was no longer trustworthy - unless the log itself
    asks what it has published: that binds it still.
    """
    parsed = Note.parse(note)
    known = {maker: key for key in keys for maker in verifiers(origin, [key])}
    moments = [
        signature.at
        for maker, signature in parsed.signed_by(known)
        if maker.kind == TIMESTAMPED and (even_compromised or not _fell_before(known[maker], signature.at))
    ]
    if not moments:
        raise Malformed(f"{origin} has not signed this checkpoint")
    checkpoint = Checkpoint.parse(parsed.text)
    if checkpoint.origin != origin:
        raise Malformed(f"this is a checkpoint of {checkpoint.origin}, not of {origin}")
    return checkpoint, max(moments)


def _fell_before(key: PublicKey, moment: datetime) -> bool:
    return key.compromised_at is not None and key.compromised_at <= moment
