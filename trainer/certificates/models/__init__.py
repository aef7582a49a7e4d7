"""The tables of certificates: what was decided and certified, and what became of it."""

from trainer.certificates.models.api_keys import ApiKey
from trainer.certificates.models.life import CertificateEvent, CertificateMotion
from trainer.certificates.models.sharing import ShareLink, VerificationLook
from trainer.certificates.models.status import StatusList
from trainer.certificates.models.terms import Certificate, CertificateSeries, CertificationDecision
from trainer.certificates.models.waiting import CertificateTrouble

__all__ = [
    "ApiKey",
    "Certificate",
    "CertificateEvent",
    "CertificateMotion",
    "CertificateSeries",
    "CertificateTrouble",
    "CertificationDecision",
    "ShareLink",
    "StatusList",
    "VerificationLook",
]
