"""Proof that an event is in the log, as C2SP tlog-proof writes it: to be checked without asking anybody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.keys.provider import PublicKey
from trainer.transparency import checkpoint, store
from trainer.transparency.checkpoint import Checkpoint
from trainer.transparency.entries import leaf
from trainer.transparency.models import LogEntry, LogLeaf
from trainer.transparency.note import Malformed, decoded, encoded
from trainer.transparency.tree import includes, leaf_hash
from trainer.transparency.tree import inclusion as path_of

FIRST = "c2sp.org/tlog-proof@v1"
SALT = re.compile(r"[0-9a-f]{64}")
FORM = re.compile(
    rf"{re.escape(FIRST)}\nextra (?P<extra>\S+)\nindex (?P<index>0|[1-9][0-9]{{0,17}})\n"
    r"(?P<path>(?:\S+\n){0,64})\n(?P<note>.+)",
    re.ASCII | re.DOTALL,
)


@dataclass(frozen=True)
class Proof:
    """A leaf, its place, the hashes beside its way to the root, and the checkpoint that states the root.

    `salt`, in hex, opens the hashes in the leaf for whoever may know what they are of; it is no part of what is proved.
    """

    leaf: bytes
    index: int
    path: tuple[bytes, ...]
    note: str
    salt: str = ""

    def __str__(self) -> str:
        """The proof as a file; leaf and salt are its extra data, a line each: nothing else has to be asked for."""
        extra = self.leaf + b"\n" + self.salt.encode() if self.salt else self.leaf
        head = [FIRST, f"extra {encoded(extra)}", f"index {self.index}", *map(encoded, self.path)]
        return "\n".join(head) + "\n\n" + self.note

    @classmethod
    def parse(cls, text: str) -> Proof:
        """Read a proof of this log; raises Malformed."""
        found = FORM.fullmatch(text)
        if not found:
            raise Malformed("this is not a proof as this log writes it")
        path = tuple(decoded(line) for line in found["path"].split())
        entry, mark, rest = decoded(found["extra"]).partition(b"\n")
        salt = rest.decode("ascii", "replace")
        if mark and not SALT.fullmatch(salt):
            raise Malformed("a salt is 32 bytes in lower-case hex")
        return cls(entry, int(found["index"]), path, found["note"], salt)

    def check(self, origin: str, keys: Iterable[PublicKey]) -> Checkpoint:
        """The checkpoint under which the leaf stands; raises Malformed when it stands under none of this log."""
        return self.dated(origin, keys)[0]

    def dated(
        self, origin: str, keys: Iterable[PublicKey], *, even_compromised: bool = False
    ) -> tuple[Checkpoint, datetime]:
        """The same, with the moment at which the log signed it."""
        head, at = checkpoint.read(self.note, origin, keys, even_compromised=even_compromised)
        if not includes(head.root, head.size, self.index, leaf_hash(self.leaf), self.path):
            raise Malformed(f"entry {self.index} is not in the tree of {head.size} entries")
        return head, at


def inclusion(session: Session, index: int, size: int) -> list[bytes]:
    """The hashes beside the way from a leaf to the root, at a size that was committed."""
    return path_of(index, size, store.tree(session, size))


def proof_of(session: Session, entry_key: str) -> Proof | None:
    """The proof of an entry under the last checkpoint, or None while it waits for its place or was never entered."""
    found = session.execute(
        select(LogLeaf.place, LogEntry.kind, LogEntry.subject, LogEntry.commitment, LogEntry.at)
        .join(LogEntry, LogEntry.id == LogLeaf.entry_id)
        .where(LogEntry.key == entry_key)
    ).one_or_none()
    last = store.latest(session)
    if found is None or last is None:
        return None
    place, kind, subject, commitment, at = found
    return Proof(
        leaf(kind, subject, commitment, at),
        place,
        tuple(inclusion(session, place, last.size)),
        store.note_of(session, last),
    )
