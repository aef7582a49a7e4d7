"""Signed notes and the keys that check them, as C2SP signed-note and tlog-cosignature write them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PLAIN, TIMESTAMPED = 0x01, 0x04
"""The kinds of signature: over the text alone, and over the text with the moment of signing."""
MARK = "— "
KEY_NAME = re.compile(r"[^\s+]+")
ID_BYTES = 4
TIME_BYTES = 8
LONGEST = 64 * 1024
MOST_SIGNATURES = 64


class Malformed(ValueError):
    """A note, a key or a checkpoint is not written as it has to be."""


def decoded(text: str) -> bytes:
    """The bytes of standard base64, written in the one way there is; raises Malformed."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed(f"{text!r} is not base64") from error
    if base64.b64encode(data).decode() != text:
        raise Malformed(f"{text!r} is not base64 in its one form")
    return data


def encoded(data: bytes) -> str:
    """Bytes as standard base64."""
    return base64.b64encode(data).decode()


@dataclass(frozen=True)
class Verifier:
    """A public Ed25519 key with the name it signs under and the kind of signature it makes."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The first four bytes of the hash of name, kind and key, which signatures carry."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:ID_BYTES]

    def __str__(self) -> str:
        """The key as text: name, id and key joined by plus signs."""
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """Read a key from its text; raises Malformed."""
        name, _, rest = text.strip().partition("+")
        shown_id, _, key = rest.partition("+")
        data = decoded(key)
        if not KEY_NAME.fullmatch(name) or len(data) != 33 or data[0] not in (PLAIN, TIMESTAMPED):
            raise Malformed("this is not a key of kind 1 or 4 as `name+id+base64`")
        made = cls(name, data[0], data[1:])
        if made.id.hex() != shown_id:
            raise Malformed(f"the key of {name} has the id {made.id.hex()}, not {shown_id}")
        return made


@dataclass(frozen=True)
class Signature:
    """One signature line."""

    name: str
    id: bytes
    body: bytes

    def __str__(self) -> str:
        """The line, without its end."""
        return f"{MARK}{self.name} {encoded(self.id + self.body)}"

    @property
    def at(self) -> datetime:
        """The moment of a timestamped signature, to be believed only once it is verified."""
        try:
            return datetime.fromtimestamp(int.from_bytes(self.body[:TIME_BYTES]), UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise Malformed(f"{self.name} signed at no moment there is") from error


@dataclass(frozen=True)
class Note:
    """A text with its signatures; nothing of it is to be believed before a signature is verified."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        """The note as it is kept and served."""
        return self.text + "\n" + "".join(f"{signature}\n" for signature in self.signatures)

    @classmethod
    def parse(cls, data: str) -> Note:
        """Read a note; raises Malformed."""
        if len(data) > LONGEST or any(character < " " and character != "\n" for character in data):
            raise Malformed("a note is short text without control characters")
        text, blank, lines = data.rpartition("\n\n")
        if not blank or not lines.endswith("\n"):
            raise Malformed("a note is a text, an empty line and signatures")
        signatures = tuple(_signature(line) for line in lines.removesuffix("\n").split("\n"))
        if len(signatures) > MOST_SIGNATURES:
            raise Malformed("a note has too many signatures")
        return cls(text + "\n", signatures)

    def signed_by(self, verifiers: Iterable[Verifier]) -> list[tuple[Verifier, Signature]]:
        """The signatures made by these keys; others are passed over. Raises Malformed when one of theirs is wrong."""
        known = {(verifier.name, verifier.id): verifier for verifier in verifiers}
        found = [
            (known[signature.name, signature.id], signature)
            for signature in self.signatures
            if (signature.name, signature.id) in known
        ]
        for verifier, signature in found:
            _check(self.text, verifier, signature)
        return found


def _signature(line: str) -> Signature:
    mark, name, data = line[: len(MARK)], *line[len(MARK) :].partition(" ")[::2]
    signature = decoded(data)
    if mark != MARK or not KEY_NAME.fullmatch(name) or len(signature) <= ID_BYTES:
        raise Malformed(f"{line!r} is not a signature")
    return Signature(name, signature[:ID_BYTES], signature[ID_BYTES:])


def message(text: str, kind: int, time: bytes = b"") -> bytes:
    """What a signature of one kind is made over; `time` is seconds since 1970 in eight bytes."""
    if kind == PLAIN:
        return text.encode()
    return f"cosignature/v1\ntime {int.from_bytes(time)}\n{text}".encode()


def _check(text: str, verifier: Verifier, signature: Signature) -> None:
    time_bytes = 0 if verifier.kind == PLAIN else TIME_BYTES
    time, made = signature.body[:time_bytes], signature.body[time_bytes:]
    try:
        key = Ed25519PublicKey.from_public_bytes(verifier.public)
        key.verify(made, message(text, verifier.kind, time))
    except InvalidSignature as error:
        raise Malformed(f"the signature of {verifier.name} is not true") from error
