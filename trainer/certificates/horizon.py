"""What everybody can see that verdicts are measured by: the head of the public log, and the status lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from trainer.certificates.models import Certificate, StatusList
from trainer.certificates.service.status import number_of
from trainer.certificates.service.workshop import Workshop
from trainer.core.errors import Unavailable
from trainer.credentials import Purpose, UnreadableCredential, read
from trainer.keys import NoKeys, PublicKey, Use
from trainer.storage import Storage
from trainer.transparency import checkpoint, store
from trainer.transparency.checkpoint import Checkpoint
from trainer.transparency.note import Malformed
from trainer.transparency.tree import HashOf, includes, inclusion, leaf_hash

THESE: BindParameter[Any] = bindparam("these", expanding=True)
LISTS = select(StatusList.number, StatusList.storage_key).where(StatusList.number.in_(THESE))
"""Put together once, as every verification asks it."""


@dataclass(frozen=True)
class Head:
    """The last checkpoint, its signature checked, and the tree beneath it."""

    checkpoint: Checkpoint
    note: str
    at: datetime
    hash_of: HashOf

    def has(self, leaf: bytes, place: int) -> bool:
        """Whether a leaf stands at a place of the tree whose root was signed."""
        size = self.checkpoint.size
        if place >= size:
            return False
        path = inclusion(place, size, self.hash_of)
        return includes(self.checkpoint.root, size, place, leaf_hash(leaf), path)


@dataclass(frozen=True)
class Horizon:
    """The log's head, the status lists by number as they were published, and the keys that credentials are checked by.

    `head` is None while the log has signed nothing that its keys bear out.
    """

    head: Head | None
    lists: dict[int, dict[str, object]]
    keys: tuple[PublicKey, ...]


def seen_from(session: Session, workshop: Workshop, certificates: Iterable[Certificate]) -> Horizon:
    """The horizon of these certificates; Unavailable without keys to check anything by."""
    try:
        keys = workshop.keys.every(Use.CREDENTIAL)
        head = _head(session, workshop)
    except NoKeys as error:
        raise Unavailable("Nothing can be checked just now: the keys of this installation are not there.") from error
    return Horizon(head, _lists(session, workshop.storage, certificates), keys)


def _head(session: Session, workshop: Workshop) -> Head | None:
    last = store.latest(session)
    if last is None:
        return None
    note = store.note_of(session, last)
    try:
        found, at = checkpoint.read(note, workshop.log.origin, workshop.keys.every(Use.LOG))
    except Malformed:
        return None
    return Head(found, note, at, store.tree(session, found.size))


def _lists(session: Session, storage: Storage, certificates: Iterable[Certificate]) -> dict[int, dict[str, object]]:
    """The lists these certificates stand in, as they were published; those that cannot be read are left out."""
    numbers = {number_of(one.status_list, Purpose.REVOCATION) for one in certificates}
    found = {}
    for number, key in session.execute(LISTS, {"these": list(numbers)}):
        try:
            found[number] = read(storage.get(key))
        except (KeyError, UnreadableCredential):
            continue
    return found
