"""An assessor signs a practical on a tablet: refused once, interrupted once, signed once."""

from __future__ import annotations

import json
from datetime import date

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from tests.browser.conftest import Open
from tests.browser.setting import Setting
from tests.certificates import build
from trainer.practicals.models import PracticalSignOff
from trainer.practicals.rules import SKILLS
from trainer.web.permissions import Role

SMALLEST = 44
SIZES = "nodes => nodes.map(node => Math.min(node.getBoundingClientRect().width, node.getBoundingClientRect().height))"


def tick(page: Page, *values: str) -> None:
    """Tick by touching the whole row."""
    for value in values:
        page.locator("label", has=page.locator(f'input[value="{value}"]')).click()


def test_a_practical_survives_a_refusal_and_a_lost_connection(setting: Setting, walk: Open) -> None:
    ines, priya = setting.person("Ines Farrugia", Role.ASSESSOR), setting.person("Priya Raman")
    with setting.database.write() as session:
        build.licence(session, ines, expires_on=date(2999, 1, 1))
    assessor = walk(ines)
    page = assessor.page
    page.set_viewport_size({"width": 820, "height": 1180})
    assessor.go("/staff/practicals").fill(email=priya.email).press("Find")
    form = page.url
    assert min(page.locator(".ticks__one, form .button:visible").evaluate_all(SIZES)) >= SMALLEST
    tick(page, *SKILLS, "thorax", "palpation:thorax")
    assessor.fill(needles_in="9", needles_out="8", place="Clinic, Valletta").press("Sign the practical")
    assessor.sees("9 in and 8 out: the numbers differ").sees("technique at the thorax")
    assessor.fill(needles_out="9")
    tick(page, "technique:thorax")
    page.goto("/courses")
    page.goto(form)
    expect(page.locator("[data-draft-says]")).to_contain_text("Taken up where you left off")
    expect(page.locator("[name=place]")).to_have_value("Clinic, Valletta")
    page.context.set_offline(offline=True)
    page.get_by_role("button", name="Sign the practical").click()
    expect(page.locator("[data-draft-says]")).to_contain_text("There is no connection")
    page.context.set_offline(offline=False)
    assessor.press("Sign the practical").sees("The practical of Priya Raman is signed.")
    assert json.loads(page.evaluate("JSON.stringify(Object.keys(localStorage))")) == []
    assessor.press("Priya Raman").sees("9 in, 9 out")
    with setting.database.session() as session:
        query = select(func.count(PracticalSignOff.id)).where(PracticalSignOff.person_id == priya.id)
        assert session.scalar(query) == 1


def test_starting_afresh_forgets_what_was_kept(setting: Setting, walk: Open) -> None:
    ines, priya = setting.person("Ines Other", Role.ASSESSOR), setting.person("Petra Plum")
    with setting.database.write() as session:
        build.licence(session, ines, expires_on=date(2999, 1, 1))
    assessor = walk(ines)
    assessor.go("/staff/practicals").fill(email=priya.email).press("Find")
    form = assessor.page.url
    tick(assessor.page, "thorax")
    assessor.page.goto(form)
    expect(assessor.page.locator("input[value=thorax]")).to_be_checked()
    assessor.lead(assessor.page.get_by_role("button", name="Start afresh"))
    expect(assessor.page.locator("input[value=thorax]")).not_to_be_checked()
    expect(assessor.page.locator("[data-draft-says]")).to_be_hidden()
