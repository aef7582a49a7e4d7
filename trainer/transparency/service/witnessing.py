"""Witnesses: who they are, and taking in the checkpoints they have signed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.core.errors import Conflict, Invalid
from trainer.keys.provider import Keys, Use
from trainer.transparency import checkpoint, store
from trainer.transparency.models import LogCosignature, LogWitness
from trainer.transparency.note import TIMESTAMPED, Malformed, Note, Verifier


def add_witness(session: Session, name: str, key: str, *, now: datetime) -> LogWitness:
    """Take up a witness under its own name, with its key for timestamped cosignatures (C2SP tlog-cosignature)."""
    try:
        verifier = Verifier.parse(key)
    except Malformed as error:
        raise Invalid(f"This is not a key: {error}.") from error
    if verifier.kind != TIMESTAMPED or verifier.name != name:
        raise Invalid("The key has to be one for timestamped cosignatures (kind 4), under the name of the witness.")
    if session.scalar(select(LogWitness.id).where(LogWitness.name == name)):
        raise Conflict(f"{name} is a witness already.")
    made = LogWitness(name=name, key=str(verifier), added_at=now)
    session.add(made)
    session.flush()
    return made


def cosign(session: Session, text: str, keys: Keys, origin: str) -> list[str]:
    """Take in a checkpoint of ours that witnesses have signed; returns the names of those whose signature was new."""
    try:
        note = Note.parse(text)
        head, _at = checkpoint.read(text, origin, keys.every(Use.LOG))
        witnesses = {Verifier.parse(row.key): row for row in session.scalars(select(LogWitness))}
        signed = note.signed_by(witnesses)
        moments = [signature.at for _verifier, signature in signed]
    except Malformed as error:
        raise Invalid(f"This cosigned checkpoint is not to be believed: {error}.") from error
    found = store.checkpoint_of(session, head.size)
    if found is None or found.root != head.root:
        raise Conflict(f"The log has never published this checkpoint of {head.size} entries.")
    if not signed:
        raise Invalid("No witness that the log knows has signed this checkpoint.")
    names = []
    for (verifier, signature), at in zip(signed, moments, strict=True):
        own = LogCosignature(checkpoint_id=found.id, witness_id=witnesses[verifier].id, line=str(signature), at=at)
        if _is_new(session, own):
            session.add(own)
            names.append(verifier.name)
    session.flush()
    return names


def _is_new(session: Session, found: LogCosignature) -> bool:
    same = select(LogCosignature.id).where(
        LogCosignature.checkpoint_id == found.checkpoint_id,
        LogCosignature.witness_id == found.witness_id,
        LogCosignature.at == found.at,
    )
    return session.scalar(same) is None
