"""A certificate on paper as somebody presents it: what the file itself proves, without asking the register."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from trainer.certificates.anchors import Anchors
from trainer.certificates.checks import Check
from trainer.certificates.commitments import opens
from trainer.certificates.rules import MalformedIdentifier, Verdict, grouped, read_identifier
from trainer.certificates.service.page import CREDENTIAL, PROOF
from trainer.credentials import UnreadableCredential, check, check_status, read
from trainer.documents.checking import examine
from trainer.documents.findings import Check as Examined
from trainer.documents.findings import Examination
from trainer.keys.trust import handed_out
from trainer.transparency.checkpoint import Checkpoint
from trainer.transparency.entries import Kind
from trainer.transparency.note import Malformed
from trainer.transparency.proof import Proof

PROOF_INSIDE = "Proof inside"
FILE = "File: "
IN_FORCE = f"{FILE}{Examined.IN_FORCE.value}"


@dataclass(frozen=True)
class Presented:
    """A file and every check of it. `says` is what it states about itself, and empty unless we signed it as it is.

    `claims` is the identifier it names, also where the signature is unbroken and its key is no longer believed: what it
    is worth, only the public log can tell.
    """

    pdf: bytes
    checks: tuple[Check, ...]
    says: dict[str, str]
    signed_at: datetime | None
    claims: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether no check failed, up to and with those of the credential inside."""
        return bool(self.says) and all(check.ok is not False for check in self.checks)

    @property
    def is_proved(self) -> bool:
        """Whether the file itself shows that the public log has its credential."""
        return any(check.name == PROOF_INSIDE and check.ok for check in self.checks)


def presented(pdf: bytes, anchors: Anchors, *, now: datetime) -> Presented:
    """Examine a file from anybody; never raises for what is in it."""
    return opened(pdf, examine(pdf, anchors.trust), anchors, now=now)


def opened(
    pdf: bytes, examination: Examination, anchors: Anchors, *, now: datetime, logged_at: datetime | None = None
) -> Presented:
    """A file that was examined, with every check of what it carries, if it is ours.

    `logged_at` is when the public log first had the credential inside, where more than the file itself tells it.
    """
    checks = [
        Check(f"{FILE}{one.check.value}", one.ok, now, one.says, Verdict.TAMPERED) for one in examination.findings
    ]
    if not examination.is_ours:
        return Presented(pdf, tuple(checks), {}, None, claimed(examination))
    proof = proof_in(examination, anchors)
    inside, document = credential_in(examination, anchors, proof, now, logged_at)
    checks += inside
    if document is None or any(one.ok is False for one in inside):
        return Presented(pdf, tuple(checks), {}, examination.signed_at, claimed(examination))
    checks += [
        page_of(examination, document, now),
        check_proof(proof, examination, document, anchors, now),
        *compared(proof, anchors.head, now),
        *listed(document, anchors, now),
    ]
    return Presented(pdf, tuple(checks), said(document), examination.signed_at, claimed(examination))


def claimed(examination: Examination) -> str:
    """The identifier that the credential inside names, believed or not; nothing where there is none."""
    try:
        return said(read(examination.attachments[CREDENTIAL])).get("identifier", "")
    except (KeyError, TypeError, UnreadableCredential):
        return ""


@dataclass(frozen=True)
class Entry:
    """What the proof inside shows: an entry of the log, its place, and the checkpoint under which it stands.

    `salt` opens the hashes in the entry; it is empty where the proof was made without one.
    """

    leaf: dict[str, Any]
    place: int
    head: Checkpoint
    at: datetime
    salt: str


def credential_in(
    examination: Examination, anchors: Anchors, proof: Entry | None, now: datetime, logged_at: datetime | None = None
) -> tuple[list[Check], dict[str, Any] | None]:
    """Every check of the credential inside but its dates, which the register tells, and the credential."""
    try:
        document = read(examination.attachments[CREDENTIAL])
    except (KeyError, UnreadableCredential):
        return [Check("Credential inside", False, now, "There is none that can be read", Verdict.TAMPERED)], None
    if logged_at is None and proof and is_of(proof, examination, document):
        logged_at = proof.at
    found = check(document, anchors.did, anchors.credential_keys, now=now, logged_at=logged_at)
    findings = [one for one in found if one.name != "Dates"]
    return [
        Check(f"Credential inside: {one.name.lower()}", one.ok, now, one.detail, Verdict.TAMPERED) for one in findings
    ], document


def page_of(examination: Examination, document: dict[str, Any], now: datetime) -> Check:
    """The page and the credential inside are of one certificate: both name the same identifier and address."""
    name, address = "Page and credential", str(document["id"])
    ours = {link for link in examination.links if "/v/" in link}
    if ours != {address} or grouped(address.rpartition("/v/")[2]) not in examination.title:
        says = "The page is of another certificate than the credential inside"
        return Check(name, False, now, says, Verdict.TAMPERED)
    return Check(name, True, now, "Both are of the same certificate")


def proof_in(examination: Examination, anchors: Anchors, *, even_lost: bool = False) -> Entry | None:
    """What the proof inside shows, or None where it does not hold.

    A compromised key of the log shows nothing: whoever has it signs any tree, for any moment.
    """
    keys = anchors.log_keys if even_lost else handed_out(anchors.log_keys)
    try:
        found = Proof.parse(examination.attachments[PROOF].decode())
        head, at = found.dated(anchors.origin, keys, even_compromised=even_lost)
        leaf = json.loads(found.leaf)
    except (KeyError, ValueError, Malformed):
        return None
    return Entry(leaf, found.index, head, at, found.salt) if isinstance(leaf, dict) else None


def is_of(proof: Entry, examination: Examination, document: dict[str, Any]) -> bool | None:
    """Whether a proof is of the credential inside, to the byte, and of the moment it names; None if only of the moment.

    Without the salt nobody but the register can tell whose an entry is.
    """
    try:
        moments = {Kind.ISSUED.value: document["validFrom"], Kind.CREDENTIAL.value: document["proof"][0]["created"]}
        is_then = proof.leaf["at"] == moments[proof.leaf["kind"]]
    except (KeyError, IndexError, TypeError):
        return False
    if not is_then:
        return False
    if not proof.salt:
        return None
    return opens(proof.salt, proof.leaf, claimed(examination), examination.attachments[CREDENTIAL])


def check_proof(
    proof: Entry | None, examination: Examination, document: dict[str, Any], anchors: Anchors, now: datetime
) -> Check:
    """The proof inside is of the issue of this credential, under a checkpoint the log signed."""
    name, lost = PROOF_INSIDE, proof_in(examination, anchors, even_lost=True)
    if proof is None and lost is not None and is_of(lost, examination, document) is not False:
        return Check(name, None, now, "A key of the log signed it that was lost since: ask its page for a new proof")
    if proof is None:
        return Check(name, False, now, "It does not show that the certificate is in the public log", Verdict.NOT_LOGGED)
    found = is_of(proof, examination, document)
    if found is False:
        return Check(name, False, now, "It is the proof of something else", Verdict.NOT_LOGGED)
    if found is None:
        return Check(name, None, now, "It is of an entry of that moment and does not say whose: ask the page")
    return Check(name, True, now, f"Entry {proof.place} of {proof.head.size} in {proof.head.origin}")


def compared(proof: Entry | None, head: Checkpoint | None, now: datetime) -> Iterator[Check]:
    """Whether the checkpoint inside and another that is at hand are of one log, as far as two of one size can tell."""
    if proof is None or head is None:
        return
    name, size = "Log’s past", head.size
    if proof.head.size != size:
        says = f"Not compared: the checkpoint inside is of {proof.head.size} entries, the one at hand of {size}"
        yield Check(name, None, now, says)
    elif proof.head.root == head.root:
        yield Check(name, True, now, f"The {size} entries are those of the checkpoint at hand")
    else:
        says = f"Not the {size} entries of the checkpoint at hand. Keep both files: they prove that there are two logs"
        yield Check(name, False, now, says, Verdict.NOT_LOGGED)


LISTED = "Status list"
NOT_ASKED = (
    "Not asked, as no list is at hand: its page or a fresh trust bundle tells whether it was suspended or revoked"
)


def listed(document: dict[str, Any], anchors: Anchors, now: datetime) -> Iterator[Check]:
    """What the status list says of it, where the list is at hand."""
    entry = document["credentialStatus"]
    data = anchors.lists.get(entry["statusListCredential"])
    if data is None:
        return
    try:
        found = check_status(entry, read(data), anchors.did, anchors.credential_keys, now=now)
    except UnreadableCredential as error:
        yield Check(LISTED, None, now, f"Not checked: {error}")
    else:
        yield Check(LISTED, found.ok, now, found.detail, Verdict.REVOKED)


def dated(found: Presented, now: datetime) -> Presented:
    """The same for whoever has no register to ask: whether a status list was asked, and whether now is in its term."""
    if not found.says:
        return found
    is_listed = any(one.name == LISTED for one in found.checks)
    unasked = () if is_listed else (Check(LISTED, None, now, NOT_ASKED),)
    begins, ends = (datetime.fromisoformat(found.says[name]) for name in ("valid_from", "valid_until"))
    says = "Its term has not begun" if now < begins else "Within its term" if now <= ends else "Expired"
    term = Check("Dates", begins <= now <= ends, now, says, Verdict.EXPIRED)
    return replace(found, checks=(*found.checks, *unasked, term))


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
