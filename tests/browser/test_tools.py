"""The candidate's tools and shortcuts, and how every state of the player looks to axe."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.conftest import Open
from tests.browser.setting import QUIZ, SHORT_QUIZ, Setting
from tests.browser.steps import choose, is_saved, looks_right, single, stored, within
from tests.question_bank.samples import short_text
from trainer.exams.models import AttemptEvent
from trainer.library.models import ItemReport


def opened(setting: Setting, walk: Open) -> tuple[Page, str, int]:
    """A question with one answer to choose, in front of somebody."""
    alice, attempt, position = single(setting)
    page = walk(alice).page
    page.goto(f"/attempts/{attempt}?q={position}")
    expect(page.locator("[data-saved]")).to_be_visible()
    return page, attempt, position


def tool(page: Page, name: str) -> None:
    """Open one of the tools under the question."""
    page.locator(".tool summary", has_text=name).click()


def test_shortcuts_choose_flag_and_move(setting: Setting, walk: Open) -> None:
    page, attempt, position = opened(setting, walk)
    page.keyboard.press("2")
    expect(page.locator("[name=answer]").nth(1)).to_be_checked()
    page.keyboard.press("c")
    expect(page.locator("[name=answer]").nth(2)).to_be_checked()
    page.keyboard.press("f")
    expect(page.locator("[name=flag]")).to_be_checked()
    is_saved(page)
    page.keyboard.press("n")
    expect(page.locator("#q-h")).to_contain_text(f"Question {position + 1} ")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#q-h")).to_contain_text(f"Question {position} ")
    page.keyboard.press("?")
    expect(page.locator("[data-shortcuts]")).to_have_attribute("open", "")
    page.keyboard.press("r")
    expect(page).to_have_url(re.compile("/review$"))
    assert setting.answer(attempt, position).is_flagged  # type: ignore[union-attr] - it was just saved


def test_shortcuts_rest_while_one_types_and_can_be_switched_off(setting: Setting, walk: Open) -> None:
    page, _attempt, _position = opened(setting, walk)
    tool(page, "Notes")
    page.locator("[data-notes]").press_sequentially("fnr12?")
    expect(page.locator("[data-notes]")).to_have_value("fnr12?")
    expect(page.locator("[name=flag]")).not_to_be_checked()
    tool(page, "Shortcuts")
    page.get_by_label("Use shortcuts of a single key").uncheck()
    page.locator("#q-h").focus()
    page.keyboard.press("f")
    page.keyboard.press("2")
    expect(page.locator("[name=flag]")).not_to_be_checked()
    assert page.locator("[name=answer]:checked").count() == 0


def test_arrows_in_a_list_of_options_choose_and_do_not_move_on(setting: Setting, walk: Open) -> None:
    page, _attempt, position = opened(setting, walk)
    choose(page, 0)
    page.keyboard.press("ArrowRight")
    expect(page.locator("[name=answer]").nth(1)).to_be_checked()
    expect(page.locator("#q-h")).to_contain_text(f"Question {position} ")


def test_notes_sizes_and_colours_are_remembered(setting: Setting, walk: Open) -> None:
    page, attempt, position = opened(setting, walk)
    tool(page, "Notes")
    page.locator("[data-notes]").fill("Ask about the rib.")
    tool(page, "Text and colours")
    page.get_by_label("Size of the text").select_option("200")
    page.get_by_label("Colours").select_option("dark")
    page.get_by_label("Stronger contrast").check()
    page.goto(f"/attempts/{attempt}?q={position}")
    root = page.locator("html")
    for name, value in (("data-zoom", "200"), ("data-theme", "dark"), ("data-contrast", "more")):
        expect(root).to_have_attribute(name, value)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator(".tool summary", has_text="Notes")).to_contain_text("written")
    page.goto(f"/attempts/{attempt}?q={position + 1}")
    expect(page.locator("[data-notes]")).to_have_value("")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_question_is_reported_from_the_page(setting: Setting, walk: Open, scripts: bool) -> None:
    alice, attempt, position = single(setting)
    page = walk(alice, scripts=scripts).page
    page.goto(f"/attempts/{attempt}?q={position}")
    tool(page, "Report this question")
    words = f"Two options say the same ({scripts})."
    page.get_by_label(re.compile("What is wrong")).fill(words)
    page.get_by_role("button", name="Send the report").click()
    expect(page.locator("#q-h")).to_contain_text(f"Question {position} ")
    with setting.database.session() as session:
        assert session.scalar(select(ItemReport.id).where(ItemReport.text == words)) is not None


def test_the_map_is_narrowed_to_what_is_open_or_flagged(setting: Setting, walk: Open) -> None:
    page, _attempt, position = opened(setting, walk)
    choose(page, 0)
    page.locator("label.flag").click()
    is_saved(page)
    every = page.locator(".qmap__grid li").count()
    for name, shown in (("To answer", every - 1), ("Flagged", 1), ("All", every)):
        page.locator("[data-filters] button", has_text=name).click()
        expect(page.locator(".qmap__grid li:not([hidden])")).to_have_count(shown)
    expect(page.locator("[data-filters]")).to_contain_text(f"To answer {every - 1}")
    name = page.locator(f".qmap__grid [value='{position}']").get_attribute("aria-label")
    assert name == f"Question {position}, answered, flagged"


def test_leaving_the_page_and_pasting_are_told_and_disturb_nothing(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, SHORT_QUIZ)
    setting.asks(attempt, short_text())
    page = walk(alice).page
    page.goto(f"/attempts/{attempt}?q=1")
    page.evaluate("window.dispatchEvent(new Event('blur'))")
    page.wait_for_timeout(2_200)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.locator("[name=answer]").evaluate("field => field.dispatchEvent(new Event('paste', { bubbles: true }))")
    page.locator("[name=answer]").fill("pasted")
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#q-h")).to_contain_text("Question 2")
    assert within(lambda: len(signals(setting, attempt)) == 2, page), signals(setting, attempt)
    assert within(lambda: stored(setting, attempt, 1) == ("pasted", 1), page)


def signals(setting: Setting, attempt: str) -> list[str]:
    """What was told about an attempt besides its answers."""
    with setting.database.session() as session:
        rows = session.scalars(select(AttemptEvent))
        return [row.name for row in rows if str(row.attempt_id) == attempt and "signal" in row.name]


def test_every_state_of_saving_looks_right(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    walker = walk(alice)
    page, other = walker.page, walk(alice).page
    page.route("**/clock", lambda route: route.abort())
    for each in (page, other):
        each.goto(f"/attempts/{attempt}?q={position}")
    choose(other, 0)
    is_saved(other)
    page.context.set_offline(True)
    choose(page, 1)
    expect(page.locator("[data-saved]")).to_have_text("1 answer waits here")
    looks_right(walker, "offline")
    for part in page.locator(".tool").all():
        part.evaluate("part => { part.name = ''; part.open = true }")
    looks_right(walker, "every tool open")
    page.context.set_offline(False)
    expect(page.locator("[data-conflict]")).to_be_visible()
    looks_right(walker, "conflict")
    page.unroute_all()
    page.context.clear_cookies()
    page.locator("[data-keep=mine]").click()
    expect(page.locator(".strip")).to_contain_text("You are signed out.")
    looks_right(walker, "signed out")


def test_review_confirm_and_receipt_look_right(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, QUIZ)
    walker = walk(alice)
    page = walker.page
    page.goto(f"/attempts/{attempt}/review")
    looks_right(walker, "review")
    page.get_by_role("link", name=re.compile("^Submit")).click()
    looks_right(walker, "confirm")
    page.route("**/clock", lambda route: route.abort())  # so that the page stays while it is looked at
    page.get_by_role("button", name="Submit now").click()
    expect(page.locator(".receipt")).to_contain_text("You handed in on")
    looks_right(walker, "receipt")


HELD_UP = """{
  const real = window.fetch;
  const isHeld = (url) => String(url).includes("/answers/") && !sessionStorage.getItem("let-through");
  window.fetch = (url, ...more) => isHeld(url) ? Promise.reject(new TypeError("held up")) : real(url, ...more);
}"""
"""No answer leaves the page. Nothing is intercepted in the browser, which at times never closed such a page."""


def test_handing_in_waits_for_what_is_not_stored_yet(setting: Setting, walk: Open) -> None:
    page, attempt, position = opened(setting, walk)
    page.evaluate(HELD_UP)
    page.add_init_script(HELD_UP)
    given = choose(page, 1)
    page.goto(f"/attempts/{attempt}/review?confirm=1")
    expect(page.locator("[data-waits-more]")).to_contain_text(f"not in this list: question {position}.")
    page.get_by_role("button", name="Submit now").click()
    expect(page.locator("[data-waits]")).to_be_focused(timeout=8_000)
    assert setting.attempt(attempt).state == "running"
    page.evaluate("sessionStorage.setItem('let-through', '1')")
    page.get_by_role("button", name="Submit now").click()
    expect(page).to_have_url(re.compile("/result|/review"))
    assert within(lambda: stored(setting, attempt, position) == (given, 1), page)
