"""What becomes of keys: others take their place, they are retired, they turn out to be known to somebody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from trainer.core import files
from trainer.keys import making, ring
from trainer.keys.authority import Issuer, Signer
from trainer.keys.files import FileKeys
from trainer.keys.provider import PublicKey, Use
from trainer.keys.ring import Authority, Ring, in_use


class NotSo(ValueError):
    """The keys cannot be changed in this way; the message says why and what would do."""


def rotate(keys: FileKeys, use: Use, issuer: Issuer, *, now: datetime) -> str:
    """Make a new key for a use and retire the one that signed until now; the name of the new one."""
    with files.alone_in(keys.folder):
        own = ring.read(keys.folder)
        grown = making.add_key(keys, _retired(own, own.of(use), now), use, issuer, now)
        ring.write(keys.folder, grown)
    return grown.keys[-1].name


def rotate_authority(keys: FileKeys, root_folder: Path, issuer: Issuer, *, now: datetime) -> str:
    """Make a new issuing CA and a new signer of PDFs below it; the name of the new CA.

    The CA that is retired goes on signing the list of what it revoked, for the signers of PDFs that stand below it.
    """
    root = making.existing_root(root_folder)
    with files.alone_in(keys.folder):
        own = ring.read(keys.folder)
        if root.certificate != list(keys.roots(own).values())[-1]:
            raise NotSo(f"the root in {root_folder} is not the newest of this installation, which issues")
        return _succeeded(keys, own, root, issuer, now)


def rotate_root(keys: FileKeys, new_folder: Path, issuer: Issuer, *, now: datetime) -> str:
    """Make a new root in a folder of its own, a new issuing CA below it and a signer of PDFs; the name of the CA.

    The old root stays published beside the new one, and what stands below it stays good.
    """
    with files.alone_in(keys.folder):
        own = ring.read(keys.folder)
        known = keys.roots(own)
        root = making.opened_root(new_folder, issuer, now, len(known) + 1)
        if root.certificate in known.values():
            raise NotSo(f"{new_folder} holds a root of this installation: name an empty folder for the new one")
        return _succeeded(keys, own, root, issuer, now)


def _succeeded(keys: FileKeys, own: Ring, root: Signer, issuer: Issuer, now: datetime) -> str:
    """Let a new issuing CA below a root and a new signer of PDFs follow those in use; the name of the CA."""
    retired = _retired(own, (*own.authorities, *own.of(Use.PDF)), now)
    grown = making.add_authority(keys, retired, root, issuer, now)
    ring.write(keys.folder, making.add_key(keys, grown, Use.PDF, issuer, now))
    return grown.authorities[-1].name


def retire(keys: FileKeys, name: str, *, now: datetime) -> None:
    """Let a key sign nothing more; NotSo when nothing else signs for its use."""
    with files.alone_in(keys.folder):
        own = ring.read(keys.folder)
        found = own.named(name)
        peers = own.authorities if isinstance(found, Authority) else own.of(found.use)
        if not in_use(found):
            raise NotSo(f"{name} signs nothing any more")
        if sum(in_use(one) for one in peers) < 2:
            raise NotSo(f"nothing else signs for what {name} signs: rotate it instead")
        ring.write(keys.folder, own.ended(name, retired_at=now))


def left_alone(own: Ring, name: str) -> Use | None:
    """The use for which no key signs but this one, if it does; None where another does, and for an issuing CA."""
    found = own.named(name)
    if not isinstance(found, PublicKey) or any(in_use(one) for one in own.of(found.use) if one != found):
        return None
    return found.use


def refuse_the_last(keys: FileKeys, name: str) -> None:
    """NotSo where a key signs alone for its use: without it nothing is issued, and what rests on it is not believed."""
    own = keys.ring()
    use = left_alone(own, name)
    if use and in_use(own.named(name)):
        raise NotSo(
            f"nothing else signs for what {name} signs. First run `trainer keys rotate {use}`, then this again; "
            "where no other key can be made now, say --last"
        )


def compromise(
    keys: FileKeys, name: str, since: datetime, reason: str, *, now: datetime, root_folder: Path | None = None
) -> None:
    """Let a key vouch for nothing signed from `since` on, and say so in the lists of revoked certificates.

    Said twice, the earlier moment holds. An issuing CA is revoked by the root, which must be at hand.
    """
    if since > now:
        raise NotSo(f"{since} has not come yet")
    with files.alone_in(keys.folder):
        own = ring.read(keys.folder)
        found = own.named(name)
        known = min(since, found.compromised_at or since)
        told = replace(own.ended(name, compromised_at=known), reasons={**own.reasons, name: reason})
        if isinstance(found, Authority):
            if root_folder is None:
                raise NotSo(f"the root revokes {name}: say where it is with --root DIR")
            root = making.existing_root(root_folder)
            if root.certificate != keys.certificates(name)[-1]:
                raise NotSo(f"{name} stands below another root than the one in {root_folder}")
            making.sign_root_list(keys, told, root, now)
        ring.write(keys.folder, told)  # first: it holds even where a list cannot be signed
        making.sign_lists(keys, told, now)


def refresh_crl(keys: FileKeys, *, now: datetime) -> int:
    """Sign the lists of revoked certificates anew, so that they stay current; how many were signed."""
    with files.alone_in(keys.folder):
        return making.sign_lists(keys, ring.read(keys.folder), now)


def compromised(keys: FileKeys) -> dict[str, datetime]:
    """The names of compromised keys and issuing CAs, each with the moment from which it vouches for nothing."""
    every = keys.ring().every()
    return {one.name: one.compromised_at for one in every if one.compromised_at is not None}


def _retired(own: Ring, every: Iterable[PublicKey | Authority], now: datetime) -> Ring:
    for one in every:
        if in_use(one):
            own = own.ended(one.name, retired_at=now)
    return own
