"""The tables of certificates: what was decided and certified, and what became of it."""

from trainer.certificates.models.api_keys import ApiKey
from trainer.certificates.models.life import CertificateEvent, CertificateMotion
from trainer.certificates.models.sharing import ShareLink, VerificationLook
from trainer.certificates.models.status import StatusList
from trainer.certificates.models.terms import Certificate, CertificateSeries, CertificationDecision

__all__ = [
    "ApiKey",
    "Certificate",
    "CertificateEvent",
    "CertificateMotion",
    "CertificateSeries",
    "CertificationDecision",
    "ShareLink",
    "StatusList",
    "VerificationLook",
]
