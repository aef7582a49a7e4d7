"""A small course in the application's database, and people who take it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import build
from tests.build import NOON
from tests.conftest import SignIn
from tests.courses.build import loaded
from trainer.core.db import Database
from trainer.courses import service
from trainer.courses.models import Course, Module, Page


@pytest.fixture
def course(session: Session, tmp_path: Path) -> Course:
    """The small course, for service tests."""
    return loaded(session, tmp_path / "content")


@pytest.fixture
def site(store: Database, tmp_path: Path) -> Database:
    """The application's database with the small course in it."""
    with store.write() as own:
        loaded(own, tmp_path / "content")
    return store


@pytest.fixture
def alice(site: Database, as_person: SignIn) -> FlaskClient:
    """Alice's browser; she has just registered."""
    with site.write() as own:
        person_id = build.person(own, "Alice Ash").id
    browser = as_person(person_id)
    browser.person_id = person_id
    return browser


@pytest.fixture
def carol(site: Database, as_person: SignIn) -> FlaskClient:
    """Carol's browser; she takes the same course and must see nothing of Alice's."""
    with site.write() as own:
        person_id = build.person(own, "Carol Cole").id
    return as_person(person_id)


def pass_module(site: Database, person_id: int, slug: str) -> None:
    """Let somebody pass the quiz of a module."""
    with site.write() as own:
        module = own.scalars(select(Module).where(Module.slug == slug)).one()
        service.record_module_pass(own, person_id=person_id, module_id=module.id, score=2, of=2, now=NOON)


def page_named(session: Session, slug: str) -> Page:
    """A page by its slug alone."""
    return session.scalars(select(Page).where(Page.slug == slug)).one()
