"""A certificate on paper as somebody presents it: what the file itself proves, without asking the register."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainer.certificates.anchors import Anchors
from trainer.certificates.checks import Check
from trainer.certificates.rules import MalformedIdentifier, Verdict, read_identifier
from trainer.certificates.service.page import CREDENTIAL, PROOF
from trainer.credentials import UnreadableCredential, check, check_status, read
from trainer.documents.checking import examine
from trainer.documents.findings import Examination
from trainer.transparency.entries import Kind
from trainer.transparency.note import Malformed
from trainer.transparency.proof import Proof


@dataclass(frozen=True)
class Presented:
    """A file and every check of it. `says` is what it states about itself, and empty unless we signed it as it is."""

    pdf: bytes
    checks: tuple[Check, ...]
    says: dict[str, str]
    signed_at: datetime | None

    @property
    def is_ours(self) -> bool:
        """Whether no check failed, up to and with those of the credential inside."""
        return bool(self.says) and all(check.ok is not False for check in self.checks)


def presented(pdf: bytes, anchors: Anchors, *, now: datetime) -> Presented:
    """Examine a file from anybody; never raises for what is in it."""
    examination = examine(pdf, anchors.trust)
    checks = [
        Check(f"File: {one.check.value}", one.ok, now, one.says, Verdict.TAMPERED) for one in examination.findings
    ]
    if not examination.is_ours:
        return Presented(pdf, tuple(checks), {}, None)
    inside, document = credential_in(examination, anchors, now)
    checks += inside
    if document is None or any(one.ok is False for one in inside):
        return Presented(pdf, tuple(checks), {}, examination.signed_at)
    checks += [proof_in(examination, document, anchors, now), *listed(document, anchors, now)]
    return Presented(pdf, tuple(checks), said(document), examination.signed_at)


def credential_in(
    examination: Examination, anchors: Anchors, now: datetime
) -> tuple[list[Check], dict[str, Any] | None]:
    """Every check of the credential inside but its dates, which the register tells, and the credential."""
    try:
        document = read(examination.attachments[CREDENTIAL])
    except (KeyError, UnreadableCredential):
        return [Check("Credential inside", False, now, "There is none that can be read", Verdict.TAMPERED)], None
    logged_at = seen_in_log(examination, anchors)
    found = check(document, anchors.did, anchors.credential_keys, now=now, logged_at=logged_at)
    findings = [one for one in found if one.name != "Dates"]
    return [
        Check(f"Credential inside: {one.name.lower()}", one.ok, now, one.detail, Verdict.TAMPERED) for one in findings
    ], document


def proof_in(examination: Examination, document: dict[str, Any], anchors: Anchors, now: datetime) -> Check:
    """The proof inside is of an issue at the moment the credential names, under a checkpoint the log signed."""
    name = "Proof inside"
    try:
        found = Proof.parse(examination.attachments[PROOF].decode())
        head = found.check(anchors.origin, anchors.log_keys)
        leaf = json.loads(found.leaf)
        is_its = (leaf["kind"], leaf["at"]) == (Kind.ISSUED.value, document["validFrom"])
    except (KeyError, TypeError, ValueError, Malformed):
        return Check(name, False, now, "It does not show that the certificate is in the public log", Verdict.NOT_LOGGED)
    if not is_its:
        return Check(name, False, now, "It is the proof of something else", Verdict.NOT_LOGGED)
    return Check(name, True, now, f"Entry {found.index} of {head.size} in {head.origin}")


def listed(document: dict[str, Any], anchors: Anchors, now: datetime) -> Iterator[Check]:
    """What the status list says of it, where the list is at hand."""
    entry = document["credentialStatus"]
    data = anchors.lists.get(entry["statusListCredential"])
    if data is None:
        return
    try:
        found = check_status(entry, read(data), anchors.did, anchors.credential_keys, now=now)
    except UnreadableCredential as error:
        yield Check("Status list", None, now, f"Not checked: {error}")
    else:
        yield Check("Status list", found.ok, now, found.detail, Verdict.REVOKED)


def said(document: dict[str, Any]) -> dict[str, str]:
    """What a credential of ours states, in the words of its record."""
    try:
        identifier = read_identifier(str(document["id"]).rpartition("/v/")[2])
    except MalformedIdentifier:
        return {}
    names = [one["identityHash"] for one in document["credentialSubject"]["identifier"] if not one["hashed"]]
    return {
        "identifier": identifier,
        "name": ", ".join(names),
        "certificate": document["name"],
        "issuer": document["issuer"]["name"],
        "valid_from": document["validFrom"],
        "valid_until": document["validUntil"],
    }


def seen_in_log(examination: Examination, anchors: Anchors) -> datetime | None:
    """When the log signed the tree that the proof inside leads to; of what it is the proof, `proof_in` tells."""
    try:
        return Proof.parse(examination.attachments[PROOF].decode()).dated(anchors.origin, anchors.log_keys)[1]
    except (KeyError, ValueError, Malformed):
        return None
