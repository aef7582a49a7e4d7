"""A licence that lapses changes what holder and staff read of a good certificate, as it does for a verifier."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.certificates import build, lives
from tests.certificates.test_doors import statements
from tests.conftest import SignIn
from trainer.accounts.models import Person
from trainer.certificates.advice import Advice, advice_for
from trainer.certificates.glance import glances
from trainer.certificates.models import Certificate
from trainer.certificates.showing import LICENCE_LAPSED, LICENCE_UNCONFIRMED, SHOWINGS
from trainer.certificates.verification import Verdict
from trainer.core.db import Database
from trainer.licensing.models import Licence

AMBER = '<span class="state state--warn">'
WORDS = LICENCE_LAPSED.word


def lapse(session: Session, holder: Person) -> Licence:
    """Let the licence of somebody run out the day before."""
    found = session.scalars(select(Licence).where(Licence.person_id == holder.id)).one()
    found.expires_on = date(2026, 11, 19)
    session.flush()
    return found


def told(session: Session, holder: Person) -> Advice:
    (advice,) = advice_for(session, holder.id, now=NOON)
    return advice


@pytest.fixture
def lapsed(store: Database, noon: datetime) -> tuple[Person, Certificate]:
    """Declan's certificate, whose licence is over."""
    with store.write() as session:
        declan, made = build.certified(session, "Declan Furey")
        lapse(session, declan)
        return declan, made


def test_only_a_good_certificate_beside_a_current_licence_is_green(session: Session) -> None:
    (_, good), (declan, over), (una, lost), (sue, held) = (
        build.certified(session, name) for name in ("Ann A", "Declan D", "Una U", "Sue S")
    )
    lapse(session, declan)
    lapse(session, sue)
    held.state = "suspended"
    session.scalars(select(Licence).where(Licence.person_id == una.id)).one().state = "refused"
    shown = glances(session, [good, over, lost, held], now=NOON)
    assert [shown[one.id].showing for one in (good, over, lost, held)] == [
        SHOWINGS[Verdict.VALID], LICENCE_LAPSED, LICENCE_UNCONFIRMED, SHOWINGS[Verdict.SUSPENDED],
    ]  # fmt: skip


def test_the_licences_of_a_list_are_read_at_once(store: Database) -> None:
    with store.write() as session:
        made = [build.certified(session, name)[1].id for name in ("Ann A", "Bob B", "Cat C", "Dan D")]
    asked = []
    for ids in (made[:1], made):
        with store.session() as session:
            terms = [session.get_one(Certificate, one) for one in ids]
            with statements(store) as heard:
                glances(session, terms, now=NOON)
        asked.append(len(heard))
    assert asked[0] == asked[1]


def test_the_holder_is_told_to_state_the_licence_first(session: Session) -> None:
    declan, _ = build.certified(session, "Declan Furey")
    assert told(session, declan).licence == ""
    lapse(session, declan)
    advice = told(session, declan)
    assert (advice.is_calm, advice.showing) == (False, LICENCE_LAPSED)
    assert advice.licence.startswith("Your licence has lapsed")
    assert "State your licence again first" in advice.licence


def test_one_stated_again_is_not_asked_for_twice(session: Session) -> None:
    declan, _ = build.certified(session, "Declan Furey")
    lapse(session, declan)
    build.licence(session, declan, state="stated")
    advice = told(session, declan)
    assert "looking up the one you stated" in advice.licence
    assert "State your licence" not in advice.licence


def test_what_leads_to_no_new_term_says_nothing_of_the_licence(session: Session) -> None:
    declan, made = build.certified(session, "Declan Furey")
    lapse(session, declan)
    made.state = "suspended"
    assert told(session, declan).licence == ""


def test_the_holders_pages_are_amber(lapsed: tuple[Person, Certificate], as_person: SignIn) -> None:
    declan, made = lapsed
    page = as_person(declan).get("/certificates").text
    assert "banner--warn" in page
    assert "banner--ok" not in page
    assert f"{AMBER}<svg" in page
    assert f"{WORDS}</span>" in page
    assert '<a href="/licence">' in page
    own = as_person(declan).get(f"/certificates/mine/{made.id}").text
    assert f"{WORDS}</span>" in own
    assert "state--ok" not in page + own


def test_the_pages_of_staff_are_amber(lapsed: tuple[Person, Certificate], store: Database, as_person: SignIn) -> None:
    with store.write() as session:
        rosa = lives.registrar(session)
    _, made = lapsed
    for path in ("/staff/certificates", f"/staff/certificates/{made.id}"):
        page = as_person(rosa).get(path).text
        assert f"{WORDS}</span>" in page, path
        assert "Valid</span>" not in page, path
    assert "Lapsed<small>Last confirmed 3 November 2026" in page
