"""A form that is sent again: the same is one sign-off, anything else is told what is stored, and nothing is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.conftest import SignIn
from tests.practicals.observed import TODAY, assessor, build, form, found, seen, sign
from trainer.accounts.models import Person
from trainer.core.db import Database
from trainer.practicals import queries, rules, service
from trainer.practicals.models import PracticalSignOff
from trainer.practicals.service import SignedAlready

OTHER = [
    ({"regions": ("limbs",), "skills": tuple(rules.every_skill(["limbs"]))}, "regions, list of what was seen"),
    ({"needles_in": 9, "needles_out": 9}, "needles in, needles out"),
    ({"observed_on": TODAY - timedelta(days=1)}, "day"),
    ({"place": "Clinic, Sliema"}, "place"),
    ({"note": "Hurried"}, "note"),
]


@pytest.mark.parametrize(("more", "differs"), OTHER)
def test_other_content_is_told_what_is_stored(session: Session, more: dict[str, Any], differs: str) -> None:
    ines, alice, key = assessor(session), build.person(session), str(uuid4())
    first = sign(session, ines, seen(session, alice), key)
    with pytest.raises(SignedAlready) as told:
        sign(session, ines, seen(session, alice, **more), key)
    assert (told.value.status, told.value.sign_off_id) == (409, first.id)
    assert told.value.detail.startswith(
        "Signed already at 20 November 2026, 12:00 UTC for Alice Ash, Dry needling: foundations and safety: limbs,"
        " thorax, observed on 20 November 2026, Clinic, Valletta. What you sent now differs: " + differs + "."
    )
    assert session.scalar(select(func.count(PracticalSignOff.id))) == 1


def test_another_person_is_not_signed_by_the_form_of_the_first(session: Session) -> None:
    ines, alice, quin, key = assessor(session), build.person(session), build.person(session, "Quin Two"), str(uuid4())
    sign(session, ines, seen(session, alice), key)
    with pytest.raises(SignedAlready, match=r"for Alice Ash, .* differs: person\."):
        sign(session, ines, seen(session, quin), key)


def test_what_another_assessor_signed_is_not_told(session: Session) -> None:
    ines, alice, key = assessor(session), build.person(session), str(uuid4())
    sign(session, ines, seen(session, alice), key)
    with pytest.raises(SignedAlready) as told:
        sign(session, assessor(session), seen(session, alice), key)
    assert told.value.sign_off_id is None
    assert "Alice" not in told.value.detail


def test_what_was_withdrawn_since_is_not_called_signed(session: Session) -> None:
    ines, alice, key = assessor(session), build.person(session), str(uuid4())
    first = sign(session, ines, seen(session, alice), key)
    service.withdraw(session, first.id, reason="Wrong day", by=ines.id, may_any=False, now=NOON)
    with pytest.raises(SignedAlready, match="withdrawn since"):
        sign(session, ines, seen(session, alice), key)


@pytest.mark.parametrize("more", [{}, {"place": "Clinic, Sliema"}])
def test_two_that_arrive_at_once_are_told_the_same(session: Session, more: dict[str, Any]) -> None:
    """The look before finds nothing yet, and the database tells of the other one."""
    ines, alice, key = assessor(session), build.person(session), str(uuid4())
    first, looks = sign(session, ines, seen(session, alice), key), queries.by_form_key
    with patch.object(queries, "by_form_key", side_effect=[None, looks(session, key)]):
        if not more:
            assert sign(session, ines, seen(session, alice), key) is first
        else:
            with pytest.raises(SignedAlready, match=r"differs: place\."):
                sign(session, ines, seen(session, alice, **more), key)
    assert session.scalar(select(func.count(PracticalSignOff.id))) == 1


def test_the_page_keeps_what_was_typed_and_signs_it_with_a_key_of_its_own(
    store: Database, as_person: SignIn, people: tuple[Person, Person]
) -> None:
    browser = as_person(people[0])
    address, sent = found(browser, people[1]), form(store)
    assert browser.post(address, data=sent).status_code == 303
    answer = browser.post(address, data=sent | {"place": "Clinic <2>", "needles_in": "9", "needles_out": "9"})
    assert answer.status_code == 409
    assert "This is not signed" in answer.text
    assert "Alice Ash" in answer.text
    assert 'value="Clinic &lt;2&gt;"' in answer.text
    assert "data-refused" in answer.text
    assert re.search(r'href="/staff/practicals/\d+">What is signed<', answer.text)
    (key,) = re.findall(r'name="form_key"[^>]*value="([^"]+)"', answer.text)
    assert key != sent["form_key"]
    assert browser.post(address, data=sent | {"place": "Clinic <2>", "form_key": key}).status_code == 303
    with store.session() as session:
        assert session.scalar(select(func.count(PracticalSignOff.id))) == 2
