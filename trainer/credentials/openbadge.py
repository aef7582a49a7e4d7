"""The facts as an Open Badges 3.0 credential (W3C Verifiable Credentials 2.0), not yet signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trainer.core.clock import stamp
from trainer.credentials.contexts import CREDENTIALS, EXTENSIONS, OPEN_BADGES
from trainer.credentials.facts import CredentialFacts
from trainer.credentials.status import Purpose, status_entry

CONTEXT = [CREDENTIALS, OPEN_BADGES, EXTENSIONS]
TYPE = ["VerifiableCredential", "OpenBadgeCredential"]
SCHEMA = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}


def open_badge(facts: CredentialFacts) -> dict[str, Any]:
    """The credential of these facts: no score, no e-mail, no licence number."""
    return {
        "@context": list(CONTEXT),
        "id": facts.url,
        "type": list(TYPE),
        "name": facts.certificate,
        "description": f"Certificate {facts.identifier}. {facts.basis}.",
        "issuer": {"id": facts.issuer_did, "type": ["Profile"], "name": facts.issuer, "url": facts.issuer_url},
        "validFrom": stamp(facts.valid_from),
        "validUntil": stamp(facts.valid_until),
        "credentialSubject": _subject(facts),
        "credentialSchema": [dict(SCHEMA)],
        "credentialStatus": _status(facts),
        "evidence": [_log(facts)],
    }


def _status(facts: CredentialFacts) -> dict[str, str] | list[dict[str, str]]:
    """Where its revocation is listed, and where its suspension is, if that is listed too."""
    revocation = status_entry(facts.revocations, Purpose.REVOCATION, facts.status_index)
    if facts.suspensions is None:
        return revocation
    return [revocation, status_entry(facts.suspensions, Purpose.SUSPENSION, facts.status_index)]


def _subject(facts: CredentialFacts) -> dict[str, Any]:
    words = narrative(facts.basis, facts.scope, facts.covers, facts.does_not_cover)
    return {
        "id": facts.subject,
        "type": ["AchievementSubject"],
        "identifier": _identities(facts),
        "achievement": {
            "id": f"{facts.url}#achievement",
            "type": ["Achievement"],
            "achievementType": "Certification",
            "name": facts.certificate,
            "description": f"{facts.basis}.",
            "criteria": {"id": f"{facts.url}#criteria", "narrative": words},
            "image": {"id": facts.picture_url, "type": "Image"},
        },
    }


def _identities(facts: CredentialFacts) -> list[dict[str, Any]]:
    """Whom it was issued to: the name of record, and nothing by which an e-mail could be guessed."""
    return [{"type": "IdentityObject", "hashed": False, "identityHash": facts.name, "identityType": "ext:name"}]


def _log(facts: CredentialFacts) -> dict[str, Any]:
    says = f"Every event in the life of this certificate is an entry of the public log {facts.log_origin}."
    return {"id": f"{facts.url}#log", "type": ["Evidence"], "name": "Public log", "narrative": says}


def narrative(
    basis: str, scope: Sequence[str], covers: Sequence[str], does_not_cover: Sequence[str]
) -> str:  # fmt: skip
    """What was assessed and what the certificate covers, in one line of plain text.

    Its words never change: whether a record says what was signed is judged by them.
    """
    parts = (("Scope", scope), ("Covers", covers), ("Does not cover", does_not_cover))
    lines = [f"{basis}.", *(_listed(title, points) for title, points in parts)]
    return " ".join(line for line in lines if line)


def _listed(title: str, points: Sequence[str]) -> str:
    return f"{title}: {'; '.join(point.rstrip('.') for point in points)}." if points else ""
