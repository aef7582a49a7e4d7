"""Reports on banks too large to read while somebody waits: made by the worker, kept, and shown with their time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from question_bank.lint.report import Tell, report
from trainer.audit import service as audit
from trainer.core.db import Database
from trainer.library import state
from trainer.library.bank_charts import Told
from trainer.library.models import BankReading
from trainer.library.worked import FAILED, Now, claimed, put

TASK = "library.reports"
EVERY = 500
"""After so many items the row says how far the reading is."""
WAITING, READING, DONE = "waiting", "reading", "done"
GIVEN_UP = "Reading the bank broke off twice. Tell whoever looks after this site."


def ask(session: Session, domain: str, *, by: int, now: datetime) -> BankReading:
    """Ask for a report on the bank, or on one domain of it; the one that is under way where there is one."""
    found = under_way(session, domain)
    if found is not None:
        return found
    made = BankReading(domain=domain, state=WAITING, at=now, by_id=by, touched_at=now)
    session.add(made)
    session.flush()
    audit.record(session, "review.bank.report_asked", f"report:{made.id}", by=by, now=now, detail={"domain": domain})
    return made


def under_way(session: Session, domain: str) -> BankReading | None:
    """The report that is waited for."""
    return _newest(session, domain, WAITING, READING)


def newest(session: Session, domain: str) -> BankReading | None:
    """The last report there is."""
    return _newest(session, domain, DONE)


def given_up(session: Session, domain: str) -> BankReading | None:
    """The report that was asked for since and could not be made."""
    return _newest(session, domain, FAILED)


def _newest(session: Session, domain: str, *states: str) -> BankReading | None:
    wanted = select(BankReading).where(BankReading.domain == domain, BankReading.state.in_(states))
    return session.scalars(wanted.order_by(BankReading.id.desc()).limit(1)).first()


def run(database: Database, now: Now) -> int:
    """Make every report that waits; how many were worked on."""
    done = 0
    while (row := claimed(database, BankReading, {WAITING: READING}, GIVEN_UP, now())) is not None:
        if row.state == READING:
            _make(database, row, now)
        done += 1
    return done


def _make(database: Database, row: BankReading, now: Now) -> None:
    with database.session() as session:
        cards = list(state.cards(session, row.domain))
    told = Told.of(report(cards, _counting(database, row.id, now)))
    put(database, BankReading, row.id, now(), state=DONE, told=told.as_json(), read_count=told.items, trouble="")
    with database.write() as session:
        older = (BankReading.domain == row.domain) & (BankReading.id < row.id)
        session.execute(delete(BankReading).where(older, BankReading.state.in_((DONE, FAILED))))


def _counting(database: Database, reading_id: int, now: Now) -> Tell:
    def tell(done: int) -> None:
        if done % EVERY == 0:
            put(database, BankReading, reading_id, now(), read_count=done)

    return tell
