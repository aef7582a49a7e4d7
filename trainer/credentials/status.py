"""Bitstring status lists (W3C): one bit a credential, so that nobody who asks tells which credential they hold."""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from trainer.core.clock import stamp
from trainer.credentials.contexts import CREDENTIALS

ENTRIES = 131_072
BYTES = ENTRIES // 8
LIST_TYPE = ["VerifiableCredential", "BitstringStatusListCredential"]


class Purpose(StrEnum):
    """What a set bit means."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


class UnreadableList(ValueError):
    """A status list that is not one, with the reason in words."""


def status_entry(url: str, purpose: Purpose, index: int) -> dict[str, str]:
    """What a credential says of its place in a status list."""
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose.value,
        "statusListIndex": str(index),
        "statusListCredential": url,
    }


def status_list(
    url: str, did: str, purpose: Purpose, indexes: Iterable[int], *, valid_from: datetime, lasts: timedelta
) -> dict[str, Any]:
    """The credential that lists these indexes as set, not yet signed; it is good for a short while only.

    The same indexes give the same bytes. Its time to live, in milliseconds, is half its validity.
    """
    return {
        "@context": [CREDENTIALS],
        "id": url,
        "type": list(LIST_TYPE),
        "issuer": did,
        "validFrom": stamp(valid_from),
        "validUntil": stamp(valid_from + lasts),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose.value,
            "encodedList": encoded(indexes),
            "ttl": lasts // timedelta(milliseconds=2),
        },
    }


def encoded(indexes: Iterable[int]) -> str:
    """A list with these bits set, in GZIP and multibase base64url."""
    bits = bytearray(BYTES)
    for index in indexes:
        if not 0 <= index < ENTRIES:
            raise ValueError(f"a place in a status list is in 0..{ENTRIES - 1}, not {index}")
        bits[index // 8] |= 0x80 >> index % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def bits_of(text: object) -> bytes:
    """The bits of an encoded list; UnreadableList unless there are exactly as many as a list of ours has."""
    if not isinstance(text, str) or not text.startswith("u") or len(text) > 2 * BYTES:
        raise UnreadableList("it is not in multibase base64url")
    try:
        packed = base64.b64decode(text[1:] + "=" * (-len(text[1:]) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj(wbits=31)
        bits = unpacking.decompress(packed, BYTES + 1)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise UnreadableList("it cannot be unpacked") from error
    if len(bits) != BYTES or not unpacking.eof:
        raise UnreadableList(f"it does not hold {ENTRIES} entries")
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Whether the bit of this place is set."""
    return bool(bits[index // 8] & 0x80 >> index % 8)
