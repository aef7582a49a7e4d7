"""Writing an answer with its receipt: in one statement where the database can."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Insert, Table, Update, bindparam, insert, update

from trainer.exams.standing import ANSWER, RECEIPT

_KEY = ("attempt_id", "position")
_SAID = ("answer", "is_flagged", "revision", "saved_at", "writer")


def _binds(table: Table, names: tuple[str, ...]) -> dict[str, Any]:
    """The columns of these names as parameters, which a receipt's row fills: it says all that an answer's does."""
    return {name: bindparam(f"said_{name}", type_=table.c[name].type) for name in names}


_FIRST = insert(ANSWER).values(_binds(ANSWER, _KEY + _SAID))
_NEXT = (
    update(ANSWER)
    .where(*(ANSWER.c[name] == bind for name, bind in _binds(ANSWER, _KEY).items()))
    .values(_binds(ANSWER, _SAID))
)
_RECEIPT = insert(RECEIPT).values(_binds(RECEIPT, tuple(RECEIPT.c.keys())))


def _together(answer: Insert | Update) -> Insert:
    return _RECEIPT.add_cte(answer.cte("answered"))


_TOGETHER = {True: _together(_FIRST), False: _together(_NEXT)}


def store(connection: Connection, receipt: Mapping[str, Any], *, is_first: bool) -> None:
    """Write an answer, the first of its position or the next, and its receipt."""
    said = {f"said_{name}": value for name, value in receipt.items()}
    if connection.dialect.name == "postgresql":
        connection.execute(_TOGETHER[is_first], said)
        return
    connection.execute(_FIRST if is_first else _NEXT, said)
    connection.execute(_RECEIPT, said)
