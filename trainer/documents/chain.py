"""Whether a certificate leads to one of our roots, and whether it was in force at a moment (RFC 5280)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ObjectIdentifier

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")


class Untrusted(ValueError):
    """A certificate does not lead to one of our roots; its words say where the way ends."""


@dataclass(frozen=True)
class Chain:
    """The way from a signer over the issuing CA to a root."""

    signer: x509.Certificate
    issuing: x509.Certificate
    root: x509.Certificate

    def links(self) -> tuple[tuple[x509.Certificate, x509.Certificate], ...]:
        """Each certificate with the one that issued it."""
        return (self.signer, self.issuing), (self.issuing, self.root)


def chain_to(
    roots: Sequence[x509.Certificate], signer: x509.Certificate, others: Sequence[x509.Certificate], at: datetime
) -> Chain:
    """The way from a signer of documents to one of the roots, all in force at a moment, or Untrusted.

    Ours is always signer, issuing CA, root; nothing longer or shorter is followed. Names prove nothing: each step is a
    signature by the key above.
    """
    for issuing in others:
        for root in roots:
            if _issued(signer, issuing) and _issued(issuing, root):
                found = Chain(signer, issuing, root)
                _check_uses(found)
                _check_days(found, at)
                return found
    raise Untrusted("it was not signed with a key of this issuer")


def _issued(child: x509.Certificate, parent: x509.Certificate) -> bool:
    try:
        child.verify_directly_issued_by(parent)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _check_uses(chain: Chain) -> None:
    """The CA is a CA, and the signer may sign documents and nothing above them."""
    try:
        is_authority = chain.issuing.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        may_issue = chain.issuing.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
        uses = chain.signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        may_sign = chain.signer.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    except x509.ExtensionNotFound as error:
        raise Untrusted("a certificate does not say what it may be used for") from error
    if not (is_authority and may_issue):
        raise Untrusted("what issued the signer’s certificate is not an authority")
    if (
        not may_sign
        or DOCUMENT_SIGNING not in uses
        or not isinstance(chain.signer.public_key(), ec.EllipticCurvePublicKey)
    ):
        raise Untrusted("the signer’s certificate is not for signing documents")


def _check_days(chain: Chain, at: datetime) -> None:
    for each in (chain.signer, chain.issuing, chain.root):
        if not each.not_valid_before_utc <= at <= each.not_valid_after_utc:
            raise Untrusted("a certificate was not in force when the document was signed")


def revoked_at(chain: Chain, lists: Sequence[x509.CertificateRevocationList]) -> datetime | None:
    """The earliest moment at which a certificate of the chain was revoked, or None; Untrusted when a list is missing.

    What a list names stays revoked, however old the list; of what it does not name, `listed_at` says what it is worth.
    """
    moments = []
    for child, parent in chain.links():
        found = (each.get_revoked_certificate_by_serial_number(child.serial_number) for each in _of(parent, lists))
        moments += [entry.revocation_date_utc for entry in found if entry is not None]
    return min(moments, default=None)


def listed_at(chain: Chain, lists: Sequence[x509.CertificateRevocationList]) -> datetime:
    """When the issuing CA last said what it has revoked; the root, which is offline, speaks only where it revokes."""
    return max(each.last_update_utc for each in _of(chain.issuing, lists))


def _of(
    authority: x509.Certificate, lists: Sequence[x509.CertificateRevocationList]
) -> list[x509.CertificateRevocationList]:
    """The lists that this authority signed; Untrusted when there are none."""
    key = cast("ec.EllipticCurvePublicKey", authority.public_key())
    valid = [each for each in lists if each.issuer == authority.subject and each.is_signature_valid(key)]
    if not valid:
        raise Untrusted("there is no list of revoked certificates of the authority above")
    return valid
