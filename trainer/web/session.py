"""The database session of a request: opened when first asked for, closed with the request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, g, request
from sqlalchemy.orm import Session

from trainer.core.db import after_commit
from trainer.web import identity
from trainer.web.services import services
from trainer.web.uploads import room

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Read unsafe bodies whole before anything else, but for large files; close what a request opened."""
    app.before_request(_read_body)
    app.teardown_appcontext(_close)


def _read_body() -> None:
    if request.method not in SAFE and not room():
        request.get_data(cache=True)


def _close(_error: BaseException | None) -> None:
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()


def current_session() -> Session:
    """The request's session, for reading."""
    if "session" not in g:
        g.session = services().database.session()
    session: Session = g.session
    return session


@contextmanager
def transaction() -> Iterator[Session]:
    """One write: waits its turn, checks the person's rights again, commits, then tells the job engine."""
    with services().database.write(current_session()) as session:
        identity.confirm(session)
        yield session


def tell_after_commit(session: Session, task: str) -> None:
    """Tell the worker of a task once this write is committed."""
    jobs = services().jobs
    after_commit(session, lambda: jobs.tell(task))
