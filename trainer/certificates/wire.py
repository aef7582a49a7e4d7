"""A verification as JSON, as CONTRACT says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from trainer.certificates.checks import Check
from trainer.certificates.history import Happening
from trainer.certificates.paper import Paper
from trainer.certificates.showing import showing_of, showing_of_paper
from trainer.certificates.verification import Verification
from trainer.core import clock


def as_json(found: Verification) -> dict[str, Any]:
    """Everything a verifier may know, for a machine."""
    record, confirmed = found.record, found.licence.confirmed_on
    return {
        "verdict": found.verdict.value,
        "says": showing_of(found).word,
        "identifier": found.certificate.identifier,
        "superseded_by": found.successor.identifier if found.successor else None,
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
        "checks": checks_as_json(found.checks),
        "file_commitment": found.file_commitment,
        "history": [happening_as_json(line) for line in found.history],
        "checked_at": clock.stamp(found.at),
    }


def happening_as_json(line: Happening) -> dict[str, Any]:
    """One event: its words, and the very values that its entry in the public log commits to."""
    return {"on": line.on.isoformat(), "event": line.says, "because": line.because or None, **line.stated}


def checks_as_json(checks: Iterable[Check]) -> list[dict[str, Any]]:
    """Each check with its own result and time."""
    return [{"name": one.name, "ok": one.ok, "at": clock.stamp(one.at), "detail": one.detail} for one in checks]


def paper_as_json(paper: Paper) -> dict[str, Any]:
    """The verdict on a file: its own checks under `document`, what the register says beside them."""
    of_file = checks_as_json(paper.checks)
    live = as_json(paper.live) if paper.live else {"checks": [], "checked_at": clock.stamp(paper.at)}
    told = {"verdict": paper.verdict.value, "says": showing_of_paper(paper).word}
    document = {"says": paper.says or None, "checks": of_file}
    return {**live, **told, "checks": [*of_file, *live["checks"]], "document": document}
