"""X.509 as this installation issues it (RFC 5280): an offline root, an issuing CA, and signers of PDFs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from trainer.keys.handle import Handle

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
YEAR = timedelta(days=365)
ROOT_LASTS, AUTHORITY_LASTS, SIGNER_LASTS = 30 * YEAR, 20 * YEAR, 10 * YEAR
LIST_LASTS = timedelta(days=7)
"""How long a list of revoked certificates is current; it is signed anew every day."""
ROOT = "root"
LONGEST_NAME = 64
"""Characters of a common name (RFC 5280, appendix A.1)."""


@dataclass(frozen=True)
class Issuer:
    """Who issues, and where its lists are published."""

    name: str
    base_url: str


@dataclass(frozen=True)
class Signer:
    """A certificate and the key that signs in its name."""

    certificate: x509.Certificate
    key: Handle


@dataclass(frozen=True)
class Revoked:
    """A certificate that vouches for nothing signed from a moment on."""

    certificate: x509.Certificate
    at: datetime


def root(key: Handle, issuer: Issuer, now: datetime, number: int = 1) -> x509.Certificate:
    """The certificate of the first, second, ... offline root, signed by itself."""
    name = _named(issuer, "Root CA" if number == 1 else f"Root CA {number}")
    builder = _begun(name, key.public_key(), now, now + ROOT_LASTS, authority=True, pathlen=1)
    return builder.issuer_name(name).sign(key, hashes.SHA256())


def issuing(
    parent: Signer, public: ec.EllipticCurvePublicKey, issuer: Issuer, listed: str, now: datetime
) -> x509.Certificate:
    """The certificate of an issuing CA, signed by a root; `listed` names the list of that root."""
    end = min(now + AUTHORITY_LASTS, parent.certificate.not_valid_after_utc)
    builder = _begun(_named(issuer, "Issuing CA"), public, now, end, authority=True, pathlen=0)
    return _signed(builder, parent, list_at(issuer, listed))


def document_signer(
    parent: Signer, public: ec.EllipticCurvePublicKey, issuer: Issuer, listed: str, now: datetime
) -> x509.Certificate:
    """The certificate of a signer of PDFs; `listed` names the list of the CA that issues it."""
    end = min(now + SIGNER_LASTS, parent.certificate.not_valid_after_utc)
    builder = _begun(_named(issuer, "Certificates"), public, now, end, authority=False, pathlen=None)
    uses = x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
    return _signed(builder.add_extension(uses, critical=False), parent, list_at(issuer, listed))


def revocation_list(
    parent: Signer, revoked: Iterable[Revoked], number: int, now: datetime, lasts: timedelta = LIST_LASTS
) -> x509.CertificateRevocationList:
    """A signed list of what this authority has revoked; each is revoked from the moment its key was compromised."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(parent.certificate.subject)
        .last_update(whole_second(now))
        .next_update(whole_second(min(now + lasts, parent.certificate.not_valid_after_utc)))
        .add_extension(_key_of(parent), critical=False)
        .add_extension(x509.CRLNumber(number), critical=False)
    )
    for one in revoked:
        builder = builder.add_revoked_certificate(_entry(one))
    return builder.sign(parent.key, hashes.SHA256())


def list_at(issuer: Issuer, name: str) -> str:
    """The address of a list of revoked certificates."""
    return f"{issuer.base_url}/pki/{name}.crl"


def whole_second(moment: datetime) -> datetime:
    """The second a moment falls in: certificates and signatures tell no finer time."""
    return moment.replace(microsecond=0)


def _begun(
    name: x509.Name,
    public: ec.EllipticCurvePublicKey,
    since: datetime,
    end: datetime,
    *,
    authority: bool,
    pathlen: int | None,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(whole_second(since))
        .not_valid_after(whole_second(end))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=pathlen), critical=True)
        .add_extension(_usage(authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _signed(builder: x509.CertificateBuilder, parent: Signer, listed_at: str) -> x509.Certificate:
    place = x509.DistributionPoint([x509.UniformResourceIdentifier(listed_at)], None, None, None)
    return (
        builder.issuer_name(parent.certificate.subject)
        .add_extension(_key_of(parent), critical=False)
        .add_extension(x509.CRLDistributionPoints([place]), critical=False)
        .sign(parent.key, hashes.SHA256())
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _entry(one: Revoked) -> x509.RevokedCertificate:
    at = whole_second(one.at)
    return (
        x509.RevokedCertificateBuilder()
        .serial_number(one.certificate.serial_number)
        .revocation_date(at)
        .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
        .add_extension(x509.InvalidityDate(at.replace(tzinfo=None)), critical=False)
        .build()
    )


def _key_of(parent: Signer) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(parent.key.public_key())


def _named(issuer: Issuer, role: str) -> x509.Name:
    common = f"{issuer.name[: LONGEST_NAME - len(role) - 1].strip()} {role}"
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, issuer.name[:LONGEST_NAME]),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )
