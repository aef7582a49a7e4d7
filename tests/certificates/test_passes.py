"""The staff's list of passes that are no certificate yet: who waits, for what, and whose turn it is."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.certificates import build, lives
from tests.conftest import SignIn
from trainer.accounts.models import Person
from trainer.certificates import gates, passes
from trainer.core.db import Database
from trainer.exams.models import Attempt
from trainer.licensing.models import Licence
from trainer.practicals.models import PracticalSignOff
from trainer.web.permissions import Role

pytestmark = pytest.mark.usefixtures("noon")


def listed(session: Session, whose: str = passes.LICENSED) -> dict[str, list[str]]:
    """What everybody in the list waits for, by the name of the gate."""
    found = passes.rows(session, whose, now=NOON, offset=0, limit=50)
    assert passes.how_many(session, whose) == len(found)
    return {row.standing.person.name: [gate.name for gate, _ in row.waits] for row in found}


def test_every_gate_that_can_be_shut_has_its_words(session: Session) -> None:
    _, attempt_id = build.passed(session)
    standing = gates.standing(session, session.get_one(Attempt, attempt_id), now=NOON)
    assert {gate.name for gate in standing.gates} - passes.WAITS.keys() == {"practical"}


def test_who_passed_is_listed_with_what_lacks_until_it_is_decided(session: Session) -> None:
    build.certified(session, "Carol Done")
    build.passed(session, "Bert Ready")
    build.passed(session, "李小龙")
    assessed, _ = build.passed(session, "Alice Ash")
    signed: PracticalSignOff = build.practical(session, assessed, "limbs")
    session.get_one(Person, signed.assessor_id).name = "王五"
    session.flush()
    assert listed(session) == {"Bert Ready": [], "李小龙": ["name"], "Alice Ash": ["words"]}


def test_without_a_licence_one_is_listed_among_everybody(session: Session) -> None:
    holder, _ = build.passed(session, "Alice Ash")
    session.query(Licence).filter_by(person_id=holder.id).one().state = "rejected"
    session.flush()
    assert listed(session) == {}
    assert listed(session, passes.ANYBODY) == {"Alice Ash": ["licence"]}, "and the name comes with it"


def test_a_registrar_sees_whose_turn_it_is(store: Database, as_person: SignIn) -> None:
    with store.write() as session:
        build.passed(session, "李小龙")
        rosa = lives.registrar(session)
    client = as_person(rosa)
    assert "Passes without a certificate (1)" in " ".join(client.get("/staff/certificates").text.split())
    page = client.get("/staff/certificates/passes?whose=no-such-thing")
    assert page.status_code == 200
    for words in ("李小龙", "The name of record cannot be printed", "The person&#39;s, or a registrar&#39;s"):
        assert words in page.text
    assert "1 pass" in " ".join(client.get("/staff/certificates/passes?page=99").text.split())


def test_a_candidate_does_not_see_it(store: Database, as_person: SignIn) -> None:
    with store.write() as session:
        alice = person(session, "Alice Ash", Role.CLINICIAN)
    assert as_person(alice).get("/staff/certificates/passes").status_code == 403
