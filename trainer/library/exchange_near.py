"""Items of a file that read almost like one the bank has: told, never refused."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy.orm import Session

from question_bank.items.card import Card
from question_bank.similar import Index, how_alike, text_of
from trainer.library import listing

CHUNK = 500


class Neighbours:
    """What the bank held before the import, retired items too; only read when something new is to be compared.

    A save asks the search index for a hundred likely items (`pairs.near`); a file of thousands asks one in memory.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @cached_property
    def _index(self) -> Index | None:
        found = self._session.execute(listing.current().execution_options(yield_per=CHUNK))
        texts = {item.code: text_of(listing.card_of(item, version)) for item, version in found}
        return Index(texts) if texts else None

    def note(self, card: Card) -> tuple[str, ...]:
        """The item that is nearest to this one, in words; nothing when none is near."""
        found = self._index.near(text_of(card), limit=1) if self._index else []
        return tuple(f"{match.code} is nearly the same: {how_alike(match)}" for match in found)
