"""Which signatures of a key are to be believed, now that its life is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from trainer.keys.provider import PublicKey
from trainer.keys.ring import Living

UNDER_WAY = timedelta(minutes=5)
"""How long after its retirement a key may still end what another process had begun to sign."""


def vouches(key: PublicKey, at: datetime) -> bool:
    """Whether a signature that this key made at this moment is to be believed."""
    is_early = at < key.since
    is_late = key.retired_at is not None and at >= key.retired_at + UNDER_WAY
    is_suspect = key.compromised_at is not None and at >= key.compromised_at
    return not (is_early or is_late or is_suspect)


def believed(key: PublicKey, *, signed_at: datetime, logged_at: datetime | None) -> bool:
    """Whether what states to be signed at a moment, and is in the public log since another or not at all, is believed.

    Whoever has a compromised key writes any moment into what they sign: of such a key only the log's moment counts.
    """
    if not vouches(key, signed_at):
        return False
    if key.compromised_at is None:
        return True
    return logged_at is not None and logged_at < key.compromised_at


def handed_out(every: Sequence[Living]) -> list[Living]:
    """Those that others may be given to check with, the newest first: all but the compromised ones."""
    return [one for one in reversed(every) if one.compromised_at is None]
