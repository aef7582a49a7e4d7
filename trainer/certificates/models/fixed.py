"""What of a certificate the database itself keeps: no row goes, and what was certified never changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, event

from trainer.core.append_only import FUNCTION
from trainer.core.db import Base

FROM_THE_START = ("identifier", "salt", "decision_id", "series_id")
ONCE_LOGGED = ("record", "issued_on", "issued_at", "expires_on")
"""Fixed once the public log has been told of the issue; until then a late signature dates it anew."""
IS_LOGGED = "EXISTS (SELECT 1 FROM log_entry WHERE log_entry.key = 'certificate:' || OLD.id || ':issued')"


def written_once(model: type[Base]) -> None:
    """Have the triggers made with the table of certificates."""
    for dialect in ("sqlite", "postgresql"):
        for statement in statements(dialect):
            made: Any = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call] # SQLAlchemy's own
            event.listen(model.__table__, "after_create", made.execute_if(dialect=dialect))


def statements(dialect: str) -> list[str]:
    """What keeps the table of certificates, for the models; the migration says the same."""
    if dialect == "sqlite":
        first, later = (_differ("IS NOT", names) for names in (FROM_THE_START, ONCE_LOGGED))
        return [
            _sqlite("no_change", f"UPDATE OF {', '.join(FROM_THE_START)}", f"WHEN {first}"),
            _sqlite("no_change_logged", f"UPDATE OF {', '.join(ONCE_LOGGED)}", f"WHEN ({later}) AND {IS_LOGGED}"),
            _sqlite("no_delete", "DELETE", ""),
        ]
    first, later = (_differ("IS DISTINCT FROM", names) for names in (FROM_THE_START, ONCE_LOGGED))
    return [
        FUNCTION,
        "CREATE OR REPLACE FUNCTION keep_certificate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {first} OR (({later}) AND {IS_LOGGED})"
        " THEN RAISE EXCEPTION 'certificate is written once'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER certificate_no_change BEFORE UPDATE ON certificate"
        " FOR EACH ROW EXECUTE FUNCTION keep_certificate()",
        "CREATE TRIGGER certificate_no_delete BEFORE DELETE ON certificate"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER certificate_no_truncate BEFORE TRUNCATE ON certificate"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]


def _differ(operator: str, names: tuple[str, ...]) -> str:
    return " OR ".join(f"OLD.{name} {operator} NEW.{name}" for name in names)


def _sqlite(name: str, change: str, when: str) -> str:
    return (
        f"CREATE TRIGGER certificate_{name} BEFORE {change} ON certificate {when}"
        " BEGIN SELECT RAISE(ABORT, 'certificate is written once'); END"
    )
