"""A presented file beside the register: the one verdict on both, and what each of them says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from trainer.certificates import commitments
from trainer.certificates.anchors import Anchors
from trainer.certificates.checks import Check
from trainer.certificates.evidence import Entered, Evidence, gathered, open_to_all
from trainer.certificates.horizon import Head, seen_from
from trainer.certificates.machine import REASONS, RETIRED
from trainer.certificates.marks import bears_marks
from trainer.certificates.presented import IN_FORCE, PROOF_INSIDE, Presented, opened
from trainer.certificates.proofs import LATE, reissues_after, stands, unproved
from trainer.certificates.rules import Verdict, gravest
from trainer.certificates.service.book import logged
from trainer.certificates.service.credential import SECOND
from trainer.certificates.service.page import CREDENTIAL, PROOF
from trainer.certificates.service.workshop import Workshop
from trainer.certificates.verification import Verification, judge
from trainer.core import clock
from trainer.documents.checking import examine
from trainer.documents.findings import Examination
from trainer.transparency.entries import Kind


@dataclass(frozen=True)
class Paper:
    """The verdict on a file, its checks, and what the register says of the identifier inside, if it shows anything.

    `is_foreign` is whether we did not sign it and nothing in it claims so: there is nothing to have tampered with.
    """

    verdict: Verdict
    checks: tuple[Check, ...]
    says: dict[str, str]
    live: Verification | None
    at: datetime
    is_replaced: bool = False
    is_foreign: bool = False

    @property
    def beside(self) -> list[tuple[str, str, str]]:
        """What is stated, as the file has it and as the register has it."""
        if self.live is None or not self.says:
            return []
        record, certificate = self.live.record, self.live.certificate
        ends = clock.end_of_day(certificate.expires_on, record["zone"]) - SECOND
        held = {
            "Name": (self.says["name"], record["name"]),
            "Certificate": (self.says["certificate"], record["certificate"]),
            "Issued by": (self.says["issuer"], record["issuer"]),
            "Issued": (self.says["valid_from"][:10], clock.stamp(certificate.issued_at)[:10]),
            "Ends": (self.says["valid_until"][:10], clock.stamp(ends)[:10]),
        }
        return [(name, paper, register) for name, (paper, register) in held.items()]


def compared(session: Session, pdf: bytes, anchors: Anchors, workshop: Workshop, *, now: datetime) -> Paper:
    """Examine a file, then ask the register about the identifier inside it."""
    examination = examine(pdf, anchors.trust)
    found = opened(pdf, examination, anchors, now=now)
    certificates = list(open_to_all(session, [found.claims]).values()) if found.claims else []
    if not certificates:
        return _alone(_left_open(found) if examination.revoked_at else found, now)
    horizon = seen_from(session, workshop, certificates)
    (evidence,) = gathered(session, certificates)
    live = judge(evidence, horizon, workshop, now=now)
    dated = dated_by_log(examination, pdf, evidence, horizon.head)
    logged_at = evidence.logged_at(commitments.commitment(evidence.certificate, dated.attachments[CREDENTIAL]))
    if not found.is_ours:
        found = opened(pdf, dated, anchors, now=now, logged_at=logged_at)
    if (replaced := check_replaced(found, evidence, now)) is not None:
        verdict = gravest([live.verdict, Verdict.SUPERSEDED])
        return Paper(verdict, (replaced, *found.checks), found.says, live, now, is_replaced=True)
    if not is_proof_good(found) and is_logged(evidence, pdf, horizon.head):
        found = proved_anew(found, with_proof(session, dated, evidence), anchors, now, logged_at)
    if not found.is_ours:
        return _alone(found, now)
    checks = (*found.checks, check_logged(found, evidence, horizon.head, now), check_signed(found, evidence, now))
    return Paper(gravest([live.verdict, _told(checks, live.verdict)]), checks, found.says, live, now)


def _left_open(found: Presented) -> Presented:
    """The same, where nothing but the key's loss speaks against it: whether the log had the file before nobody is told.

    So what its holder has paused reads as what was never issued, and neither as tampered.
    """
    if not found.claims or any(check.ok is False and check.name != IN_FORCE for check in found.checks):
        return found
    checks = (replace(check, tells=Verdict.UNKNOWN) if check.name == IN_FORCE else check for check in found.checks)
    return replace(found, checks=tuple(checks))


def _alone(found: Presented, now: datetime) -> Paper:
    """A file of which the register tells nothing."""
    if found.is_ours:
        return Paper(Verdict.UNKNOWN, found.checks, found.says, None, now)
    is_foreign = not bears_marks(found.pdf)
    return Paper(_told(found.checks, Verdict.TAMPERED), found.checks, {}, None, now, is_foreign=is_foreign)


def dated_by_log(examination: Examination, pdf: bytes, evidence: Evidence, head: Head | None) -> Examination:
    """The same, believed also of a key that was lost since, where the public log had this very file before."""
    if examination.revoked_at is None:
        return examination
    own = (entry for entry in pages_in(evidence, pdf) if stands(evidence, entry, head))
    first = min((entry.logged_at for entry in own if entry.logged_at), default=None)
    if first is None:
        return examination
    since = clock.in_words(first, evidence.certificate.record["zone"])
    return examination.shown_before(first, f"the public log has this very file since {since}")


def is_proof_good(found: Presented) -> bool:
    """Whether the proof inside holds; true also where nothing came to be asked of it."""
    return all(check.ok for check in found.checks if check.name == PROOF_INSIDE)


def is_logged(evidence: Evidence, pdf: bytes, head: Head | None) -> bool:
    """Whether the tree that the log signed has this very file."""
    return any(stands(evidence, entry, head) for entry in pages_in(evidence, pdf))


def with_proof(session: Session, examination: Examination, evidence: Evidence) -> Examination:
    """The same file, had it been made today: with a proof under the last checkpoint, if there is one."""
    proof = logged(session, evidence.certificate)
    if proof is None:
        return examination
    return replace(examination, attachments={**examination.attachments, PROOF: str(proof).encode()})


def proved_anew(
    found: Presented, renewed: Examination, anchors: Anchors, now: datetime, logged_at: datetime | None
) -> Presented:
    """The same, by a proof made just now, where that holds: the one inside may bear a key of the log that was lost."""
    again = opened(found.pdf, renewed, anchors, now=now, logged_at=logged_at)
    if not again.is_proved:
        return found
    told = (
        replace(check, detail=f"{check.detail}, by a proof made just now") if check.name == PROOF_INSIDE else check
        for check in again.checks
    )
    return replace(again, checks=tuple(told))


def pages_in(evidence: Evidence, pdf: bytes) -> list[Entered]:
    """The entries of the public log about this very file."""
    committed = commitments.commitment(evidence.certificate, pdf)
    return [one for one in evidence.entries if (one.kind, one.commitment) == (Kind.DOCUMENT, committed)]


def check_replaced(found: Presented, evidence: Evidence, now: datetime) -> Check | None:
    """That this very file was one of the certificate's, and why another took its place; None for the present one.

    The log was told of it to the byte, so it is ours, whoever may have its key today.
    """
    later = [event for one in pages_in(evidence, found.pdf) for event in reissues_after(evidence, one)]
    if not later:
        return None
    why = REASONS[later[0].reason or RETIRED]
    says = f"Replaced on {later[0].at:%d %B %Y}. {why}. The present file says the same: open its page to download it"
    return Check("File: the present one", False, now, says, Verdict.SUPERSEDED)


def _told(checks: tuple[Check, ...], otherwise: Verdict) -> Verdict:
    """The gravest verdict of the checks that failed."""
    failed = [check.tells for check in checks if check.ok is False and check.tells]
    return gravest(failed) if failed else otherwise


def check_logged(found: Presented, evidence: Evidence, head: Head | None, now: datetime) -> Check:
    """The public log was told of this very file."""
    entry, name = evidence.newest_of(Kind.DOCUMENT), "File: in the public log"
    if entry is None or entry.place is None or head is None or entry not in pages_in(evidence, found.pdf):
        return Check(name, False, now, "The public log does not hold this file", Verdict.NOT_LOGGED)
    if fault := unproved(name, "this file", stands(evidence, entry, head), now):
        return fault
    return Check(name, True, head.at, f"Entry {entry.place} of {head.checkpoint.size} is this file, to the byte")


def check_signed(found: Presented, evidence: Evidence, now: datetime) -> Check:
    """The log had this file soon after the moment it says it was signed."""
    entry, name = evidence.newest_of(Kind.DOCUMENT), "File: time of signing in the log"
    if entry is None or entry.logged_at is None or found.signed_at is None:
        return Check(name, None, now, "Only the public log could confirm it")
    since = clock.in_words(entry.logged_at, evidence.certificate.record["zone"])
    if entry.logged_at > found.signed_at + LATE:
        signed = clock.in_words(found.signed_at, evidence.certificate.record["zone"])
        return Check(name, False, now, f"Signed, it says, {signed}; in the log since {since}", Verdict.BACK_DATED)
    return Check(name, True, now, f"In the log since {since}")
