"""Writing a version of an item down: its columns, what it cites, and the words the bank is searched by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from question_bank.items.card import Card
from trainer.library.models import Item, ItemSource, ItemTag, ItemText, ItemVersion

SAID = (
    "type", "payload", "domain", "group", "level", "safety_critical", "must_not_miss", "vignette", "title", "tags",
    "sources", "enemies",
)  # fmt: skip
"""What makes one version of an item differ from another."""
UNREAD = frozenset(
    {"id", "svg", "digest", "media_type", "match", "harm", "scoring", "zone", "shape", "credit", "code", "factor"}
)
"""Parts of a payload in which nobody searches for words."""


def said_by(card: Card) -> dict[str, Any]:
    """What a card says, as columns of a version."""
    said = card.model_dump(mode="json", include=set(SAID) - {"payload"})
    return {**said, "payload": card.payload.model_dump(mode="json", exclude_none=True)}


def add_version(item: Item, number: int, card: Card, *, by: int | None, note: str, now: datetime) -> ItemVersion:
    """Add a version to an item and make it the current one; its words are kept with the item."""
    said = said_by(card)
    version = ItemVersion(number=number, note=note, created_at=now, created_by_id=by, **said)
    version.cites = [ItemSource(key=key) for key in dict.fromkeys(said["sources"])]
    version.labels = [ItemTag(tag=tag) for tag in dict.fromkeys(said["tags"])]
    item.versions.append(version)
    item.current_number = number
    words = words_of(item.code, said)
    if item.text is None:
        item.text = ItemText(words=words)
    else:
        item.text.words = words
    return version


def words_of(code: str, said: Mapping[str, Any]) -> str:
    """Everything an item says, as it is searched: bare words without case or accents, one space apart."""
    texts = (code, said["title"], *said["tags"], *said["sources"], *_texts(said["payload"]))
    return " ".join(tokens(" ".join(texts)))


def tokens(text: str) -> list[str]:
    """The words of a text, without case and accents."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return re.findall(r"\w+", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name in sorted(value):  # as a database gives them back, names stand in no order
            if name not in UNREAD:
                yield from _texts(value[name])
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
