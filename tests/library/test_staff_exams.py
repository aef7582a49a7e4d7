"""Exams for their staff: counts, the plan in plain words, and a new plan that is looked at before it is used."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.build import NOON
from tests.library import build, exam_build
from trainer.audit.models import AuditEvent
from trainer.core.db import Database
from trainer.exams.models import Attempt, Exam
from trainer.library import listing
from trainer.library.models import Item
from trainer.pages import exam_plans

PLAN = "/staff/exams/final/plan"


@pytest.fixture
def final(store: Database) -> None:
    with store.write() as session:
        exam_build.final(session)


def words(page: str) -> str:
    return " ".join(html.unescape(page).split())


def hidden(page: str, name: str) -> str:
    found = re.search(f'<input[^>]+name="{name}"[^>]+value="([^"]*)"', page)
    assert found
    return found.group(1)


def checked(client: FlaskClient, **changes: Any) -> dict[str, str]:
    """The form as it stands after a first check, ready to be used."""
    opened = client.get(PLAN).text
    sent = exam_build.form(**changes, base=hidden(opened, "base"))
    looked = client.post(PLAN, data=sent)
    assert looked.status_code == 200
    return {**sent, "seen": hidden(looked.text, "seen"), "act": "use", "reason": "The panel met"}


def used(store: Database) -> tuple[int, int, int]:
    """The plan in use: blueprint version, policy version, and the items the exam says it has."""
    with store.session() as session:
        exam = session.scalars(select(Exam)).one()
        plan = exam_plans.plan_of(session, exam)
        assert plan is not None
        return plan.blueprint.version, plan.policy.version, exam.rules["items"]


@pytest.mark.usefixtures("final")
@pytest.mark.parametrize("path", ["/staff/exams", "/staff/exams/final", PLAN])
def test_only_administrators_see_exams(
    path: str, administrator: FlaskClient, author: FlaskClient, clinician: FlaskClient, client: FlaskClient
) -> None:
    assert [one.get(path).status_code for one in (administrator, author, clinician, client)] == [200, 403, 403, 303]


@pytest.mark.usefixtures("final")
def test_only_administrators_change_a_plan(store: Database, author: FlaskClient, clinician: FlaskClient) -> None:
    sent = exam_build.form(act="use", reason="Mine", total=1)
    assert [one.post(PLAN, data=sent).status_code for one in (author, clinician)] == [403, 403]
    assert used(store) == (1, 1, 28)


@pytest.mark.usefixtures("final")
def test_exams_are_listed_with_their_attempts_by_state(administrator: FlaskClient, store: Database) -> None:
    with store.write() as session:
        exam = session.scalars(select(Exam)).one()
        for state in ("graded", "graded", "running"):
            exam_build.attempt(session, exam, state)
    page = words(administrator.get("/staff/exams").text)
    cells = re.findall(r'data-label="(Running|Submitted|Graded|Void)">(\d+)<', page)
    assert cells == [("Running", "1"), ("Submitted", "0"), ("Graded", "2"), ("Void", "0")]


def test_without_an_exam_the_list_says_what_to_do(administrator: FlaskClient) -> None:
    assert "trainer content load" in administrator.get("/staff/exams").text


@pytest.mark.usefixtures("final")
def test_an_exam_tells_its_plan_in_words_and_in_a_picture(administrator: FlaskClient) -> None:
    page = words(administrator.get("/staff/exams/final").text)
    assert "A paper passes with at least 22 of 28 right in all (79%)." in page
    assert "It also needs at least 20 of 25 right on thorax (80%)." in page
    assert "D4 Safety near the thorax" in page
    assert "The live items can fill a paper" in page
    assert "A normal oximeter reading does not exclude" in page
    assert "You pass with at least 22 of 28 in all." in page
    assert "0%</text>" in page
    assert 'd="M546.0 77V99"' in page  # the thorax cut, 80 % along a rail from 210 to 630


@pytest.mark.usefixtures("final")
def test_what_the_bank_lacks_is_said(administrator: FlaskClient, store: Database) -> None:
    with store.write() as session:
        ids = session.scalars(select(Item.id).where(Item.code.in_(["D7-E-001", "D7-E-002"])))
        for item_id in list(ids):
            build.retire(session, item_id, by=1, now=NOON)
    page = words(administrator.get("/staff/exams/final").text)
    assert "D7 needs 3 items of group other safety; 2 are live." in page


@pytest.mark.usefixtures("final")
def test_the_form_shows_the_plan_in_use_and_its_simulated_rates(administrator: FlaskClient) -> None:
    page = words(administrator.get(PLAN).text)
    assert "What the plan in use leads to" in page
    assert "Simulated pass rates" in page
    assert page.count("True score ") >= 5
    assert "Use it from now on" not in page


@pytest.mark.usefixtures("final")
def test_a_check_shows_what_the_numbers_lead_to_and_saves_nothing(administrator: FlaskClient, store: Database) -> None:
    page = words(administrator.post(PLAN, data=exam_build.form(total=24)).text)
    assert "What these numbers lead to" in page
    assert "24 of 28" in page
    assert "Use it from now on" in page
    assert "A text that candidates accept names cuts this plan no longer has" in page
    assert used(store) == (1, 1, 28)


@pytest.mark.usefixtures("final")
def test_a_new_cut_is_a_new_policy_and_running_attempts_keep_theirs(
    administrator: FlaskClient, store: Database
) -> None:
    with store.write() as session:
        running = exam_build.attempt(session, session.scalars(select(Exam)).one(), "running").id
    assert administrator.post(PLAN, data=checked(administrator, total=24)).status_code == 303
    assert used(store) == (1, 2, 28)
    with store.session() as session:
        cuts = {row.number: row.spec["total"]["at_least"] for row in listing.policy_versions(session, "final")}
        first = listing.policy_versions(session, "final")[-1]
        assert cuts == {1: 22, 2: 24}
        assert session.get_one(Attempt, running).policy_version_id == first.id


@pytest.mark.usefixtures("final")
def test_a_new_quota_is_a_new_blueprint_and_the_policy_follows_its_numbers(
    administrator: FlaskClient, store: Database
) -> None:
    sent = checked(administrator, quotas__0__thorax=26)
    assert administrator.post(PLAN, data=sent).status_code == 303
    assert used(store) == (2, 2, 29)
    page = words(administrator.get("/staff/exams/final").text)
    assert "Ada Alder: The panel met" in page
    assert "blueprint version 2, policy version 2" in page


@pytest.mark.usefixtures("final")
def test_putting_a_plan_to_use_is_audited(administrator: FlaskClient, store: Database) -> None:
    administrator.post(PLAN, data=checked(administrator, total=24))
    with store.session() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "exam.plan.adopted")).one()
    assert event.detail == {"reason": "The panel met", "blueprint": 1, "policy": 2}
    assert event.actor_id is not None


@pytest.mark.usefixtures("final")
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"total": 29}, "A cut of 29 cannot be reached with 28 items."),
        ({"thorax": 26}, "A cut of 26 cannot be reached with 25 items."),
        ({"other_safety": 2}, "has 3 items; a minimum needs at least 25."),
        ({"quotas__1__safety_critical": 4}, "D7 asks more safety-critical items or vignettes than it has items."),
        ({"total": "many"}, "Not a valid integer value."),
        ({"total": -1}, "A number from 0 to 300."),
        ({"quotas__0__thorax": ""}, "see the marked numbers."),
        ({"quotas__0__thorax": -3}, "A number from 0 to 300."),
        ({"items_per_rule": 1}, "Number must be between 2 and 9."),
    ],
)
def test_numbers_that_make_no_plan_are_told_and_kept(
    administrator: FlaskClient, store: Database, changes: dict[str, Any], says: str
) -> None:
    answer = administrator.post(PLAN, data=exam_build.form(**{"knowledge": "", **changes}, reason="Kept"))
    assert answer.status_code == 422
    assert says in words(answer.text)
    name, typed = next(iter(changes.items()))
    assert re.search(f'name="{name.replace("__", "-")}"[^>]*value="{typed}"', answer.text)
    assert used(store) == (1, 1, 28)


@pytest.mark.usefixtures("final")
def test_a_plan_the_bank_cannot_fill_is_not_used(administrator: FlaskClient, store: Database) -> None:
    sent = checked(administrator, quotas__1__other_safety=9)
    answer = administrator.post(PLAN, data=sent)
    assert answer.status_code == 422
    assert "D7 needs 9 items of group other safety; 4 are live." in words(answer.text)
    assert "Use it from now on" not in answer.text
    assert used(store) == (1, 1, 28)


@pytest.mark.usefixtures("final")
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"total": "23"}, "The numbers differ from those last checked."),
        ({"seen": ""}, "The numbers differ from those last checked."),
        ({"reason": " "}, "Say why; the reason is kept."),
    ],
)
def test_only_what_was_looked_at_is_used_and_only_with_a_reason(
    administrator: FlaskClient, store: Database, change: dict[str, str], says: str
) -> None:
    answer = administrator.post(PLAN, data={**checked(administrator, total=24), **change})
    assert answer.status_code == 422
    assert says in words(answer.text)
    assert used(store) == (1, 1, 28)


@pytest.mark.usefixtures("final")
def test_the_same_plan_is_not_written_again(administrator: FlaskClient, store: Database) -> None:
    answer = administrator.post(PLAN, data=checked(administrator))
    assert answer.status_code == 422
    assert "Nothing differs from the plan in use." in words(answer.text)
    assert used(store) == (1, 1, 28)


@pytest.mark.usefixtures("final")
def test_whoever_comes_second_is_told_and_keeps_what_was_typed(administrator: FlaskClient, store: Database) -> None:
    late = checked(administrator, total=25)
    assert administrator.post(PLAN, data=checked(administrator, total=24)).status_code == 303
    answer = administrator.post(PLAN, data=late)
    assert answer.status_code == 409
    assert "Somebody put another plan to use meanwhile" in words(answer.text)
    assert 'value="25"' in answer.text
    assert used(store) == (1, 2, 28)
    assert administrator.post(PLAN, data={**late, "base": hidden(answer.text, "base")}).status_code == 303
    assert used(store) == (1, 3, 28)


@pytest.mark.usefixtures("final")
def test_what_does_not_exist_is_not_found(administrator: FlaskClient) -> None:
    assert administrator.get("/staff/exams/none").status_code == 404
    assert administrator.get("/staff/exams/none/plan").status_code == 404
