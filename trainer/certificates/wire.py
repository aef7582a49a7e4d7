"""A verification as JSON, as CONTRACT says."""

from __future__ import annotations

from typing import Any

from trainer.certificates.showing import showing_of
from trainer.certificates.verification import Verification
from trainer.core import clock


def as_json(found: Verification) -> dict[str, Any]:
    """Everything a verifier may know, for a machine."""
    record, confirmed = found.record, found.licence.confirmed_on
    return {
        "verdict": found.verdict.value,
        "says": showing_of(found).word,
        "identifier": found.certificate.identifier,
        "holder": record["name"],
        "certificate": record["certificate"],
        "scope": record["scope"],
        "covers": record["covers"],
        "does_not_cover": record["does_not_cover"],
        "basis": found.basis,
        "supervision": record["supervision"],
        "content_signed_off": record["content_signed_off"],
        "issuer": record["issuer"],
        "issued_on": record["issued_on"],
        "expires_on": record["expires_on"],
        "zone": record["zone"],
        "licence": {
            "status": found.licence.status,
            "confirmed_at": confirmed.isoformat() if confirmed else None,
            "authority": found.licence.authority,
        },
        "checks": [
            {"name": check.name, "ok": check.ok, "at": clock.stamp(check.at), "detail": check.detail}
            for check in found.checks
        ],
        "history": [
            {"on": line.on.isoformat(), "event": line.says, "identifier": line.identifier} for line in found.history
        ],
        "checked_at": clock.stamp(found.at),
    }
