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


def test_what_is_changed_after_it_was_sent_is_neither_lost_nor_called_signed(setting: Setting, walk: Open) -> None:
    ines, priya = setting.person("Ines Third", Role.ASSESSOR), setting.person("Pia Pine")
    quin = setting.person("Quin Quince")
    with setting.database.write() as session:
        build.licence(session, ines, expires_on=date(2999, 1, 1))
    assessor = walk(ines)
    page, says = assessor.page, assessor.page.locator("[data-draft-says]")
    assessor.go("/staff/practicals").fill(email=priya.email).press("Find")
    form = page.url
    tick(page, *SKILLS, "limbs", "palpation:limbs", "technique:limbs")
    assessor.fill(needles_in="3", needles_out="3", place="Clinic, Valletta")
    page.route("**/new?*", lambda route: (route.fetch(max_redirects=0), route.abort()))
    page.get_by_role("button", name="Sign the practical").click()
    page.wait_for_url("chrome-error://**")
    page.unroute_all()
    page.goto(form)
    expect(says).to_contain_text("It was sent and no answer came")
    key = page.locator("[name=form_key]").input_value()
    assessor.fill(place="Clinic, Sliema")
    assessor.go("/staff/practicals").fill(email=quin.email).press("Find")
    expect(page.locator("[name=place]")).to_have_value("")
    assert page.locator("[name=form_key]").input_value() != key
    page.goto(form)
    expect(says).to_contain_text("It is not signed yet")
    assessor.press("Sign the practical").sees("Signed already at").sees(
        "Clinic, Valletta. What you sent now differs: place."
    )
    assessor.press("What is signed").sees("3 in, 3 out")
    assessor.go("/staff/practicals")
    page.goto(form)
    expect(page.locator("[name=place]")).to_have_value("Clinic, Sliema")
    assessor.press("Sign the practical").sees("The practical of Pia Pine is signed.")
    with setting.database.session() as session:
        query = select(PracticalSignOff.place).where(PracticalSignOff.person_id == priya.id)
        assert session.scalars(query.order_by(PracticalSignOff.id)).all() == ["Clinic, Valletta", "Clinic, Sliema"]
