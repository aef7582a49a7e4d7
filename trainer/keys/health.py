"""Whether keys can sign, will go on being believed, and are kept from others' eyes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from cryptography import x509

from trainer.keys import ring
from trainer.keys.files import FileKeys
from trainer.keys.provider import NoKeys, Use

SOON = timedelta(days=30)
OTHERS = 0o077
"""The permission bits of everybody but the owner."""


def missing(keys: FileKeys) -> list[str]:
    """Every use for which nothing can sign, in words for an operator."""
    found: dict[str, None] = {}
    for use in Use:
        try:
            keys.current(use)
        except NoKeys as error:
            found[str(error)] = None
    return list(found)


def faults(keys: FileKeys, *, now: datetime) -> list[str]:
    """Everything an operator should do something about; certificates are called out thirty days before they end."""
    lacking = missing(keys)
    if lacking:
        return lacking
    return [*chain(unsafe(keys.folder), ending(keys, now), stale(keys, now))]


def unsafe(folder: Path) -> Iterator[str]:
    """Files of private halves, and their folder, that others than their owner may read."""
    for path in (folder, ring.path(folder), *sorted(folder.glob("*.key"))):
        bits = path.stat().st_mode & OTHERS
        if bits:
            yield f"{path} is open to others (mode {path.stat().st_mode & 0o777:o}): chmod go= {path}"


def ending(keys: FileKeys, now: datetime) -> Iterator[str]:
    """Certificates of what signs PDFs now that are not valid yet, ended, or end soon."""
    for one in keys.certificates(keys.ring().current(Use.PDF).name):
        if not one.not_valid_before_utc <= now <= one.not_valid_after_utc - SOON:
            name = one.subject.rfc4514_string()
            yield f"{name} is valid from {one.not_valid_before_utc} to {one.not_valid_after_utc}: rotate it"


def stale(keys: FileKeys, now: datetime) -> Iterator[str]:
    """Lists of revoked certificates that are no longer current."""
    for one in keys.ring().authorities:
        if one.compromised_at is not None:
            continue
        listed = x509.load_der_x509_crl(keys.revocation_list(one.name))
        if listed.next_update_utc is None or listed.next_update_utc < now:
            yield f"the list of revoked certificates of {one.name} ended {listed.next_update_utc}: trainer keys crl"
