"""Issuing: finds what a pass has made due, decides it, and puts the page of each certificate into storage."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

import structlog

from trainer.certificates import gates, queries
from trainer.certificates.models import Certificate
from trainer.certificates.rules import RANDOM_BITS
from trainer.certificates.service.decide import decide_certificate
from trainer.certificates.service.record import Issuer
from trainer.certificates.service.render import certificate_pdf
from trainer.core.db import Database
from trainer.documents import ForbiddenResource, TooLong, Unset
from trainer.storage import Storage

log = structlog.get_logger()


def issue_pending(database: Database, storage: Storage, facts: Issuer, *, now: datetime) -> int:
    """Decide every pass whose gates are open, render every page that is missing; returns how many of both it did.

    Safe to run at any time and in any number: a crash anywhere is repaired by the next run.
    """
    decided = sum(decide(database, attempt_id, facts, now=now) is not None for attempt_id in due(database, now=now))
    with database.session() as session:
        waiting = queries.unprinted(session)
    return decided + sum(print_page(database, storage, certificate_id) for certificate_id in waiting)


def issue(
    database: Database, storage: Storage, attempt_id: UUID, facts: Issuer, *, now: datetime
) -> Certificate | None:
    """Decide one pass and render its page at once; None while a gate is shut."""
    certificate = decide(database, attempt_id, facts, now=now)
    if certificate is not None:
        print_page(database, storage, certificate.id)
    return certificate


def due(database: Database, *, now: datetime) -> list[UUID]:
    """The undecided passes whose gates all stand open; looked at without holding anybody up."""
    with database.session() as session:
        undecided = queries.passed_and_licensed(session)
        return [attempt.id for attempt in undecided if gates.standing(session, attempt, now=now).is_open]


def decide(database: Database, attempt_id: UUID, facts: Issuer, *, now: datetime) -> Certificate | None:
    """Decide one pass in a transaction of its own."""
    with database.write() as session:
        return decide_certificate(session, attempt_id, facts, chance=secrets.randbits(RANDOM_BITS), now=now)


def print_page(database: Database, storage: Storage, certificate_id: int) -> bool:
    """Render one page outside any transaction and keep its key; returns whether this call did it.

    A page that cannot be made is logged and left for the next run; it does not hold up the others.
    """
    with database.session() as session:
        certificate = session.get_one(Certificate, certificate_id)
    if certificate.pdf_key is not None:
        return False
    try:
        key = storage.put(certificate_pdf(certificate.record))
    except (ForbiddenResource, TooLong, Unset, OSError) as error:
        log.error("certificates.unprinted", certificate=certificate_id, trouble=str(error))
        return False
    with database.write() as session:
        row = session.get_one(Certificate, certificate_id, with_for_update=True, populate_existing=True)
        was_missing = row.pdf_key is None
        row.pdf_key = row.pdf_key or key
    return was_missing
