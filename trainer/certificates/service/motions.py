"""What takes two people: one proposes, another confirms or declines; until then nothing changes for anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from trainer.accounts.service import Part, apart, require_apart
from trainer.audit import service as audit
from trainer.certificates import queries
from trainer.certificates.machine import MOVES
from trainer.certificates.models import Certificate, CertificateEvent, CertificateMotion
from trainer.certificates.service.book import Grounds
from trainer.certificates.service.life import make, require_origin, require_other, require_right, roles_of
from trainer.certificates.service.since import require_seen, steps
from trainer.core.errors import Conflict, NotFound, Refused
from trainer.web.permissions import permissions_of

CONFIRMED, DECLINED, TAKEN_BACK = "confirmed", "declined", "taken_back"
ALONE = "This takes two people. You proposed it, so somebody else has to confirm it."


def propose(
    session: Session, certificate_id: int, verb: str, grounds: Grounds, *, now: datetime, seen: int | None = None
) -> CertificateMotion:
    """Propose a move that takes two people; the same proposed again is the one that waits.

    `seen` is how many steps whoever proposes knew of, decided proposals included; Stale when there are others.
    """
    certificate, step = queries.locked(session, certificate_id), MOVES[verb]
    if not step.second:
        raise Refused("This needs no second person.")
    require_right(session, certificate, step, grounds, now=now)
    waiting = queries.open_motion(session, certificate_id)
    if waiting is not None:
        if (waiting.verb, waiting.reason, waiting.proposed_by_id) == (verb, grounds.reason, grounds.by):
            return waiting
        raise Conflict("Something is proposed for this certificate already. It is decided first.")
    require_seen(certificate, steps(session, certificate_id), seen)
    require_origin(certificate, step)
    made = CertificateMotion(
        certificate_id=certificate_id, verb=verb, reason=grounds.reason or "", detail=grounds.detail,
        proposed_by_id=grounds.by or 0, proposed_at=now, note="",
    )  # fmt: skip
    session.add(made)
    session.flush()
    _record(session, made, "proposed", grounds.by, now)
    return made


def confirm(
    session: Session, motion_id: int, *, by: int, now: datetime, seen: int | None = None
) -> CertificateEvent | None:
    """Confirm a motion as another person, which makes the move; None when the same person confirmed it before.

    `seen` is how many steps they knew of; Stale when there are others.
    """
    certificate, motion = _locked(session, motion_id)
    _require_voter(session, certificate, motion, by, now)
    if _is_decided(motion, CONFIRMED, by):
        return None
    require_apart(session, *_parts(motion, by), alone=ALONE, now=now, zone=certificate.record["zone"])
    require_seen(certificate, steps(session, certificate.id), seen)
    motion.outcome, motion.decided_by_id, motion.decided_at = CONFIRMED, by, now
    grounds = Grounds(motion.reason, motion.detail, motion.proposed_by_id)
    require_right(session, certificate, MOVES[motion.verb], grounds, now=now)
    _record(session, motion, CONFIRMED, by, now)
    return make(session, certificate, MOVES[motion.verb], replace(grounds, second=by), now=now)


def decline(session: Session, motion_id: int, *, by: int, note: str, now: datetime) -> CertificateMotion:
    """Decline a motion, or take back one's own; nothing changes for the certificate."""
    certificate, motion = _locked(session, motion_id)
    _require_voter(session, certificate, motion, by, now)
    outcome = TAKEN_BACK if motion.proposed_by_id == by else DECLINED
    if _is_decided(motion, outcome, by):
        return motion
    motion.outcome, motion.decided_by_id, motion.decided_at, motion.note = outcome, by, now, note
    session.flush()
    _record(session, motion, outcome, by, now)
    return motion


def not_yet(session: Session, certificate: Certificate, motion: CertificateMotion, by: int, *, now: datetime) -> str:
    """Why somebody else who looks at a motion cannot confirm it yet; nothing when they can."""
    free = apart.apart_from(session, *_parts(motion, by), now=now)
    return "" if free is None else apart.not_yet(free, certificate.record["zone"])


def _parts(motion: CertificateMotion, by: int) -> tuple[Part, Part]:
    """Whoever proposed it and whoever would confirm it, each by the right it takes."""
    needed = MOVES[motion.verb].needs
    return Part(motion.proposed_by_id, needed), Part(by, needed)


def _locked(session: Session, motion_id: int) -> tuple[Certificate, CertificateMotion]:
    found = session.get(CertificateMotion, motion_id)
    if found is None:
        raise NotFound
    certificate = queries.locked(session, found.certificate_id)
    return certificate, session.get_one(CertificateMotion, motion_id, with_for_update=True, populate_existing=True)


def _require_voter(
    session: Session, certificate: Certificate, motion: CertificateMotion, by: int, now: datetime
) -> None:
    step = MOVES[motion.verb]
    if step.needs not in permissions_of(roles_of(session, by)):
        raise Refused(f"This takes the right to {step.needs}. Ask an administrator if you should have it.")
    require_other(session, certificate, step, by, now=now)


def _is_decided(motion: CertificateMotion, outcome: str, by: int) -> bool:
    """Whether this very decision was made before; Conflict when another one was."""
    if motion.outcome is None:
        return False
    if (motion.outcome, motion.decided_by_id) != (outcome, by):
        raise Conflict(f"This was {motion.outcome.replace('_', ' ')} already.")
    return True


def _record(session: Session, motion: CertificateMotion, outcome: str, by: int | None, now: datetime) -> None:
    detail = {"motion": motion.id, "verb": motion.verb, "reason": motion.reason}
    subject = f"certificate:{motion.certificate_id}"
    audit.record(session, f"certificates.motion.{outcome}", subject, by=by, now=now, detail=detail)
