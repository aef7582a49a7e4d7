"""An assessor signs on their own day, also where it begins before that of the issuer."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from tests.conftest import SignIn
from tests.practicals.observed import assessor, build, form, found, seen
from trainer.core import clock
from trainer.core.db import Database
from trainer.core.errors import Invalid
from trainer.practicals import service

AHEAD = datetime(2026, 11, 20, 20, tzinfo=UTC)
"""It is nine in the morning of 21 November in Auckland."""


@pytest.mark.parametrize(
    ("licensed_in", "issuers", "last"),
    [
        ("Pacific/Auckland", "UTC", 21),
        ("UTC", "Pacific/Auckland", 21),
        ("UTC", "UTC", 20),
        ("America/Los_Angeles", "UTC", 20),
    ],
)
def test_the_later_of_two_todays_is_the_last_day(session: Session, licensed_in: str, issuers: str, last: int) -> None:
    ines, alice = assessor(session, zone=licensed_in), build.person(session)
    days = [date(2026, 11, last), date(2026, 11, last + 1)]
    said = [seen(session, alice, observed_on=day) for day in days]
    assert service.sign_off(session, said[0], by=ines.id, now=AHEAD, zone=issuers).observed_on == days[0]
    with pytest.raises(Invalid, match="future"):
        service.sign_off(session, said[1], by=ines.id, now=AHEAD, zone=issuers)


def test_the_page_offers_and_takes_the_assessors_own_day(store: Database, as_person: SignIn) -> None:
    with store.write() as session:
        ines, alice = assessor(session, zone="Pacific/Auckland"), build.person(session, "Alice Ash")
        build.course(session)
    with clock.stopped_at(AHEAD):
        browser = as_person(ines)
        address = found(browser, alice)
        assert 'value="2026-11-21"' in browser.get(address).text
        assert browser.post(address, data=form(store, observed_on="2026-11-21")).status_code == 303
        late = browser.post(address, data=form(store, observed_on="2026-11-22"))
    assert (late.status_code, "The day lies in the future" in late.text) == (422, True)
