"""People who meet the bank: Bob writes, Rita reviews, Ada runs the place, Alice sits exams."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests import build as people
from tests.conftest import SignIn
from trainer.core.db import Database
from trainer.web.permissions import Role


def _enter(store: Database, as_person: SignIn, name: str, role: Role) -> FlaskClient:
    with store.write() as session:
        person = people.person(session, name, role)
    return as_person(person)


@pytest.fixture
def author(store: Database, as_person: SignIn) -> FlaskClient:
    return _enter(store, as_person, "Bob Birch", Role.AUTHOR)


@pytest.fixture
def reviewer(store: Database, as_person: SignIn) -> FlaskClient:
    return _enter(store, as_person, "Rita Rowan", Role.REVIEWER)


@pytest.fixture
def administrator(store: Database, as_person: SignIn) -> FlaskClient:
    return _enter(store, as_person, "Ada Alder", Role.ADMINISTRATOR)


@pytest.fixture
def clinician(store: Database, as_person: SignIn) -> FlaskClient:
    return _enter(store, as_person, "Alice Ash", Role.CLINICIAN)
