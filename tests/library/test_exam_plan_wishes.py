"""A plan's levels, exposure, difficulty and repeats: typed, told, kept and read again."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from question_bank.selection.blueprint import Blueprint
from tests.library import exam_build
from trainer.core import clock
from trainer.core.db import Database
from trainer.exams.models import Exam
from trainer.library import keeping
from trainer.pages import exam_plans, plan_words
from trainer.pages.plan_parts import as_percent, as_share

PLAN = "/staff/exams/final/plan"
WISHES: dict[str, Any] = {
    "quotas__0__apply_least": 20, "quotas__0__recall_most": 5, "quotas__1__apply_least": 3, "quotas__1__apply_most": 3,
    "rather__share": "98.5", "rather__papers": 200, "rather__hold": "soft", "rather__target": 75,
    "rather__tolerance": "1.5", "rather__no_repeat": 2,
}  # fmt: skip


@pytest.fixture(autouse=True)
def final(store: Database) -> None:
    with store.write() as session:
        exam_build.final(session)


def words(page: str) -> str:
    return " ".join(html.unescape(page).split())


def used(client: FlaskClient, **changes: Any) -> int:
    """Check these numbers and put them to use; the status."""
    sent = exam_build.form(**changes, base=hidden(client.get(PLAN).text, "base"))
    seen = hidden(client.post(PLAN, data=sent).text, "seen")
    return client.post(PLAN, data={**sent, "seen": seen, "act": "use", "reason": "The panel met"}).status_code


def hidden(page: str, name: str) -> str:
    found = re.search(f'<input[^>]+name="{name}"[^>]+value="([^"]*)"', page)
    assert found
    return found.group(1)


def plan(store: Database) -> exam_plans.Plan:
    with store.session() as session:
        found = exam_plans.plan_of(session, session.scalars(select(Exam)).one())
    assert found is not None
    return found


def test_what_is_typed_is_the_plan_and_is_shown_again(administrator: FlaskClient, store: Database) -> None:
    assert used(administrator, **WISHES) == 303
    said = plan(store).blueprint.model_dump(mode="json")
    assert said["exposure"] == {"share": 0.985, "papers": 200, "hold": "soft"}
    assert said["difficulty"] == {"target": 0.75, "tolerance": 0.015}
    assert said["no_repeat"] == 2
    assert [quota["levels"] for quota in said["quotas"]] == [
        {"recall": {"at_least": 0, "at_most": 5}, "apply": {"at_least": 20, "at_most": None}},
        {"apply": {"at_least": 3, "at_most": 3}},
    ]
    page = administrator.get(PLAN).text
    typed = dict(re.findall(r'<input[^>]+name="([^"]+)"[^>]+value="([^"]*)"', page))
    wanted = {name: str(value) for name, value in WISHES.items() if name != "rather__hold"}
    assert {name: typed.get(name.replace("__", "-")) for name in wanted} == wanted
    assert re.search(r'<input checked[^>]+value="soft"', page)


def test_nothing_is_asked_unless_it_is_typed(administrator: FlaskClient, store: Database) -> None:
    assert used(administrator, total=23) == 303
    assert set(plan(store).blueprint.model_dump()) == {"slug", "version", "quotas", "items_per_rule"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"quotas__0__apply_least": 4, "quotas__0__apply_most": 3}, "Less than at least."),
        ({"quotas__0__apply_least": "some"}, "Not a valid integer value."),
        ({"quotas__0__apply_least": 26}, "D4 asks 26 items by level and has 25 items"),
        ({"rather__share": 25}, "Say of how many papers, too."),
        ({"rather__papers": 100}, "Say on what share of them, too."),
        ({"rather__share": 0, "rather__papers": 100}, "A number from 0.1 to 100."),
        ({"rather__share": 1, "rather__papers": 10}, "A share of 0.01 of 10 papers is less than one paper"),
        ({"rather__tolerance": 2}, "Say around what, too."),
        ({"rather__target": 100}, "A number from 1 to 99."),
        ({"rather__no_repeat": -1}, "Number must be between 0 and 1000."),
        ({"rather__hold": "perhaps"}, "Not a valid choice"),
    ],
)
def test_what_makes_no_plan_is_told_where_it_stands(
    administrator: FlaskClient, changes: dict[str, Any], says: str
) -> None:
    answer = administrator.post(PLAN, data=exam_build.form(**changes))
    assert answer.status_code == 422
    assert says in words(answer.text)
    name, typed = next(iter(changes.items()))
    assert name == "rather__hold" or re.search(f'name="{name.replace("__", "-")}"[^>]*value="{typed}"', answer.text)


def test_what_the_live_items_lack_counts_levels_and_evidence(administrator: FlaskClient, store: Database) -> None:
    page = words(administrator.post(PLAN, data=exam_build.form(quotas__1__recall_least=1)).text)
    assert "D7 needs 1 item at level recall; 0 are live." in page
    with store.write() as session:
        said = {"review_by": clock.now().date() - timedelta(days=2), "is_blocking": True}
        keeping.change(session, "S1", said, base=1, by=1, now=clock.now())
    page = words(administrator.get("/staff/exams/final").text)
    assert "D7 needs 3 items of group other safety; 0 are live and unexpired" in page


def test_what_gives_way_is_a_note_and_no_bar(administrator: FlaskClient, store: Database) -> None:
    """Thirty items cannot keep a share of half the papers, and nothing brings their mean to 95 %."""
    wishes = {"rather__share": 50, "rather__papers": 10, "rather__target": 95}
    page = words(administrator.post(PLAN, data=exam_build.form(**wishes)).text)
    assert "What gives way" in page
    assert "D4 needs 50 items of group thorax to draw 25 a paper" in page
    assert "A mean facility of 0.95 is out of reach; the nearest found is 0.75." in page
    assert used(administrator, **wishes) == 303
    assert plan(store).blueprint.exposure is not None


def test_a_hard_cap_the_bank_cannot_keep_is_not_used(administrator: FlaskClient, store: Database) -> None:
    wishes = {"rather__share": 50, "rather__papers": 10, "rather__hold": "hard"}
    assert re.search(r'<input checked[^>]+value="hard"', administrator.post(PLAN, data=exam_build.form(**wishes)).text)
    assert used(administrator, **wishes) == 422
    assert plan(store).blueprint.exposure is None


def test_papers_are_drawn_for_a_look(administrator: FlaskClient) -> None:
    page = words(administrator.get(PLAN).text)
    assert "What a paper looks like" in page
    assert "28 of 28" in page  # every item of this bank is at one level
    assert page.count('data-label="Paper"') == 20
    assert "75.0%" in page  # what that level lets expect


def test_a_plan_without_a_paper_shows_none(administrator: FlaskClient) -> None:
    page = administrator.post(PLAN, data=exam_build.form(quotas__1__other_safety=9)).text
    assert "What a paper looks like" not in page


@given(st.floats(0.001, 1))
def test_a_share_is_shown_and_read_without_a_loss(share: float) -> None:
    assert as_share(as_percent(share)) == pytest.approx(share, abs=0)
    assert as_share(Decimal(29)) == 0.29


def test_the_exam_tells_its_wishes_in_words() -> None:
    base = {"slug": "a", "version": 1, "quotas": []}
    wishes = {"exposure": {"share": 0.25, "papers": 100}, "difficulty": {"target": 0.8}, "no_repeat": 1}
    assert list(plan_words.rather(Blueprint.model_validate(base))) == []
    assert list(plan_words.rather(Blueprint.model_validate({**base, **wishes}))) == [
        "An item is on at most 25 of any 100 papers in a row; others come first, and it is gone over only when "
        "nothing else fits.",
        "A paper aims at an expected mean of 80.0% right, give or take 2.0%.",
        "Only items of a person's last paper are avoided.",
    ]
