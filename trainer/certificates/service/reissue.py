"""Signing again what a retired or compromised key signed: the same term and identifier, with another key.

The credential and the page are set aside in one transaction with the event that says why; issuing then makes them anew
as it makes those of a new certificate, whoever runs it. The old bytes stay in the store, named by the audit record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.certificates import queries
from trainer.certificates.machine import COMPROMISED, RETIRED
from trainer.certificates.models import Certificate
from trainer.certificates.rules import State
from trainer.certificates.service.book import Grounds, note
from trainer.certificates.service.letter import changed_letter
from trainer.certificates.service.workshop import Workshop
from trainer.core.db import Database
from trainer.core.errors import Conflict
from trainer.credentials import UnreadableCredential, read
from trainer.documents.signing import bears
from trainer.keys import NoKeys, PublicKey, Use
from trainer.keys.ring import in_use
from trainer.mail import post
from trainer.transparency.entries import Kind

TAKEN_BACK = (State.REVOKED.value, State.WITHDRAWN.value)


@dataclass(frozen=True)
class Old:
    """A certificate that bears the signature of a key that signs nothing more, and the key."""

    certificate_id: int
    credential_key: str
    pdf_key: str | None
    name: str
    reason: str


def keys_ended(workshop: Workshop, name: str | None = None) -> dict[str, PublicKey]:
    """The keys of credentials and pages that sign nothing more, or the one of this name; Conflict when it cannot be."""
    every = [*workshop.keys.every(Use.CREDENTIAL), *workshop.keys.every(Use.PDF)]
    ended = {key.name: key for key in every if not in_use(key)}
    if name is None or name in ended:
        return ended if name is None else {name: ended[name]}
    if name in (key.name for key in every):
        raise Conflict(f"{name} signs still: make another with `trainer keys rotate` first.")
    if name in (key.name for key in workshop.keys.every(Use.LOG)):
        raise Conflict("A key of the log signs no certificate: its successor signs the same tree.")
    raise NoKeys(f"there is no key {name} of credentials or pages; `trainer keys list` names them")


def signed_already(session: Session) -> list[int]:
    """The ids of certificates that were signed and not taken back since, oldest first."""
    query = select(Certificate.id).where(Certificate.credential_key.is_not(None))
    return list(session.scalars(query.where(Certificate.state.not_in(TAKEN_BACK)).order_by(Certificate.id)))


def old_signature(
    session: Session, workshop: Workshop, certificate_id: int, ended: Mapping[str, PublicKey]
) -> Old | None:
    """Which of these keys signed the credential or the page of a certificate; a compromised one is named first."""
    row = session.get_one(Certificate, certificate_id)
    if row.credential_key is None:
        return None
    found = [key for key in ended.values() if _signed(row, workshop, key)]
    if not found:
        return None
    worst = min(found, key=lambda key: key.compromised_at is None)
    reason = RETIRED if worst.compromised_at is None else COMPROMISED
    return Old(row.id, row.credential_key, row.pdf_key, worst.name, reason)


def _signed(row: Certificate, workshop: Workshop, key: PublicKey) -> bool:
    """Whether the stored bytes bear this key's signature; what is missing bears none."""
    wanted = row.credential_key if key.use is Use.CREDENTIAL else row.pdf_key
    try:
        data = workshop.storage.get(wanted) if wanted else None
        if data is None:
            return False
        if key.use is Use.PDF:
            return bears(data, workshop.keys.chain(key.name)[0])
        return any(str(proof["verificationMethod"]).endswith(f"#{key.name}") for proof in read(data)["proof"])
    except (KeyError, TypeError, UnreadableCredential):
        return False


def set_aside(database: Database, certificates: Iterable[Old], *, now: datetime) -> list[int]:
    """Set these credentials and pages aside in one transaction, each with its event; the ids to be signed again.

    What somebody else set aside in the meantime is left alone.
    """
    with database.write() as session:
        return [one.certificate_id for one in certificates if _set_aside(session, one, now)]


def _set_aside(session: Session, old: Old, now: datetime) -> bool:
    row = queries.locked(session, old.certificate_id)
    if (row.credential_key, row.pdf_key) != (old.credential_key, old.pdf_key):
        return False
    more = {"signed_by": old.name, "credential": old.credential_key, "page": old.pdf_key}
    event = note(session, row, Kind.REISSUED, Grounds(old.reason), now=now, **more)
    row.credential_key = row.pdf_key = None
    post(session, changed_letter(session, row, event, now=now), now=now)
    return True
