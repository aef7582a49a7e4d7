"""The checks behind a verdict that look at what was signed and published: credential, log, page, status list."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from trainer.certificates import commitments
from trainer.certificates.checks import Check
from trainer.certificates.evidence import Entered, Evidence
from trainer.certificates.horizon import Head, Horizon
from trainer.certificates.machine import state_after
from trainer.certificates.models import Certificate, CertificateEvent
from trainer.certificates.rules import State, Verdict
from trainer.certificates.service.book import edition_in
from trainer.certificates.service.credential import SECOND, narrative_of, subject_of
from trainer.certificates.service.status import FOLLOWS, SETS, address, number_of
from trainer.certificates.service.workshop import Workshop
from trainer.core import clock
from trainer.credentials import Purpose, UnreadableCredential, check, check_status, read
from trainer.documents import written_day
from trainer.storage import Storage
from trainer.transparency.entries import Kind, leaf
from trainer.transparency.store import DAMAGED, Missing

LOG = "Public log"
LATE = timedelta(days=3)
"""So long after the moment a certificate claims the log may first have it."""
ENTERED_ALONE = (Kind.ISSUED, Kind.CREDENTIAL, Kind.DOCUMENT)
"""What the log has entries of that commit to bytes; of everything else it has what the event says."""


def stored(storage: Storage, key: str | None) -> bytes | None:
    """The bytes under a key; None when they are missing, were changed, or there is no key."""
    try:
        return storage.get(key) if key else None
    except KeyError:
        return None


def check_credential(evidence: Evidence, data: bytes | None, horizon: Horizon, did: str, now: datetime) -> Check:
    """The credential bears our signature, made while the key was ours alone, and says what the record says."""
    certificate = evidence.certificate
    if certificate.credential_key is None:
        return Check("Credential", None, now, "Being made; it follows within minutes")
    if data is None:
        return Check("Credential", False, now, "The stored credential is missing or was changed", Verdict.UNDER_REVIEW)
    try:
        document = read(data)
    except UnreadableCredential:
        return Check("Credential", False, now, "The stored credential cannot be read", Verdict.TAMPERED)
    logged_at = evidence.logged_at(commitments.commitment(certificate, data))
    findings = check(document, did, horizon.keys, now=now, graph_too=False, logged_at=logged_at)
    wrong = {one.name: one for one in findings if one.ok is not True and one.name != "Dates"}
    if wrong and wrong.keys() != {"Key"}:
        return Check("Credential", False, now, next(iter(wrong.values())).detail, Verdict.TAMPERED)
    if not states(document, certificate):
        says = "The signed credential and our record do not say the same"
        return Check("Credential", False, now, says, Verdict.TAMPERED)
    if wrong:
        return Check("Credential", False, now, wrong["Key"].detail, Verdict.UNDER_REVIEW)
    return Check("Credential", True, now, "Signed by the issuer, and it says what the record says")


def states(document: dict[str, Any], certificate: Certificate) -> bool:
    """Whether a credential whose signature holds states this certificate: by and for whom, what, for which days."""
    record, subject = certificate.record, document["credentialSubject"]
    ends = clock.end_of_day(certificate.expires_on, record["zone"]) - SECOND
    names = [one["identityHash"] for one in subject["identifier"] if not one["hashed"]]
    return (
        document["id"] == record["url"]
        and document["name"] == record["certificate"]
        and (document["validFrom"], document["validUntil"]) == (clock.stamp(certificate.issued_at), clock.stamp(ends))
        and subject["achievement"]["criteria"]["narrative"] == narrative_of(record)
        and document["issuer"]["name"] == record["issuer"]
        and (names, subject["id"]) == ([record["name"]], subject_of(certificate.salt))
    )


def check_log(evidence: Evidence, data: bytes | None, head: Head | None, now: datetime) -> Check:
    """The issue stands in the public log, committed to the credential, under the last checkpoint."""
    entry = evidence.newest_of(Kind.ISSUED, Kind.CREDENTIAL)
    if entry is not None and entry.kind == Kind.CREDENTIAL and entry.place is None:
        return Check(LOG, None, now, "Signed again; its new place in the log follows within minutes")
    if entry is None or entry.place is None or head is None:
        return Check(LOG, False, now, "Not in the public log, or not yet", Verdict.NOT_LOGGED)
    if data is not None and entry.commitment != commitments.commitment(evidence.certificate, data):
        return Check(LOG, False, now, "The log was told of another credential", Verdict.TAMPERED)
    if fault := unproved(LOG, "it", stands(evidence, entry, head), now):
        return fault
    when = clock.in_words(head.at, evidence.certificate.record["zone"])
    says = f"Entry {entry.place} of {head.checkpoint.size}, under the checkpoint signed {when}"
    return Check(LOG, True, head.at, says)


def unproved(name: str, what: str, held: bool | None, now: datetime) -> Check | None:
    """The check that fails where an entry is not in the tree, or the tree cannot show it; None where it stands."""
    if held is None:
        return Check(name, False, now, f"{DAMAGED}; until then it proves nothing", Verdict.UNDER_REVIEW)
    if not held:
        return Check(name, False, now, f"The tree that the log signed does not hold {what}", Verdict.NOT_LOGGED)
    return None


def stands(evidence: Evidence, entry: Entered, head: Head | None) -> bool | None:
    """Whether the tree that the log signed holds an entry about this certificate; None when the tree is not whole."""
    said = leaf(entry.kind, commitments.subject(evidence.certificate), entry.commitment, entry.at)
    try:
        return head is not None and entry.place is not None and head.has(said, entry.place)
    except Missing:
        return None


def check_time(evidence: Evidence, now: datetime) -> Check:
    """The log had it soon after the moment at which it says it was issued."""
    entry, claimed = evidence.entry_of(Kind.ISSUED), evidence.certificate.issued_at
    if entry is None or entry.logged_at is None:
        return Check("Time of issue", None, now, "Only the public log could confirm it")
    zone = evidence.certificate.record["zone"]
    if entry.logged_at > claimed + LATE:
        says = f"Says {_day(claimed, zone)}, and the log first had it on {_day(entry.logged_at, zone)}"
        return Check("Time of issue", False, now, says, Verdict.BACK_DATED)
    return Check("Time of issue", True, now, f"In the log since {clock.in_words(entry.logged_at, zone)}")


def _day(moment: datetime, zone: str) -> str:
    return written_day(clock.day_of(moment, zone).isoformat())


def check_life(evidence: Evidence, now: datetime) -> Check:
    """What happened to it since, our register and the public log tell alike, and its state follows from it."""
    happened = {event.key: event for event in evidence.events if event.kind != Kind.ISSUED}
    logged = {one.key: one for one in evidence.entries if one.kind not in ENTERED_ALONE}
    told = all(_is_told(evidence.certificate, event, logged.get(key)) for key, event in happened.items())
    state = state_after([event.kind for event in evidence.events])
    if not told or happened.keys() != logged.keys() or state != State(evidence.certificate.state):
        says = "Our register and the public log do not tell the same of what happened to it"
        return Check("Later events", False, now, says, Verdict.TAMPERED)
    return Check("Later events", True, now, f"{len(happened)}, each in the public log" if happened else "None so far")


def _is_told(certificate: Certificate, event: CertificateEvent, entry: Entered | None) -> bool:
    said = commitments.commitment(certificate, commitments.said_of(certificate, event))
    return entry is not None and (entry.kind, entry.commitment) == (event.kind, said)


def check_paper(evidence: Evidence, storage: Storage, now: datetime) -> Check:
    """The stored PDF is the one that was issued, to the byte, and the one the log was told of."""
    certificate = evidence.certificate
    if certificate.pdf_key is None:
        return Check("PDF", None, now, "Being made; it follows within minutes")
    data, entry = stored(storage, certificate.pdf_key), evidence.newest_of(Kind.DOCUMENT)
    if data is None:
        return Check("PDF", False, now, "The stored file is missing or was changed", Verdict.UNDER_REVIEW)
    if entry is None or entry.commitment != commitments.commitment(certificate, data):
        return Check("PDF", False, now, "The log was told of another file", Verdict.TAMPERED)
    return Check("PDF", True, now, "The stored file is the one that was issued")


def present_file(evidence: Evidence, head: Head | None) -> str | None:
    """What the log holds of the present file; None until it holds it, and while another is made in its place."""
    entry = evidence.newest_of(Kind.DOCUMENT)
    if entry is None or not stands(evidence, entry, head) or reissues_after(evidence, entry):
        return None
    return entry.commitment


def reissues_after(evidence: Evidence, entry: Entered) -> list[CertificateEvent]:
    """When a certificate was set aside to be signed again after this file of it, the first first."""
    return [one for one in evidence.events if one.kind == Kind.REISSUED and one.number > edition_in(entry.key)]


def check_list(evidence: Evidence, horizon: Horizon, workshop: Workshop, now: datetime) -> Check:
    """The published status list says the same as the register, but for the time it takes to sign it anew."""
    certificate, name = evidence.certificate, "Status list"
    number = number_of(certificate.status_list, Purpose.REVOCATION)
    document = horizon.lists.get(number)
    if document is None:
        return _unanswered(evidence, "The published list is missing or was changed", now)
    entry = _place(address(workshop.issuer.base_url, number), certificate)
    found = check_status(entry, document, workshop.did, horizon.keys, now=now, graph_too=False)
    if found.is_old:  # a copy for others: what holds today the register tells, and the log bears out
        return Check(name, None, _signed_at(document), found.detail)
    if found.ok is None:
        return _unanswered(evidence, found.detail, now)
    is_set, signed_at = State(certificate.state) in SETS[Purpose.REVOCATION], _signed_at(document)
    if found.ok is not is_set:
        return Check(name, True, signed_at, "The published list says so too" if is_set else found.detail)
    if evidence.events and now - evidence.events[-1].at < FOLLOWS:
        return Check(name, None, now, "Being signed anew after what happened just now")
    return Check(name, False, signed_at, "The published list does not say what our register says", Verdict.UNDER_REVIEW)


def _signed_at(document: dict[str, Any]) -> datetime:
    """The moment from which a list that bears its dates out may be relied on: that of its signature."""
    return datetime.fromisoformat(document["validFrom"])


def _unanswered(evidence: Evidence, says: str, now: datetime) -> Check:
    """No list answers: it may follow the first entry in the log by an hour, and not be silent for longer."""
    entry = evidence.entry_of(Kind.ISSUED)
    since = (entry and entry.logged_at) or evidence.certificate.issued_at
    if now - since < FOLLOWS:
        return Check("Status list", None, now, "Being made; it follows within minutes")
    return Check("Status list", False, now, says, Verdict.UNDER_REVIEW)


def _place(published_at: str, certificate: Certificate) -> dict[str, Any]:
    """The place of a certificate in the list that is published there, as its credential names it."""
    return {
        "statusPurpose": Purpose.REVOCATION.value,
        "statusListCredential": published_at,
        "statusListIndex": certificate.status_index,
    }
