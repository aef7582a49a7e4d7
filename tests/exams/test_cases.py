"""A case in the bank and on a paper: whole in a quiz, named in the entries, and never torn apart by practice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.exams import build
from trainer.exams import holds, paper, queries
from trainer.exams.models import Attempt
from trainer.library import loading
from trainer.library.loading import LoadReport

CASE = {"code": "C-001", "title": "A rower", "text": "She telephones at night.", "of": 2}
CODES = ("D1-P-281", "D1-P-282")


@pytest.fixture
def own(session: Session) -> build.World:
    """The small course with a case for practice beside its other items."""
    world = build.world(session)
    cards = tuple(build.card(code, case={**CASE, "place": place}) for place, code in enumerate(CODES, 1))
    loading.load_items(session, cards, LoadReport(), now=NOON)
    session.flush()
    return world


def cases_on(session: Session, attempt: Attempt) -> Sequence[str | None]:
    return [entry["case"] for entry in queries.paper_items(session, attempt.id)]


def test_the_bank_knows_which_items_are_of_one_case(session: Session, own: build.World) -> None:
    bank = queries.bank(session, use="practice", today=NOON.date())
    found = {item.candidate.id: item.candidate.case_of for item in bank if item.candidate.case == "C-001"}
    assert found == dict.fromkeys(CODES, 2)


def test_a_quiz_holds_the_case_whole_and_side_by_side(session: Session, own: build.World) -> None:
    bank = queries.bank(session, use="practice", today=NOON.date(), domains=["D1"])
    drawn = [paper.draw_module_quiz(bank, count=4, seed=seed, met=()).codes for seed in range(20)]
    holding = [codes for codes in drawn if set(CODES) & set(codes)]
    assert 0 < len(holding) < 20
    for codes in holding:
        first = codes.index(CODES[0])
        assert codes[first : first + 2] == list(CODES)


def test_practice_asks_no_question_out_of_a_case(session: Session, own: build.World) -> None:
    bea = build.person(session, "Bea Birch")
    attempt = build.started(session, holds.beside(session, own.final, holds.PRACTICE), bea)
    assert set(cases_on(session, attempt)) == {None}
