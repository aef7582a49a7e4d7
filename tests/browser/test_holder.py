"""A holder pauses a certificate and gives an employer a link that ends; every page on the way is looked at."""

from __future__ import annotations

from playwright.sync_api import Browser, expect
from sqlalchemy import select

from tests.browser.conftest import enter
from tests.browser.files import Desk
from tests.browser.walker import Walker
from trainer.accounts.models import Person


def test_a_paused_certificate_is_unknown_and_a_link_still_shows_it(chromium: Browser, served: Desk) -> None:
    with served.app.extensions["trainer"].database.session() as session:
        maren = session.scalars(select(Person).where(Person.name == "Maren Lindqvist")).one()
    wide = chromium.new_context(base_url=served.url, viewport={"width": 1280, "height": 2400})
    wide.grant_permissions(["clipboard-read", "clipboard-write"])
    narrow = chromium.new_context(base_url=served.url, viewport={"width": 320, "height": 2400}, color_scheme="dark")
    holder, employer = Walker(wide.new_page(), looks=True), Walker(narrow.new_page(), looks=True)
    enter(holder.page, maren)
    holder.go("/certificates").press("Dry needling: foundations and safety").press("Pause").sees("Paused by you")
    assert employer.page.goto(f"/v/{served.certificate.identifier}").status == 404  # type: ignore[union-attr] # it answers
    employer.faults.clear()
    holder.fill(name="Clinic", most="1").press("Make a link").sees("It is shown this once")
    link = holder.page.locator(".banner a.id").inner_text()
    holder.page.get_by_role("button", name="Copy the link").click()
    holder.sees("Copied")
    assert holder.page.evaluate("navigator.clipboard.readText()") == link
    employer.go(link).press("Show the certificate").sees("Maren Lindqvist").sees("Valid")
    assert employer.page.evaluate("document.documentElement.scrollWidth") == 320
    answer = employer.page.goto(link)
    assert answer
    assert answer.status == 404
    holder.go(f"/certificates/mine/{served.certificate.id}").sees("Used up").press("Show it again")
    expect(holder.page.locator("main")).not_to_contain_text("Paused by you")
    assert holder.faults == []
    assert [fault for fault in employer.faults if "404" not in fault] == []
    wide.close()
    narrow.close()
