"""Where private halves are kept: as PEM files here, or in another vault that keeps this promise."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeAlias

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from trainer.core.files import write_once
from trainer.keys.jwk import Public
from trainer.keys.provider import NoKeys

Sign: TypeAlias = Callable[[bytes], bytes]
Private: TypeAlias = ec.EllipticCurvePrivateKey | Ed25519PrivateKey


class Curve(StrEnum):
    """The two kinds of key there are here."""

    P256 = "P-256"
    ED25519 = "Ed25519"


class KeysExist(RuntimeError):
    """There is a key under this name already, and keys are never overwritten."""


class Vault(Protocol):
    """Makes private halves, keeps them, and signs with them."""

    def make(self, name: str, curve: Curve) -> Public:
        """Make and keep a key; its public half. KeysExist when the name is taken."""

    def holds(self, name: str) -> bool:
        """Whether there is a key under this name."""

    def opened(self, name: str) -> Sign:
        """What signs with this key: 64 bytes for Ed25519, ECDSA with SHA-256 in DER for P-256; or NoKeys."""


class PemVault:
    """A folder of PKCS#8 files that only their owner can read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """The file of one private half."""
        return self.folder / f"{name}.key"

    def make(self, name: str, curve: Curve) -> Public:
        made: Private = (
            Ed25519PrivateKey.generate() if curve is Curve.ED25519 else ec.generate_private_key(ec.SECP256R1())
        )
        if not write_once(self.path(name), pem(made)):
            raise KeysExist(f"{self.path(name)} is there already, and is not overwritten")
        return made.public_key()

    def holds(self, name: str) -> bool:
        return self.path(name).exists()

    def opened(self, name: str) -> Sign:
        try:
            found = load_pem_private_key(self.path(name).read_bytes(), password=None)
        except (OSError, ValueError) as error:
            raise NoKeys(f"the key {name} cannot be read from {self.path(name)}: {error}") from error
        if isinstance(found, Ed25519PrivateKey):
            return found.sign
        if isinstance(found, ec.EllipticCurvePrivateKey):
            return lambda data: found.sign(data, ec.ECDSA(hashes.SHA256()))
        raise NoKeys(f"{self.path(name)} holds a key, but neither for Ed25519 nor for P-256")


def pem(key: Private) -> bytes:
    """A private key as an unencrypted PKCS#8 file."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
