"""The database itself refuses to change or delete a row of an append-only table."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Delete, Update, delete, update
from sqlalchemy.exc import DatabaseError

from tests.build import NOON, person
from tests.certificates import build
from trainer.certificates.models import Certificate, CertificationDecision
from trainer.certificates.service import enter_issued
from trainer.core.db import Database
from trainer.practicals.models import PracticalWithdrawal


@pytest.mark.parametrize("change", [update(PracticalWithdrawal).values(reason="none"), delete(PracticalWithdrawal)])
def test_a_row_is_neither_changed_nor_deleted(database: Database, change) -> None:
    with database.write() as session:
        signed = build.practical(session, person(session), "thorax")
        session.add(PracticalWithdrawal(sign_off_id=signed.id, by_id=signed.assessor_id, reason="Mistaken", at=NOON))
    with pytest.raises(DatabaseError, match="append-only"), database.write() as session:
        session.execute(change)
    with database.session() as session:
        assert session.query(PracticalWithdrawal.reason).one() == ("Mistaken",)


@pytest.mark.parametrize(
    "change",
    [
        update(CertificationDecision).values(inputs={}),
        delete(CertificationDecision),
        delete(Certificate),
        update(Certificate).values(identifier="X" * 27),
        update(Certificate).values(salt="0" * 64),
        update(Certificate).values(decision_id=7),
        update(Certificate).values(record={"name": "Mallory"}),
        update(Certificate).values(issued_at=NOON - timedelta(days=900)),
        update(Certificate).values(expires_on=date(2099, 1, 1)),
    ],
)
def test_what_was_certified_stays_as_it_was(database: Database, change: Update | Delete) -> None:
    with database.write() as session:
        _, made = build.certified(session)
        enter_issued(session, made, b"the credential")
    with pytest.raises(DatabaseError, match=r"append-only|written once"), database.write() as session:
        session.execute(change)
    with database.write() as session:
        session.execute(update(Certificate).values(state="suspended", pdf_key="another"))


def test_until_the_log_knows_it_a_late_signature_dates_it_anew(database: Database) -> None:
    with database.write() as session:
        build.certified(session)
        session.execute(update(Certificate).values(issued_at=NOON + timedelta(days=4)))
    with pytest.raises(DatabaseError, match="written once"), database.write() as session:
        session.execute(update(Certificate).values(salt="0" * 64))
