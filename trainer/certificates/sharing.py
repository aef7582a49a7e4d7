"""What the holder lets others see: whether a certificate is withheld, links that end, and how often somebody looked."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.audit import service as audit
from trainer.certificates import queries
from trainer.certificates.looks import Door, looks, marked
from trainer.certificates.models import Certificate, CertificateSeries, ShareLink, VerificationLook
from trainer.core import clock, ids
from trainer.core.errors import Conflict, Invalid, NotFound
from trainer.web.services import facts

TOKEN_BYTES = 16
LONGEST = timedelta(days=365)
MOST_LOOKS = 1000
MOST_LINKS = 50
"""So many links of one certificate may be open at once."""
ENDED = "This link has ended, or it never led anywhere. Ask whoever gave it to you for another."


def is_withheld(certificate: Certificate) -> bool:
    """Whether its holder shows it to nobody: every public door then answers as for an unknown one."""
    return certificate.paused_at is not None


def look(certificate_id: int, door: Door, key: int | None = None) -> None:
    """Count that somebody looked at a certificate today through a door, and by which API key if they bore one."""
    looks().add((certificate_id, clock.today(facts().time_zone), marked(door, key)))


def own(session: Session, certificate_id: int, person_id: int, *, lock: bool = False) -> Certificate:
    """A person's own term; NotFound for any other."""
    query = select(Certificate).join(CertificateSeries, CertificateSeries.id == Certificate.series_id)
    query = query.where(Certificate.id == certificate_id, CertificateSeries.person_id == person_id)
    if session.scalar(query) is None:
        raise NotFound
    return queries.locked(session, certificate_id) if lock else queries.certificate(session, certificate_id)


def pause(session: Session, certificate_id: int, *, by: int, now: datetime) -> None:
    """Withhold one's own certificate; again changes nothing."""
    certificate = own(session, certificate_id, by, lock=True)
    if certificate.paused_at is None:
        certificate.paused_at = now
        audit.record(session, "certificates.certificate.paused", f"certificate:{certificate_id}", by=by, now=now)


def resume(session: Session, certificate_id: int, *, by: int, now: datetime) -> None:
    """Show one's own certificate again; again changes nothing."""
    certificate = own(session, certificate_id, by, lock=True)
    if certificate.paused_at is not None:
        certificate.paused_at = None
        audit.record(session, "certificates.certificate.resumed", f"certificate:{certificate_id}", by=by, now=now)


def share(
    session: Session, certificate_id: int, *, name: str, until: date, most: int, zone: str, by: int, now: datetime
) -> str:
    """Make a link to one's own certificate that holds until a day is over, for so many looks; returns its token."""
    own(session, certificate_id, by, lock=True)
    today = clock.day_of(now, zone)
    if not today <= until <= today + LONGEST or not 1 <= most <= MOST_LOOKS:
        raise Invalid(f"A link holds until a day within a year from today, for 1 to {MOST_LOOKS} looks.")
    if sum(is_open(link, now) for link in links_of(session, certificate_id)) >= MOST_LINKS:
        raise Conflict(f"You have {MOST_LINKS} open links. End one that is no longer needed.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = ShareLink(
        certificate_id=certificate_id, token_hash=ids.fingerprint(token), name=name, most=most, used=0,
        made_at=now, ends_at=clock.end_of_day(until, zone),
    )  # fmt: skip
    session.add(link)
    session.flush()
    _record(session, link, "made", by=by, now=now)
    return token


def end_link(session: Session, certificate_id: int, link_id: int, *, by: int, now: datetime) -> None:
    """End a link of one's own certificate before its day; again changes nothing."""
    own(session, certificate_id, by, lock=True)
    link = session.get(ShareLink, link_id)
    if link is None or link.certificate_id != certificate_id:
        raise NotFound
    if link.ended_at is None:
        link.ended_at = now
        _record(session, link, "ended", by=by, now=now)


def is_open(link: ShareLink, now: datetime) -> bool:
    """Whether a link still leads to its certificate."""
    return link.ended_at is None and now < link.ends_at and link.used < link.most


def last_day(link: ShareLink, zone: str) -> date:
    """The day with whose end a link ends."""
    return clock.day_of(link.ends_at - timedelta(microseconds=1), zone)


def opened(session: Session, token: str, *, now: datetime, spend: bool = False) -> Certificate:
    """The certificate behind a link, paused or not; NotFound when it has ended. To `spend` takes one of its looks."""
    query = select(ShareLink).where(ShareLink.token_hash == ids.fingerprint(token))
    if spend:
        query = query.with_for_update().execution_options(populate_existing=True)
    link = session.scalar(query)
    if link is None or not is_open(link, now):
        raise NotFound(ENDED)
    if spend:
        link.used += 1
        _record(session, link, "used", by=None, now=now)
    return queries.certificate(session, link.certificate_id)


def links_of(session: Session, certificate_id: int) -> list[ShareLink]:
    """The links ever made to a certificate, newest first."""
    query = select(ShareLink).where(ShareLink.certificate_id == certificate_id)
    return list(session.scalars(query.order_by(ShareLink.id.desc())))


def looks_at(session: Session, certificate_id: int, since: date) -> list[VerificationLook]:
    """The looks at a certificate since a day, by day and door."""
    query = select(VerificationLook).where(VerificationLook.certificate_id == certificate_id)
    query = query.where(VerificationLook.day >= since)
    return list(session.scalars(query.order_by(VerificationLook.day, VerificationLook.door)))


def _record(session: Session, link: ShareLink, done: str, *, by: int | None, now: datetime) -> None:
    subject, detail = f"certificate:{link.certificate_id}", {"link": link.id}
    audit.record(session, f"certificates.link.{done}", subject, by=by, now=now, detail=detail)
