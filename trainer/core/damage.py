"""What a record that is damaged raises when it is worked on."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from trainer.core.errors import DomainError

DAMAGE = (ArithmeticError, AttributeError, DomainError, LookupError, SQLAlchemyError, TypeError, ValueError)
"""It must not keep a sweep from the records after it."""
