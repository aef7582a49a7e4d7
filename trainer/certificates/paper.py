"""A presented file beside the register: the one verdict on both, and what each of them says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from trainer.certificates import commitments
from trainer.certificates.anchors import Anchors
from trainer.certificates.checks import Check
from trainer.certificates.evidence import Evidence, gathered, open_to_all
from trainer.certificates.horizon import Head, seen_from
from trainer.certificates.presented import Presented, presented
from trainer.certificates.proofs import LATE
from trainer.certificates.rules import Verdict, gravest
from trainer.certificates.service.credential import SECOND
from trainer.certificates.service.workshop import Workshop
from trainer.certificates.verification import Verification, judge
from trainer.core import clock
from trainer.transparency.entries import Kind, leaf


@dataclass(frozen=True)
class Paper:
    """The verdict on a file, its checks, and what the register says of the identifier inside, if it shows anything."""

    verdict: Verdict
    checks: tuple[Check, ...]
    says: dict[str, str]
    live: Verification | None
    at: datetime

    @property
    def beside(self) -> list[tuple[str, str, str]]:
        """What is stated, as the file has it and as the register has it."""
        if self.live is None:
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
    found = presented(pdf, anchors, now=now)
    if not found.is_ours:
        return Paper(_told(found.checks, Verdict.TAMPERED), found.checks, {}, None, now)
    certificates = list(open_to_all(session, [found.says["identifier"]]).values())
    if not certificates:
        return Paper(Verdict.UNKNOWN, found.checks, found.says, None, now)
    horizon = seen_from(session, workshop, certificates)
    (evidence,) = gathered(session, certificates)
    live = judge(evidence, horizon, workshop, now=now)
    checks = (*found.checks, check_logged(found, evidence, horizon.head, now), check_signed(found, evidence, now))
    return Paper(gravest([live.verdict, _told(checks, live.verdict)]), checks, found.says, live, now)


def _told(checks: tuple[Check, ...], otherwise: Verdict) -> Verdict:
    """The gravest verdict of the checks that failed."""
    failed = [check.tells for check in checks if check.ok is False and check.tells]
    return gravest(failed) if failed else otherwise


def check_logged(found: Presented, evidence: Evidence, head: Head | None, now: datetime) -> Check:
    """The public log was told of this very file."""
    certificate, name = evidence.certificate, "File: in the public log"
    entry, committed = evidence.entry_of(Kind.DOCUMENT), commitments.commitment(certificate, found.pdf)
    if entry is None or entry.place is None or head is None or entry.commitment != committed:
        return Check(name, False, now, "The public log does not hold this file", Verdict.NOT_LOGGED)
    said = leaf(entry.kind, commitments.subject(certificate), committed, entry.at)
    if not head.has(said, entry.place):
        return Check(name, False, now, "The tree that the log signed does not hold this file", Verdict.NOT_LOGGED)
    return Check(name, True, now, f"Entry {entry.place} of {head.checkpoint.size} is this file, to the byte")


def check_signed(found: Presented, evidence: Evidence, now: datetime) -> Check:
    """The log had this file soon after the moment it says it was signed."""
    entry, name = evidence.entry_of(Kind.DOCUMENT), "File: time of signing in the log"
    if entry is None or entry.logged_at is None or found.signed_at is None:
        return Check(name, None, now, "Only the public log could confirm it")
    if entry.logged_at > found.signed_at + LATE:
        says = f"Signed, it says, on {found.signed_at:%d %B %Y}; in the log since {entry.logged_at:%d %B %Y}"
        return Check(name, False, now, says, Verdict.BACK_DATED)
    return Check(name, True, now, f"In the log since {clock.stamp(entry.logged_at)}")
