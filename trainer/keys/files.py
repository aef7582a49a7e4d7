"""The keys of an installation in one folder: the ring, the certificates, and a vault for the private halves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from trainer.core.files import replace
from trainer.keys import ring
from trainer.keys.authority import ROOT, Signer
from trainer.keys.chains import pem_of
from trainer.keys.handle import Handle, p256
from trainer.keys.provider import NoKeys, PublicKey, Use
from trainer.keys.ring import Ring
from trainer.keys.vault import PemVault, Sign, Vault

READABLE = 0o644
"""Certificates and lists hold no secret."""


def root_name(number: int) -> str:
    """What the list of the first, second, ... root is called."""
    return ROOT if number == 1 else f"{ROOT}-{number}"


@dataclass(frozen=True)
class HeldKey:
    """One key, and what signs with it."""

    public: PublicKey
    signer: Sign

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`."""
        return self.signer(data)


class FileKeys:
    """Keys held in memory once read; the ring is read anew when its file has changed."""

    def __init__(self, folder: Path, vault: Vault | None = None) -> None:
        self.folder = folder
        self.vault: Vault = vault or PemVault(folder)
        self._read: tuple[tuple[int, int, int], Ring] | None = None
        self._opened: dict[str, Sign] = {}
        self._certificates: dict[str, list[x509.Certificate]] = {}

    def current(self, use: Use) -> HeldKey:
        """The key that signs now, or NoKeys."""
        found = self.ring().current(use)
        return HeldKey(found, self.opened(found.name))

    def every(self, use: Use) -> tuple[PublicKey, ...]:
        """Every key there ever was for a use, oldest first, or NoKeys when none were ever made."""
        return self.ring().of(use)

    def chain(self, name: str) -> tuple[bytes, ...]:
        """The X.509 certificates of one PDF key in DER: its own, the issuing CA's, the root's."""
        return tuple(one.public_bytes(Encoding.DER) for one in self.certificates(name))

    def revoked(self) -> bytes:
        """The list of revoked certificates of the CA that issues now, in DER."""
        return self.revocation_list(self.ring().authority().name)

    def revocation_list(self, authority: str) -> bytes:
        """The list of one authority, or of the root, in DER; NoKeys when there is none."""
        try:
            return self.list_path(authority).read_bytes()
        except FileNotFoundError as error:
            raise NoKeys(f"there is no list of revoked certificates of {authority}") from error

    def ring(self) -> Ring:
        """Every key with its life, or NoKeys."""
        mark = ring.mark(self.folder)
        if self._read is None or self._read[0] != mark:
            self._read = mark, ring.read(self.folder)
        return self._read[1]

    def opened(self, name: str) -> Sign:
        """What signs with one private half, or NoKeys."""
        if name not in self._opened:
            self._opened[name] = self.vault.opened(name)
        return self._opened[name]

    def certificates(self, name: str) -> list[x509.Certificate]:
        """The chain of a PDF key or an issuing CA, its own certificate first, the root's last; or NoKeys."""
        if name not in self._certificates:
            try:
                self._certificates[name] = x509.load_pem_x509_certificates(self.chain_path(name).read_bytes())
            except (OSError, ValueError) as error:
                raise NoKeys(f"the certificate of {name} cannot be read: {error}") from error
        return self._certificates[name]

    def roots(self, own: Ring | None = None) -> dict[str, x509.Certificate]:
        """Every root that the issuing CAs stand below, oldest first, by the name of its list: `root`, `root-2`."""
        found: list[x509.Certificate] = []
        for one in (own or self.ring()).authorities:
            root = self.certificates(one.name)[-1]
            found += [] if root in found else [root]
        return {root_name(number): root for number, root in enumerate(found, start=1)}

    def listing(self) -> list[str]:
        """The name of every authority that keeps a list of what it revoked: roots, then issuing CAs, oldest first."""
        own = self.ring()
        return [*self.roots(own), *(one.name for one in own.authorities)]

    def signer(self, authority: str) -> Signer:
        """An issuing CA, ready to sign."""
        certificate = self.certificates(authority)[0]
        return Signer(certificate, Handle(self.opened(authority), p256(certificate.public_key())))

    def keep_chain(self, name: str, *certificates: x509.Certificate) -> None:
        """Write the chain of a new key or CA, its own certificate first."""
        replace(self.chain_path(name), pem_of(certificates), mode=READABLE)

    def keep_list(self, authority: str, signed: x509.CertificateRevocationList) -> None:
        """Write a list of revoked certificates in place of the last one."""
        replace(self.list_path(authority), signed.public_bytes(Encoding.DER), mode=READABLE)

    def chain_path(self, name: str) -> Path:
        """The file of a chain of certificates."""
        return self.folder / f"{name}.pem"

    def list_path(self, authority: str) -> Path:
        """The file of a list of revoked certificates."""
        return self.folder / f"{authority}.crl"
