"""The pictures of one item: fetched from its package, checked, and kept by their digest."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable

from question_bank.exchange.found import Refused, Unreadable
from question_bank.exchange.markup import Losses
from question_bank.items.base import Picture
from question_bank.items.media import UnsafeMedia, picture_of

Fetch = Callable[[str], bytes]
"""The bytes behind an address in an item; Refused or Unreadable when there are none to be had."""
INLINE = "data:"


def nothing(address: str) -> bytes:
    """What an item that came without a package can fetch."""
    raise Refused(f"{address} did not come with the question; send the whole package")


class Shelf:
    """Pictures by their address, and what of them is kept beside the item."""

    def __init__(self, fetch: Fetch, losses: Losses) -> None:
        self._fetch, self._losses = fetch, losses
        self.media: dict[str, bytes] = {}

    def picture(self, address: str, alt: str) -> Picture | None:
        """The picture at an address; None, and a loss, when it cannot be shown."""
        try:
            picture, kept = picture_of(self._bytes(address), alt)
        except (UnsafeMedia, Refused, Unreadable) as error:
            self._losses.add(f"a picture is left out: {error}")
            return None
        if kept:
            self.media[picture.digest] = kept
        return picture

    def _bytes(self, address: str) -> bytes:
        if not address.startswith(INLINE):
            return self._fetch(address)
        head, _comma, data = address.partition(",")
        try:
            return b64decode(data, validate=True) if head.endswith(";base64") else b""
        except binascii.Error:
            return b""
