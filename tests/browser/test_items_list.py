"""The list of items by hand: narrowed as one types, moved through by keys, many changed at once and back again."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.setting import Setting
from tests.browser.steps import looks_right
from trainer.accounts.models import Person
from trainer.web.permissions import Role

ITEMS = "/staff/items"


@pytest.fixture(scope="module")
def ada(setting: Setting) -> Person:
    return setting.person("Ada Alder", Role.ADMINISTRATOR)


def results(page: Page) -> list[str]:
    return page.locator("[data-row]").all_inner_texts()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_the_list_narrows_as_one_types_and_the_address_follows(walk: Open, ada: Person) -> None:
    walker = walk(ada)
    page = walker.go(ITEMS).page
    page.evaluate("window.same = true")
    page.get_by_label("Words or a code").press_sequentially("pneumothorax")
    expect(page).to_have_url(re.compile("q=pneumothorax$"))  # not what was found for the first letters
    expect(page.locator("[data-said]")).to_have_text(re.compile(r"^\d+ items found$"))
    expect(page.locator("caption")).to_contain_text("items found")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["pneumothorax"]}
    page.get_by_label("Domain", exact=True).select_option("D4")
    expect(page).to_have_url(re.compile(r"q=pneumothorax&domain=D4$"))
    expect(page.get_by_label("Words or a code")).to_have_value("pneumothorax")
    assert page.evaluate("window.same"), "no page was loaded meanwhile"
    found = results(page)
    assert found
    page.reload()
    assert results(page) == found
    page.get_by_label("Words or a code").fill("zebra")
    expect(page.get_by_role("heading", name="No item matches")).to_be_visible()
    looks_right(walker, "no item")


def test_without_scripts_the_list_is_a_form(walk: Open, ada: Person) -> None:
    page = walk(ada, scripts=False).page
    page.goto(ITEMS)
    page.get_by_label("Words or a code").fill("pneumothorax")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("caption")).to_contain_text("items found")
    page.locator("[name=item]").first.check()
    page.get_by_role("button", name="Change the ticked items").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change 1 item")


def test_keys_move_tick_and_open_and_can_be_switched_off(walk: Open, ada: Person) -> None:
    walker = walk(ada)
    page = walker.go(ITEMS).page
    codes = results(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page) == codes[1]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    assert focused(page) == codes[1]
    page.keyboard.press("x")
    expect(page.locator("[data-said]")).to_have_text(f"{codes[1]} ticked, 1 item ticked")
    expect(page.locator("[data-chosen]")).to_have_text("1 item ticked.")
    assert focused(page) == codes[1]
    page.keyboard.press("/")
    expect(page.get_by_label("Words or a code")).to_be_focused()
    page.keyboard.type("xjk?")
    expect(page.get_by_label("Words or a code")).to_have_value("xjk?")
    page.goto(ITEMS)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys for this list")
    expect(dialog).to_be_visible()
    looks_right(walker, "keys")
    dialog.get_by_label("Use these keys").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("j")
    assert focused(page) not in codes
    page.get_by_role("button", name="Keys for this list").click()
    dialog.get_by_label("Use these keys").check()
    dialog.get_by_role("button", name="Close").click()
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(codes[0])


def test_many_are_retagged_after_a_look_and_taken_back(walk: Open, ada: Person) -> None:
    walker = walk(ada)
    page = walker.go(f"{ITEMS}?domain=D6").page
    for number in range(3):
        page.locator("[name=item]").nth(number).check()
    looks_right(walker, "three ticked")
    walker.press("Change the ticked items")
    looks_right(walker, "what to do")
    page.get_by_label("Add tags").fill("calf, to check")
    walker.press("Show what would change").sees("3 items change").sees("Tags: none → calf, to check")
    looks_right(walker, "what would change")
    walker.press("Change 3 items now").sees("Tags of 3 items: added calf, to check")
    looks_right(walker, "changed")
    page.goto(f"{ITEMS}?tag=to+check")
    assert len(results(page)) == 3
    looks_right(walker, "with tags")
    page.goto(f"{ITEMS}/changes")
    looks_right(walker, "changes")
    page.get_by_role("link", name="Tags of 3 items: added calf, to check").click()
    walker.press("Undo this change").sees("Every item stands where it stood")
    page.goto(f"{ITEMS}?tag=to+check")
    expect(page.get_by_role("heading", name="No item matches")).to_be_visible()


def test_a_list_is_saved_under_a_name(walk: Open, ada: Person) -> None:
    walker = walk(ada)
    page = walker.go(ITEMS).page
    page.get_by_label("Status", exact=True).select_option("live")
    expect(page).to_have_url(re.compile("status=live$"))
    page.goto(page.url)
    walker.press("Save this list")
    looks_right(walker, "save a list")
    walker.fill(name="Live ones").press("Save", exact=True)
    walker.press("Live ones").sees("items found")
    looks_right(walker, "a saved list")
    page.get_by_role("link", name="Manage saved lists").click()
    looks_right(walker, "saved lists")
    page.get_by_role("button", name="Delete Live ones").click()
    walker.sees("is deleted. No item changed.")


def test_the_state_of_the_bank_is_drawn_and_told(walk: Open, ada: Person) -> None:
    walker = walk(ada)
    walker.go("/staff/bank").sees("Choosing the longest option").sees("items that are neither retired nor compromised")
    looks_right(walker, "state of the bank")
