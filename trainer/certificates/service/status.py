"""The status lists: what is set in them, and signing them anew when that changed or before they run out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import rfc8785
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from trainer.certificates.models import Certificate, StatusList
from trainer.certificates.rules import State
from trainer.certificates.service.workshop import Workshop
from trainer.core import clock
from trainer.core.db import Database
from trainer.core.errors import NotFound
from trainer.credentials import Purpose, UnreadableCredential, read, secure, status_list
from trainer.keys import Use
from trainer.storage import Storage

LASTS = timedelta(hours=24)
"""So long a list may be relied on; it is signed anew at half of it."""
FOLLOWS = timedelta(hours=1)
"""So long after an event the published list may still say what was true before."""
SETS = {
    Purpose.REVOCATION: (State.REVOKED, State.WITHDRAWN, State.SUSPENDED),
    Purpose.SUSPENSION: (State.SUSPENDED, State.UNDER_REVIEW),
}
"""Which states a list tells of. An expired term tells its own end; a superseded one was good.

Open Badges 3.0 lets a credential name one list, so the list of revocations holds whatever nobody may rely on now; the
list of suspensions says which of those may come back, and what is under review.
"""


def number_of(place: int, purpose: Purpose) -> int:
    """The number under which a list is published."""
    return 2 * place + (purpose is Purpose.SUSPENSION)


def address(base_url: str, number: int) -> str:
    """Where a list is published."""
    return f"{base_url}/status/{number}"


def published(session: Session, storage: Storage, number: int) -> bytes:
    """The signed bytes of a list; NotFound when there is none of this number."""
    found = session.get(StatusList, number)
    if found is None:
        raise NotFound("There is no status list of this number.")
    return storage.get(found.storage_key)


def refresh(database: Database, workshop: Workshop, *, now: datetime) -> int:
    """Sign every list whose places changed or whose time is half over; returns how many.

    Idempotent. What changed while a list was being signed is signed by whoever changed it, and stays.
    """
    with database.session() as session:
        due = [
            (number, purpose, places)
            for number, purpose, places in _lists(session)
            if _is_due(session, number, places, workshop, now)
        ]
    done = 0
    for number, purpose, places in due:
        data = signed(workshop, number, purpose, places, now=now)
        key = workshop.storage.put(data)
        with database.write() as session:
            session.get(StatusList, number, with_for_update=True)
            if _places(session, number, purpose) != places:
                continue
            _replace(session, number, storage_key=key, places=digest(places), made_at=now, valid_until=now + LASTS)
            done += 1
    return done


def is_kept(found: StatusList, workshop: Workshop) -> bool:
    """Whether the bytes of a list are in the store, and are of this list and its time."""
    try:
        document = read(workshop.storage.get(found.storage_key))
    except (KeyError, UnreadableCredential):
        return False
    expected = address(workshop.issuer.base_url, found.number), clock.stamp(found.valid_until)
    return (document.get("id"), document.get("validUntil")) == expected


def faults(session: Session, workshop: Workshop, *, now: datetime) -> list[str]:
    """Lists that should have followed certificates by now and did not, are past their time or not kept, in words."""
    lists = {found.number: found for found in session.scalars(select(StatusList))}
    places = session.scalars(select(Certificate.status_list).where(Certificate.issued_at < now - FOLLOWS).distinct())
    expected = {number_of(place, purpose) for place in places for purpose in SETS}
    wrong = []
    for number in sorted(expected | lists.keys()):
        found = lists.get(number)
        if found is None or not is_kept(found, workshop):
            wrong.append(f"status list {number} is missing or was changed")
        elif found.valid_until < now:
            wrong.append(f"status list {number} is past its time")
    return wrong


def _replace(session: Session, number: int, **row: str | datetime) -> None:
    """Put a list in the place of the one before it, whoever else makes the first of this number at the same time."""
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    insert = make(StatusList).values(number=number, **row)
    session.execute(insert.on_conflict_do_update(index_elements=["number"], set_=row))


def signed(workshop: Workshop, number: int, purpose: Purpose, places: Iterable[int], *, now: datetime) -> bytes:
    """A list as it is published: canonical JSON (RFC 8785) with its proofs."""
    url = address(workshop.issuer.base_url, number)
    document = status_list(url, workshop.did, purpose, places, valid_from=now, lasts=LASTS)
    return rfc8785.dumps(secure(document, workshop.keys.current(Use.CREDENTIAL), workshop.did, created=now))


def digest(places: Iterable[int]) -> str:
    """The SHA-256 of the places that are set, in hex."""
    return hashlib.sha256(",".join(map(str, sorted(places))).encode()).hexdigest()


def _lists(session: Session) -> Iterator[tuple[int, Purpose, list[int]]]:
    last = session.scalar(select(func.max(Certificate.status_list)))
    for place in range(-1 if last is None else last, -1, -1):
        for purpose in SETS:
            number = number_of(place, purpose)
            yield number, purpose, _places(session, number, purpose)


def _places(session: Session, number: int, purpose: Purpose) -> list[int]:
    """The places that are set in the list of this number and purpose."""
    query = select(Certificate.status_index).where(Certificate.status_list == number // len(SETS))
    return sorted(session.scalars(query.where(Certificate.state.in_([state.value for state in SETS[purpose]]))))


def _is_due(session: Session, number: int, places: list[int], workshop: Workshop, now: datetime) -> bool:
    """Whether a list is missing, says what is no longer so, is half over, or is signed by a key before ours."""
    found = session.get(StatusList, number)
    if found is None or found.places != digest(places) or not is_kept(found, workshop):
        return True
    since = workshop.keys.current(Use.CREDENTIAL).public.since  # to the second
    return found.made_at.replace(microsecond=0) <= since or now >= found.valid_until - LASTS / 2
