"""Saving when things go wrong: the connection is lost, or the same exam is open in two windows."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.setting import QUIZ, Setting

LOST = "Connection lost: 1 answer waits here"
CHOOSE = "Not saved: choose which answer to keep"


def single(setting: Setting, name: str) -> tuple[Any, str, int]:
    """Somebody, their attempt, and a question with one answer to choose."""
    person = setting.ready(name)
    attempt = setting.started(person, QUIZ)
    return person, attempt, setting.position(attempt, "single_choice")


def choose(page: Page, number: int) -> str:
    """Choose the option with this number; its shown id."""
    option = page.locator("[name=answer]").nth(number)
    option.check()
    return option.get_attribute("value") or ""


def test_an_answer_given_without_a_connection_is_saved_when_it_returns(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting, "Alice Ash")
    page = walk(alice).page
    page.goto(f"/attempts/{attempt}?q={position}")
    page.evaluate("window.isTheSamePage = true")
    page.context.set_offline(True)
    given = choose(page, 1)
    expect(page.locator("[data-saved]")).to_have_text(LOST)
    assert setting.answer(attempt, position) is None
    page.get_by_role("button", name="Next").click()
    page.wait_for_timeout(4_500)  # as long as a move waits for an answer on its way
    expect(page.locator(".item__no")).to_contain_text(f"Question {position}")
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_contain_text("Answer saved")
    assert page.evaluate("window.isTheSamePage")
    stored = setting.answer(attempt, position)
    assert stored is not None
    assert (stored.answer, stored.revision) == (given, 1)


def test_of_two_windows_the_older_is_refused_and_both_answers_are_shown(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting, "Alice Ash")
    newer = walk(alice).page
    older = newer.context.new_page()
    for page in (older, newer):
        page.goto(f"/attempts/{attempt}?q={position}")
    first = choose(newer, 0)
    expect(newer.locator("[data-saved]")).to_contain_text("Answer saved")
    second = choose(older, 2)
    expect(older.locator("[data-saved]")).to_have_text(CHOOSE)
    expect(older.locator("[data-conflict]")).to_contain_text("Stored there: A. Chosen here: C.")
    expect(older.get_by_role("button", name="Keep the answer chosen here")).to_be_focused()
    assert stored(setting, attempt, position) == (first, 1)
    older.get_by_role("button", name="Keep the answer chosen here").click()
    expect(older.locator("[data-saved]")).to_contain_text("Answer saved")
    assert stored(setting, attempt, position) == (second, 2)


def test_the_stored_answer_of_the_other_window_can_be_taken(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting, "Alice Ash")
    newer = walk(alice).page
    older = newer.context.new_page()
    for page in (older, newer):
        page.goto(f"/attempts/{attempt}?q={position}")
    first = choose(newer, 3)
    expect(newer.locator("[data-saved]")).to_contain_text("Answer saved")
    choose(older, 1)
    older.get_by_role("button", name="Take the stored answer").click()
    expect(older.locator("[name=answer]").nth(3)).to_be_checked()
    older.get_by_role("button", name="Next").click()
    expect(older.locator(".item__no")).to_contain_text(f"Question {position + 1}")
    assert stored(setting, attempt, position) == (first, 1)


def test_without_javascript_two_windows_lose_nothing_either(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting, "Alice Ash")
    newer = walk(alice, scripts=False).page
    older = newer.context.new_page()
    for page in (older, newer):
        page.goto(f"/attempts/{attempt}?q={position}")
    first = choose(newer, 0)
    newer.get_by_role("button", name="Next").click()
    choose(older, 2)
    older.get_by_role("button", name="Next").click()
    expect(older.locator("[role=alert]")).to_contain_text("answered in another window")
    expect(older.locator("[role=alert] strong")).to_have_text("A")
    expect(older.locator("[name=answer]").nth(2)).to_be_checked()
    assert stored(setting, attempt, position) == (first, 1)


def stored(setting: Setting, attempt: str, position: int) -> tuple[Any, int] | None:
    """The answer in the database, with its revision."""
    found = setting.answer(attempt, position)
    return (found.answer, found.revision) if found else None
