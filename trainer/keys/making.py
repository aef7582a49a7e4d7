"""Making the keys of an installation: the offline root, the issuing CA, and one key for each use."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from trainer.core import files
from trainer.keys import authority, jwk, ring
from trainer.keys.authority import ROOT, Issuer, Revoked, Signer, whole_second
from trainer.keys.files import READABLE, FileKeys, root_name
from trainer.keys.handle import Handle, p256
from trainer.keys.provider import NoKeys, PublicKey, Use
from trainer.keys.ring import Authority, Ring
from trainer.keys.vault import Curve, KeysExist, PemVault, Sign, Vault

AUTHORITY = "ca"
CURVES = {Use.PDF: Curve.P256, Use.CREDENTIAL: Curve.ED25519, Use.LOG: Curve.ED25519}


def create(keys: FileKeys, root_folder: Path, issuer: Issuer, *, now: datetime) -> Ring:
    """Make every key; KeysExist when there are keys already.

    The root is kept in `root_folder`, and one that is there already is used: its private half never enters the folder
    of the others.
    """
    with files.alone_in(keys.folder):
        if ring.path(keys.folder).exists():
            raise KeysExist(f"there are keys in {keys.folder} already; `trainer keys rotate` adds to them")
        root = opened_root(root_folder, issuer, now)
        own = add_authority(keys, Ring(), root, issuer, now)
        for use in Use:
            own = add_key(keys, own, use, issuer, now)
        ring.write(keys.folder, own)
    return own


def opened_root(folder: Path, issuer: Issuer, now: datetime, number: int = 1) -> Signer:
    """The root that is kept in a folder, made when there is none, as the first, second, ... of the installation."""
    vault, path = PemVault(folder), certificate_path(folder)
    with files.alone_in(folder):
        if not vault.holds(ROOT):
            key = Handle(*made(vault, ROOT))
            files.replace(path, authority.root(key, issuer, now, number).public_bytes(Encoding.PEM), mode=READABLE)
    return existing_root(folder)


def existing_root(folder: Path) -> Signer:
    """The root that is kept in a folder, or NoKeys."""
    try:
        certificate = x509.load_pem_x509_certificate(certificate_path(folder).read_bytes())
    except (OSError, ValueError) as error:
        raise NoKeys(f"there is no root in {folder}: {error}") from error
    return Signer(certificate, Handle(PemVault(folder).opened(ROOT), p256(certificate.public_key())))


def certificate_path(folder: Path) -> Path:
    """The certificate of the root that is kept in a folder."""
    return folder / f"{ROOT}.pem"


def add_authority(keys: FileKeys, own: Ring, root: Signer, issuer: Issuer, now: datetime) -> Ring:
    """A ring with a new issuing CA; its certificate and its first list are written."""
    number = free_number(keys, AUTHORITY, len(own.authorities))
    name = AUTHORITY if number == 1 else f"{AUTHORITY}-{number}"
    _, public = made(keys.vault, name)
    listed = list_name(keys, own, root.certificate)
    keys.keep_chain(name, authority.issuing(root, public, issuer, listed, now), root.certificate)
    grown = replace(own, authorities=(*own.authorities, Authority(name, whole_second(now))))
    sign_list(keys, grown, name, now)
    sign_root_list(keys, grown, root, now)
    return grown


def add_key(keys: FileKeys, own: Ring, use: Use, issuer: Issuer, now: datetime) -> Ring:
    """A ring with a new key for a use; a signer of PDFs gets its certificate from the CA that issues now."""
    name = f"{use}-{free_number(keys, use, len(own.of(use)))}"
    public = keys.vault.make(name, CURVES[use])
    if use is Use.PDF:
        parent = own.authority().name
        certificate = authority.document_signer(keys.signer(parent), p256(public), issuer, parent, now)
        keys.keep_chain(name, certificate, *keys.certificates(parent))
    return replace(own, keys=(*own.keys, PublicKey(use, name, jwk.written(public), whole_second(now))))


def free_number(keys: FileKeys, stem: str, count: int) -> int:
    """The number of the next key; one that an interrupted rotation left in the vault is passed over."""
    number = count + 1
    while count and keys.vault.holds(f"{stem}-{number}"):
        number += 1
    return number


def made(vault: Vault, name: str) -> tuple[Sign, ec.EllipticCurvePublicKey]:
    """A new P-256 key: what signs with it, and its public half."""
    public = p256(vault.make(name, Curve.P256))
    return vault.opened(name), public


def sign_lists(keys: FileKeys, own: Ring, now: datetime) -> int:
    """Sign the list of every CA anew that is not compromised and whose private half is here; how many there are."""
    names = [one.name for one in own.authorities if one.compromised_at is None and keys.vault.holds(one.name)]
    for name in names:
        sign_list(keys, own, name, now)
    return len(names)


def sign_list(keys: FileKeys, own: Ring, name: str, now: datetime) -> None:
    """Write the list of what one CA has revoked: the signers of PDFs below it whose keys are compromised."""
    signer = keys.signer(name)
    revoked = [
        Revoked(keys.certificates(key.name)[0], key.compromised_at)
        for key in own.of(Use.PDF)
        if key.compromised_at is not None and keys.certificates(key.name)[1] == signer.certificate
    ]
    keys.keep_list(name, authority.revocation_list(signer, revoked, number_at(now), now))


def sign_root_list(keys: FileKeys, own: Ring, root: Signer, now: datetime) -> None:
    """Write the list of the issuing CAs that a root has revoked; it lasts as long as the root, which is offline."""
    revoked = [
        Revoked(keys.certificates(one.name)[0], one.compromised_at)
        for one in own.authorities
        if one.compromised_at is not None and keys.certificates(one.name)[-1] == root.certificate
    ]
    signed = authority.revocation_list(root, revoked, number_at(now), now, authority.ROOT_LASTS)
    keys.keep_list(list_name(keys, own, root.certificate), signed)


def list_name(keys: FileKeys, own: Ring, root: x509.Certificate) -> str:
    """What the list of a root is called; that of a new one, if no issuing CA stands below it yet."""
    known = keys.roots(own)
    return next((name for name, one in known.items() if one == root), root_name(len(known) + 1))


def number_at(now: datetime) -> int:
    """The number of a list: each is greater than that of any list signed before."""
    return int(now.timestamp())
