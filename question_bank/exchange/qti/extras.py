"""What QTI has no place for - harm, hazards, cases, exact coordinates - in a file of our own beside each item.

The file holds the whole card and the digest of the item as it was written. It is believed only while the item still
has that digest; an item that somebody has changed since is read from its XML.
"""

from __future__ import annotations

import json
from typing import Any

from question_bank.exchange import labels
from question_bank.exchange.archive import Package
from question_bank.exchange.found import Draft, Refused, Unreadable
from question_bank.items import payload_from
from question_bank.items.base import Payload, Picture
from question_bank.items.card import Card
from question_bank.items.media import UnsafeMedia, digest_of, picture_of

LARGEST = 1_000_000
CHANGED = (
    "the file of our own beside it is missing or no longer fits: harm grades, hazards and cases are not taken over"
)
MEDIA = "media/"
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif", "image/svg+xml": "svg"}


def written(card: Card, item: bytes) -> bytes:
    """The file beside an item."""
    payload = card.payload.model_dump(mode="json", exclude_defaults=True)
    told = {"item": digest_of(item), "code": card.code, "version": card.version, "type": card.type, "payload": payload,
            "title": card.title, "labels": labels.labels(card)}  # fmt: skip
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def media_name(picture: Picture) -> str:
    """What the file of a picture is called in a package."""
    return f"{MEDIA}{picture.digest}.{ENDINGS[picture.media_type]}"


def read(package: Package, name: str, item: bytes) -> Draft | None:
    """The draft as it was when it was written here; None when there is none, or the item has changed."""
    if name not in package:
        return None
    try:
        told = json.loads(package.read(name)[:LARGEST])
        if not isinstance(told, dict) or told.get("item") != digest_of(item):
            return None
        return _draft(package, told)
    except (ValueError, KeyError, TypeError, RecursionError, Refused, Unreadable):
        return None


def _draft(package: Package, told: dict[str, Any]) -> Draft | None:
    payload = payload_from(told["type"], told["payload"])
    about, tags = labels.told([str(label) for label in told["labels"]])
    media = _media(package, payload)
    if media is None:
        return None
    about = {**about, "code": str(told["code"]), "version": int(told["version"])}
    return Draft(payload, str(told["title"]), str(about.get("domain", "")), tags, about, media)


def _media(package: Package, payload: Payload) -> dict[str, bytes] | None:
    """The pictures a payload names; None when one is missing or is no longer what it was."""
    media: dict[str, bytes] = {}
    for picture in pictures(payload):
        try:
            found, kept = picture_of(package.read(media_name(picture)), picture.alt)
        except UnsafeMedia:
            return None
        if found.digest != picture.digest:
            return None
        media[picture.digest] = kept
    return media


def pictures(payload: Payload) -> list[Picture]:
    """The pictures a payload shows that are files of their own."""
    shown = (payload.picture, None if payload.case is None else payload.case.picture)
    return [picture for picture in shown if picture is not None and picture.digest]
