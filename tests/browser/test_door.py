"""The sign-in as browsers meet it: guessing from anywhere must wait, the owner's own browser gets in."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.setting import Setting
from tests.build import PASSWORD
from trainer.web.permissions import Role


def attempt(page: Page, email: str, password: str) -> Page:
    """Try the door."""
    page.goto("/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    page.locator("main").get_by_role("button", name="Sign in").click()
    return page


def test_after_five_wrong_passwords_a_new_device_waits_and_the_known_one_gets_in(setting: Setting, walk: Open) -> None:
    alice = setting.person("Alice Ash", Role.CLINICIAN)
    own = walk(alice).page
    own.goto("/sign-out")
    own.locator("main").get_by_role("button").click()
    strange = walk().page
    for number in range(5):
        attempt(strange, alice.email, f"a wrong password {number}")
        expect(strange.get_by_role("alert")).to_contain_text("match")
    attempt(strange, alice.email, PASSWORD)
    expect(strange.locator("main")).to_contain_text("Wait 15 minutes")
    expect(strange).to_have_url("/sign-in")
    expect(strange.locator("[name=email]")).to_have_value(alice.email)
    attempt(own, alice.email, PASSWORD)
    expect(own).to_have_url("/courses")
