"""Whoever decides has the right from somebody else than whom it is about, wherever people decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import build
from tests.certificates import build as certificates
from tests.library import build as bank
from tests.licensing import build as licences
from trainer.accounts import service as accounts
from trainer.accounts.models import Person
from trainer.accounts.rules import ROLE_SETTLES
from trainer.core.errors import Refused
from trainer.exams.service import accommodate, appeal
from trainer.exams.service.accommodate import Grant
from trainer.exams.service.time import open_attempt
from trainer.exams.service.void import void
from trainer.library import editing, review
from trainer.library.review import By
from trainer.licensing.rules import Verdict
from trainer.practicals import service as practicals
from trainer.practicals.rules import every_skill
from trainer.web.permissions import Role, permissions_of

NOON, TODAY = build.NOON, build.NOON.date()
Decide = Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """Somebody with a role, and a second account to which they gave one."""

    session: Session
    holder: Person
    second: int

    def refused_for_a_week(self, decide: Decide) -> None:
        """Nothing is decided by the second account at first, and everything a week later."""
        for at in (NOON, NOON + ROLE_SETTLES - timedelta(seconds=1)):
            with pytest.raises(Refused, match="stand apart"):
                decide(by=self.second, now=at)
        decide(by=self.second, now=NOON + ROLE_SETTLES)


@pytest.fixture
def case(session: Session, request: pytest.FixtureRequest) -> Case:
    role: Role = request.param
    holder = build.person(session, "Alice Ash", Role.CLINICIAN, Role.ADMINISTRATOR)
    second = build.person(session, "Second Self")
    accounts.grant(session, second.id, role, by=holder.id, now=NOON)
    session.flush()
    return Case(session, holder, second.id)


def by_a(role: Role) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [role], indirect=True)


@by_a(Role.REGISTRAR)
def test_a_licence(case: Case) -> None:
    licence = licences.stated(case.session, case.holder)
    licences.check(case.session, licence, build.person(case.session, "Bob Birch", Role.REGISTRAR))
    case.refused_for_a_week(
        lambda **how: licences.service.decide(
            case.session, licence.id, Verdict.VERIFY, "Seen", letter=licences.letter(), **how
        )
    )


@by_a(Role.REGISTRAR)
def test_an_appeal(case: Case) -> None:
    attempt = certificates.attempt(case.session, case.holder)
    made = appeal.make(case.session, attempt, case.holder.id, "course", "Noise", now=NOON)
    case.refused_for_a_week(
        lambda **how: appeal.decide(case.session, made.id, "upheld", "Heard", with_resit=True, **how)
    )


@by_a(Role.REGISTRAR)
def test_an_accommodation(case: Case) -> None:
    asked = accommodate.ask(case.session, case.holder.id, "More time", now=NOON)
    case.refused_for_a_week(lambda **how: accommodate.grant(case.session, asked.id, Grant("3"), "Seen", **how))


@by_a(Role.ADMINISTRATOR)
def test_time_and_making_void(case: Case) -> None:
    running = certificates.attempt(
        case.session, case.holder, state="running", closed_at=None, deadline=NOON + 2 * ROLE_SETTLES
    )
    case.refused_for_a_week(lambda **how: open_attempt(case.session, running, **how))
    case.refused_for_a_week(lambda **how: void(case.session, running, reason="Because", **how))


@by_a(Role.ASSESSOR)
def test_a_practical_and_its_withdrawal(case: Case) -> None:
    certificates.licence(case.session, case.session.get_one(Person, case.second))
    course = certificates.course(case.session)
    skills = tuple(every_skill(["limbs"]))
    seen = practicals.Observation(case.holder.id, course.id, ("limbs",), skills, TODAY, "Clinic, Valletta", 8, 8)
    case.refused_for_a_week(lambda **how: practicals.sign_off(case.session, seen, zone="UTC", **how))
    signed = certificates.practical(case.session, case.holder, "limbs")
    case.refused_for_a_week(
        lambda **how: practicals.withdraw(case.session, signed.id, reason="Wrong", may_any=True, **how)
    )


@by_a(Role.REVIEWER)
def test_an_item_and_its_second_review(case: Case) -> None:
    bank.source(case.session)
    rita = build.person(case.session, "Rita Birch", Role.REVIEWER)
    item = editing.create(case.session, bank.card(safety_critical=True), by=case.holder.id, note="New", now=NOON)

    def step(verb: str, role: Role, by: int, now: Any) -> None:
        review.move(case.session, item.id, verb, by=By(by, permissions_of(frozenset({role}))), now=now, reason="x")

    step("submit", Role.AUTHOR, case.holder.id, NOON)
    case.refused_for_a_week(lambda **how: step("approve", Role.REVIEWER, **how))
    accounts.grant(case.session, rita.id, Role.ADMINISTRATOR, by=None, now=NOON)
    third = build.person(case.session, "Third Self")
    accounts.grant(case.session, third.id, Role.REVIEWER, by=case.second, now=NOON + ROLE_SETTLES)
    case.session.flush()
    with pytest.raises(Refused, match="stand apart"):
        step("approve", Role.REVIEWER, third.id, NOON + ROLE_SETTLES)
    step("approve", Role.REVIEWER, rita.id, NOON + ROLE_SETTLES)
    assert item.status == "approved"


@by_a(Role.REVIEWER)
def test_author_and_reviewer_may_have_their_roles_from_one_administrator(case: Case) -> None:
    bank.source(case.session)
    bob = build.person(case.session, "Bob Birch")
    accounts.grant(case.session, bob.id, Role.AUTHOR, by=case.holder.id, now=NOON)
    item = editing.create(case.session, bank.card(), by=bob.id, note="New", now=NOON)
    for verb, who, role in (("submit", bob.id, Role.AUTHOR), ("approve", case.second, Role.REVIEWER)):
        by = By(who, permissions_of(frozenset({role})))
        review.move(case.session, item.id, verb, by=by, now=NOON, reason="x")
    assert item.status == "approved"
