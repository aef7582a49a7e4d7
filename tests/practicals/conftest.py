"""It is noon, an assessor has a licence, and somebody is to be observed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.build import NOON
from tests.certificates import build
from tests.practicals.observed import assessor
from trainer.accounts.models import Person
from trainer.core import clock
from trainer.core.db import Database


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """It is noon on the day on which everything here happens."""
    with clock.stopped_at(NOON):
        yield


@pytest.fixture
def people(store: Database) -> tuple[Person, Person]:
    """An assessor and somebody to be observed."""
    with store.write() as session:
        build.course(session)
        return assessor(session), build.person(session, "Alice Ash")
