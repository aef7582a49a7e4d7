"""The database itself refuses to change or delete a row of an append-only table."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from tests.build import NOON, person
from tests.certificates import build
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
