"""A free resit: once, at once, until its end, and no gate but those of waiting is opened by it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.exams import build
from tests.exams.test_gates import finish, lose_licence, shut
from trainer.exams import queries
from trainer.exams.models import Attempt, Resit
from trainer.exams.service import resits

WRONG = range(1, 9)
END = NOON + timedelta(days=60)


@pytest.fixture
def own(session: Session) -> build.World:
    return build.world(session)


def granted(session: Session, attempt: Attempt, now: datetime) -> Resit:
    return resits.grant(session, attempt, until=END, now=now)


def test_it_opens_what_has_to_be_waited_for_until_its_end(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    finish(session, own, alice, NOON, WRONG)
    later = NOON + timedelta(days=20)
    failed = finish(session, own, alice, later, WRONG)
    soon = later + timedelta(days=1)
    assert {"cool-down", "tries"} <= set(shut(session, own.final, alice, soon))
    granted(session, failed, later + timedelta(hours=9))
    assert shut(session, own.final, alice, soon) == []
    assert "tries" in shut(session, own.final, alice, END)
    lose_licence(session, alice)
    assert shut(session, own.final, alice, soon) == ["licence"]


def test_the_first_attempt_begun_uses_it_up_and_a_void_one_does_not(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    failed = finish(session, own, alice, NOON, WRONG)
    granted(session, failed, NOON + timedelta(hours=9))
    used = finish(session, own, alice, NOON + timedelta(days=1), WRONG)
    assert "cool-down" in shut(session, own.final, alice, NOON + timedelta(days=2))
    used.state = "void"
    session.flush()
    assert shut(session, own.final, alice, NOON + timedelta(days=2)) == []


def test_an_attempt_gives_one(session: Session, own: build.World) -> None:
    failed = finish(session, own, build.ready(session, own), NOON, WRONG)
    assert granted(session, failed, NOON) is granted(session, failed, NOON + timedelta(days=3))
    assert session.scalar(select(func.count(Resit.id))) == 1


@pytest.mark.parametrize("longer", [timedelta(0), timedelta(days=9), timedelta(days=-9)])
def test_one_that_was_used_is_given_anew_whatever_its_time(
    session: Session, own: build.World, longer: timedelta
) -> None:
    alice = build.ready(session, own)
    failed = finish(session, own, alice, NOON, WRONG)
    granted(session, failed, NOON + timedelta(hours=9))
    finish(session, own, alice, NOON + timedelta(days=1), WRONG)
    later = NOON + timedelta(days=2)
    assert "cool-down" in shut(session, own.final, alice, later)
    again = resits.grant(session, failed, until=END + longer, now=later)
    assert (again.granted_at, again.until) == (later, END + longer)
    assert shut(session, own.final, alice, later) == []
    assert session.scalar(select(func.count(Resit.id))) == 1


def test_one_that_is_over_is_given_anew(session: Session, own: build.World) -> None:
    failed = finish(session, own, build.ready(session, own), NOON, WRONG)
    granted(session, failed, NOON + timedelta(hours=9))
    again = resits.grant(session, failed, until=END + timedelta(days=9), now=END)
    assert (again.granted_at, again.until) == (END, END + timedelta(days=9))


def test_one_of_another_attempt_takes_nothing_from_it(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    failed, other = (finish(session, own, alice, NOON + timedelta(days=20 * n), WRONG) for n in (0, 1))
    now = NOON + timedelta(days=21)
    first = resits.grant(session, failed, until=END + timedelta(days=9), now=now)
    granted(session, other, now)
    assert queries.free_resit(session, alice.id, own.final.id, now=now) is first
    resits.grant(session, failed, until=END, now=now + timedelta(days=1))
    assert (first.granted_at, first.until) == (now, END + timedelta(days=9))


def test_one_that_is_unused_lasts_longer(session: Session, own: build.World) -> None:
    failed = finish(session, own, build.ready(session, own), NOON, WRONG)
    at = NOON + timedelta(hours=9)
    first = granted(session, failed, at)
    more = resits.grant(session, failed, until=END + timedelta(days=9), now=NOON + timedelta(days=3))
    assert (more, more.granted_at, more.until) == (first, at, END + timedelta(days=9))
