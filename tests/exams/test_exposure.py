"""Exposure: how often items stood on the last papers, and what a plan that limits it draws."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from question_bank.selection.blueprint import Blueprint
from tests.build import NOON
from tests.exams import build
from tests.library import build as build_library
from trainer.core.errors import Unavailable
from trainer.exams import holds, queries
from trainer.exams.exposure import exposure
from trainer.exams.models import Attempt
from trainer.library import editing, listing
from trainer.library import queries as library
from trainer.library.models import Item

DAY = timedelta(days=1)


@pytest.fixture
def own(session: Session) -> build.World:
    return build.world(session)


def planned(session: Session, own: build.World, **changes: Any) -> Blueprint:
    """The small final's plan with these changes, in use."""
    assert own.final.blueprint_version_id is not None
    before = library.blueprint(session, own.final.blueprint_version_id)
    after = Blueprint.model_validate({**before.model_dump(), **changes})
    own.final.blueprint_version_id = editing.new_blueprint(session, after, by=None, now=NOON).id
    session.flush()
    return after


def capped(share: float, papers: int, hold: str = "soft") -> dict[str, Any]:
    return {"exposure": {"share": share, "papers": papers, "hold": hold}}


def sat(session: Session, own: build.World, number: int) -> Attempt:
    """The paper of somebody new, so many days after noon."""
    person = build.ready(session, own, f"Person {number}")
    return build.started(session, own.final, person, now=NOON + number * DAY, seed=number)


def codes(session: Session, attempt: Attempt) -> set[str]:
    return holds.codes_on(session, attempt.id)


def test_a_plan_without_a_cap_asks_for_no_exposure(session: Session, own: build.World) -> None:
    said: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: said.append(args[2]))
    assert exposure(session, own.final.id, planned(session, own)) is None
    assert not [one for one in said if "drawn" in one]


def test_exposure_counts_the_last_papers_of_this_exam_and_no_others(session: Session, own: build.World) -> None:
    alice = build.ready(session, own)
    build.started(session, own.quizzes[0], alice, now=NOON + 9 * DAY)
    papers = [codes(session, sat(session, own, number)) for number in range(4)]
    plan = planned(session, own, **capped(1, 3))
    assert exposure(session, own.final.id, plan) == Counter([*papers[2], *papers[3]])


def test_an_item_is_the_same_item_in_its_next_version(session: Session, own: build.World) -> None:
    code = min(codes(session, sat(session, own, 0)))
    item = session.scalars(select(Item).where(Item.code == code)).one()
    said = listing.card_of(item, listing.version(session, item.id, 1)).model_copy(update={"title": "Said anew"})
    build_library.put_live(session, item.id, said, by=build.person(session, "Ines Item").id, now=NOON)
    plan = planned(session, own, **capped(1, 99))
    others = [codes(session, sat(session, own, number)) for number in range(1, 4)]
    used = exposure(session, own.final.id, plan)
    assert used is not None
    assert used[code] == 1 + sum(code in other for other in others)


def test_a_hard_cap_is_never_gone_over_and_then_there_is_no_paper(session: Session, own: build.World) -> None:
    planned(session, own, **capped(0.5, 2, "hard"))
    first, second = (codes(session, sat(session, own, number)) for number in range(2))
    assert not first & second
    planned(session, own, **capped(0.34, 3, "hard"))
    with pytest.raises(Unavailable, match="tries are untouched"):
        sat(session, own, 2)


def test_a_soft_cap_gives_way_only_when_nothing_else_fits(session: Session, own: build.World) -> None:
    planned(session, own, **capped(0.34, 3))
    first, second, third = (codes(session, sat(session, own, number)) for number in range(3))
    assert not first & second
    assert {code for code in third if code.startswith("D1")} <= first | second


@pytest.mark.parametrize("last", [None, 0, 1, 2, 3])
def test_a_plan_says_how_many_papers_of_a_person_are_avoided(
    session: Session, own: build.World, last: int | None
) -> None:
    planned(session, own, no_repeat=last)
    alice = build.ready(session, own)
    papers = []
    for number in range(2):
        now = NOON + 20 * number * DAY
        attempt = build.started(session, own.final, alice, now=now, seed=number)
        papers.append(codes(session, build.finished(session, attempt, wrong=range(1, 9), now=now)))
    wanted = papers if last is None else papers[max(0, 2 - last) :]
    assert set(holds.met(session, alice.id, own.final, last=last)) == set().union(*wanted)
    assert papers[0].isdisjoint(papers[1]) or last == 0


def test_what_was_met_is_told_whole_though_the_plan_avoids_less(session: Session, own: build.World) -> None:
    planned(session, own, no_repeat=0)
    alice = build.ready(session, own)
    first = build.finished(session, build.started(session, own.final, alice), wrong=range(1, 9))
    second = build.started(session, own.final, alice, now=NOON + 20 * DAY, seed=1)
    assert codes(session, first) == codes(session, second)  # the same seed, and nothing to avoid
    assert queries.paper_items(session, first.id) == queries.paper_items(session, second.id)
