"""Issuing: finds what a pass has made due and takes each certificate from its decision to its signed page.

Every step is found from rows, done outside any transaction, and written down in one of its own; a crash between any two
is repaired by the next run, and whatever was made twice is kept once:

    decided -> credential kept and entered in the log -> placed in the log -> page signed, kept and entered -> placed
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from trainer.certificates import gates, queries
from trainer.certificates.lots import BITS
from trainer.certificates.models import Certificate
from trainer.certificates.service import status
from trainer.certificates.service.book import enter_document, enter_issued, logged
from trainer.certificates.service.credential import credential_of
from trainer.certificates.service.decide import decide_certificate
from trainer.certificates.service.page import signed_page
from trainer.certificates.service.readiness import date_anew, is_late, note_new_date, obstacles
from trainer.certificates.service.waiting import postpone, settle
from trainer.certificates.service.workshop import Workshop
from trainer.core.damage import DAMAGE
from trainer.core.db import Database
from trainer.credentials import NotAGraph, UnfitFact
from trainer.documents import ForbiddenResource, TooLong, Unset
from trainer.documents.timestamps import NoTimestamp, reach
from trainer.exams.models import Attempt
from trainer.exams.service.each import each
from trainer.keys import NoKeys

log = structlog.get_logger()
CANNOT_BE_MADE = (ForbiddenResource, TooLong, Unset, NotAGraph, UnfitFact, OSError, KeyError)
"""A text that cannot be set or signed, a store or an authority that does not answer."""
Step = Callable[[Database, Workshop, int, datetime], bool]


def issue_pending(database: Database, workshop: Workshop, *, now: datetime) -> int:
    """Decide every pass whose gates are open and finish every certificate; returns how many steps it took.

    Safe to run at any time and in any number. While nothing can be signed or logged, nothing is decided either.
    """
    waiting = due(database, now=now)
    if waiting and is_ready(workshop, now=now):
        decided = each(
            database, waiting, lambda session, attempt: decided_in(session, workshop, attempt, now) is not None
        )
    else:
        decided = 0
    with database.session() as session:
        unfinished = queries.unfinished(session, now=now)
    return decided + finish(database, workshop, unfinished, now=now)


def issue(database: Database, workshop: Workshop, attempt_id: UUID, *, now: datetime) -> Certificate | None:
    """Decide one pass and finish its certificate at once; None while a gate is shut or nothing can be signed."""
    if not is_ready(workshop, now=now):
        return None
    certificate = decide(database, workshop, attempt_id, now=now)
    if certificate is not None:
        finish(database, workshop, [certificate.id], now=now)
    return certificate


def is_ready(workshop: Workshop, *, now: datetime) -> bool:
    """Whether what is decided now can be signed and logged; where it cannot, the log of the program says why.

    What waits for the log gets its place first: while that fails, whatever the reason, it raises, and nothing more is
    decided or signed that the log would have too late.
    """
    if found := obstacles(workshop):
        log.error("certificates.not_ready", trouble="; ".join(found))
        return False
    place(workshop, now=now)
    return True


def due(database: Database, *, now: datetime) -> list[UUID]:
    """The undecided passes whose gates all stand open; looked at without holding anybody up.

    The newest comes first: of two of one person that have waited together it alone leads to a certificate.
    """
    with database.session() as session:
        newest_first = reversed(queries.passed_and_licensed(session))
        return [attempt.id for attempt in newest_first if _is_due(session, attempt, now)]


def _is_due(session: Session, attempt: Attempt, now: datetime) -> bool:
    try:
        return gates.standing(session, attempt, now=now).is_open
    except DAMAGE:
        log.exception("certificates.damaged", attempt=str(attempt.id))
        return False


def decide(database: Database, workshop: Workshop, attempt_id: UUID, *, now: datetime) -> Certificate | None:
    """Decide one pass in a transaction of its own."""
    with database.write() as session:
        return decided_in(session, workshop, attempt_id, now)


def decided_in(session: Session, workshop: Workshop, attempt_id: UUID, now: datetime) -> Certificate | None:
    """The certificate of a pass, decided within this transaction; None while a gate is shut."""
    return decide_certificate(session, attempt_id, workshop.issuer, chance=secrets.randbits(BITS), now=now)


def finish(database: Database, workshop: Workshop, certificates: Iterable[int], *, now: datetime) -> int:
    """Take these certificates through the steps they lack; returns how many steps that were.

    The log grows once for all credentials and once for all pages. While nothing can be signed everything waits, safe.
    """
    ids = list(certificates)
    if ids and not is_ready(workshop, now=now):
        return 0
    try:
        made = sum(tried(make_credential, database, workshop, one, now) for one in ids)
        placed = place(workshop, now=now)
        printed = sum(
            tried(print_page, database, workshop, one, now) for one in printable(database, workshop, ids, now)
        )
        placed += place(workshop, now=now)
        return made + printed + placed + status.refresh(database, workshop, now=now)
    except NoKeys as error:
        log.error("certificates.no_keys", trouble=str(error))
        return 0


def place(workshop: Workshop, *, now: datetime) -> int:
    """Give what was entered in the log its place, under a new checkpoint."""
    return workshop.log.sequence(now=now)


def tried(step: Step, database: Database, workshop: Workshop, certificate_id: int, now: datetime) -> bool:
    """Take one step; what cannot be made waits with its reason, is tried again, and does not hold up the others."""
    try:
        return step(database, workshop, certificate_id, now)
    except (*CANNOT_BE_MADE, *DAMAGE) as error:
        is_known = isinstance(error, CANNOT_BE_MADE)
        trouble = str(error) if is_known else f"{type(error).__name__}: {error}"
        log.error(
            "certificates.unfinished", certificate=certificate_id, step=step.__name__, trouble=trouble,
            exc_info=not is_known,
        )  # fmt: skip
        postpone(database, [certificate_id], step.__name__, trouble, now=now)
        return False


def printable(database: Database, workshop: Workshop, certificates: Iterable[int], now: datetime) -> list[int]:
    """Those of these certificates whose pages can be signed now: none while the authority of timestamps is silent.

    It is asked once, not once a page, and no page is ever signed without the timestamp it should have.
    """
    ids, authority = list(certificates), workshop.log.authority
    if authority is None or not ids:
        return ids
    try:
        reach(authority)
    except NoTimestamp as error:
        log.error("certificates.no_timestamps", waiting=len(ids), trouble=str(error))
        postpone(database, ids, print_page.__name__, str(error), now=now)
        return []
    return ids


def make_credential(database: Database, workshop: Workshop, certificate_id: int, now: datetime) -> bool:
    """Sign the credential, keep it, and enter it in the log; returns whether this call did it.

    What waited long for it is dated by now: the log could not confirm an earlier day.
    """
    with database.session() as session:
        certificate = session.get_one(Certificate, certificate_id)
        late = is_late(certificate, queries.edition(session, certificate_id), now)
    if certificate.credential_key is not None:
        return False
    if late:
        date_anew(certificate, now)
    data = credential_of(certificate, workshop, now=now)
    key = workshop.storage.put(data)
    with database.write() as session:
        row = queries.locked(session, certificate_id)
        if row.credential_key is not None:
            return False
        if late:
            note_new_date(session, row, now=now)
        row.credential_key = key
        settle(session, certificate_id)
        enter_issued(session, row, data, now=now)
    return True


def print_page(database: Database, workshop: Workshop, certificate_id: int, now: datetime) -> bool:
    """Make, sign and keep the page, and enter it in the log; returns whether this call did it.

    The page carries the credential and the proof that it stands in the log, so both come first.
    """
    with database.session() as session:
        certificate = session.get_one(Certificate, certificate_id)
        if certificate.pdf_key is not None or certificate.credential_key is None:
            return False
        proof = logged(session, certificate)
    if proof is None:
        return False
    data = signed_page(certificate, str(proof), workshop, now=now)
    key = workshop.storage.put(data)
    with database.write() as session:
        row = queries.locked(session, certificate_id)
        if row.pdf_key is not None or row.credential_key != certificate.credential_key:
            return False
        row.pdf_key = key
        settle(session, certificate_id)
        enter_document(session, row, data, now=now)
    return True
