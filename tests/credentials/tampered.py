"""Credentials that somebody has changed, each with the checks that must not hold; every checker sees them all."""

from __future__ import annotations

from typing import Any

from tests.credentials.build import FACTS, Change, Document, changed, issued, key

STRANGER = key(9)


def proofs_of_a_stranger(document: Document) -> None:
    """Signed anew with another key, under the name of ours."""
    foreign = issued(by=STRANGER)["proof"]
    for proof, theirs in zip(document["proof"], foreign, strict=True):
        proof["proofValue"] = theirs["proofValue"]


def setting(*path: Any, to: Any) -> Change:
    """Put something else in one place."""

    def change(document: Document) -> None:
        inside: Any = document
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = to

    return change


SUBJECT = "credentialSubject"
CHANGES: dict[str, tuple[Change, set[str]]] = {
    "another name": (setting(SUBJECT, "identifier", 0, "identityHash", to="Mallory"), {"Signature"}),
    "another certificate": (setting(SUBJECT, "achievement", "name", to="Surgery"), {"Signature"}),
    "a wider scope": (setting(SUBJECT, "achievement", "criteria", "narrative", to="Everything"), {"Signature"}),
    "a longer term": (setting("validUntil", to="2199-01-01T00:00:00Z"), {"Signature"}),
    "another place in the lists": (setting("credentialStatus", 0, "statusListIndex", to="1"), {"Signature"}),
    "no status": (lambda document: document.pop("credentialStatus"), {"Signature"}),
    "another holder": (setting(SUBJECT, "id", to="urn:uuid:00000000-0000-4000-8000-000000000000"), {"Signature"}),
    "something unsigned added": (setting("nonsense", to="x"), {"Signature"}),
    "a later signature": (setting("proof", 1, "created", to="2021-01-01T00:00:00Z"), {"Signature"}),
    "another issuer": (setting("issuer", "id", to="did:web:mallory.example"), {"Issuer", "Signature"}),
    "another key": (proofs_of_a_stranger, {"Signature"}),
    "a key of somebody else": (
        lambda document: [proof.update(verificationMethod="did:web:mallory.example#k") for proof in document["proof"]],
        {"Key"},
    ),
    "a damaged signature": (setting("proof", 1, "proofValue", to="z1111"), {"Signature"}),
    "a signature in other digits": (setting("proof", 1, "proofValue", to="z0OIl"), {"Signature"}),
    "one proof only": (lambda document: document["proof"].pop(), {"Form"}),
    "a proof that is no array": (setting("proof", to={}), {"Form"}),
    "another context": (setting("@context", 2, to={"name": "urn:x"}), {"Form"}),
    "another purpose": (setting("proof", 0, "proofPurpose", to="authentication"), {"Form"}),
}
"""What was done, and the checks that say no. In each but the last few the credential still looks like one of ours."""


def tampered() -> dict[str, Document]:
    """Every changed credential by what was done to it."""
    good = issued(FACTS)
    return {name: changed(good, change) for name, (change, _) in CHANGES.items()}
