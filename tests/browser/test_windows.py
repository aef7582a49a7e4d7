"""The same exam in several windows of one browser: the newest writes, the others say so and can be taken into use."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.setting import Setting
from tests.browser.steps import choose, is_saved, looks_right, single, stored, within

ELSEWHERE = "The exam is open in another window"


def is_read_only(page: Page) -> None:
    """Everything is shown, nothing can be changed, and the page says why."""
    expect(page.locator("[data-locked=window]")).to_contain_text(ELSEWHERE)
    expect(page.locator("[name=answer]").first).to_be_disabled()
    expect(page.locator("[value=next]")).to_be_disabled()


def test_an_older_tab_turns_read_only_at_once_and_can_be_taken_into_use(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    walker = walk(alice)
    older = walker.page
    newer = older.context.new_page()
    older.goto(f"/attempts/{attempt}?q={position}")
    choose(older, 0)
    is_saved(older)
    newer.goto(f"/attempts/{attempt}?q={position}")
    is_read_only(older)
    looks_right(walker, "read-only")
    second = choose(newer, 1)
    is_saved(newer)
    older.get_by_role("button", name="Use this window").click()
    expect(older.locator("[name=answer]").nth(1)).to_be_checked()
    is_read_only(newer)
    assert stored(setting, attempt, position) == (second, 2)
    third = choose(older, 2)
    assert within(lambda: stored(setting, attempt, position) == (third, 3), older)
    is_saved(older)


def test_a_window_of_another_browser_learns_it_from_the_server(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    older, newer = walk(alice).page, walk(alice).page
    older.goto(f"/attempts/{attempt}?q={position}")
    expect(older.locator("[name=answer]").first).to_be_enabled()
    newer.goto(f"/attempts/{attempt}?q={position}")
    expect(older.locator("[data-locked=window]")).to_be_visible(timeout=15_000)
    is_read_only(older)
    expect(newer.locator("[name=answer]").first).to_be_enabled()


def test_a_duplicated_tab_takes_a_name_of_its_own(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    page = walk(alice).page
    page.goto(f"/attempts/{attempt}?q={position}")
    name = page.evaluate("sessionStorage.getItem('exam-writer')")
    with page.context.expect_page() as opened:
        page.evaluate("() => { window.open(location.href) }")  # with an opener, so that sessionStorage is copied
    twin = opened.value
    is_read_only(page)
    assert within(lambda: twin.evaluate("sessionStorage.getItem('exam-writer')") != name, twin)
    expect(twin.locator("[name=answer]").first).to_be_enabled()
    choose(twin, 1)
    is_saved(twin)
    answer = setting.answer(attempt, position)
    assert answer is not None
    assert answer.writer == twin.evaluate("sessionStorage.getItem('exam-writer')") == setting.attempt(attempt).window


def test_what_an_older_tab_left_unsent_still_arrives(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    older = walk(alice).page
    older.goto(f"/attempts/{attempt}?q={position}")
    older.route("**/answers/*", lambda route: route.abort())
    given = choose(older, 3)
    expect(older.locator("[data-saved]")).to_have_text("1 answer waits here")
    newer = older.context.new_page()
    newer.goto(f"/attempts/{attempt}?q={position + 1}")  # another question: it finds what waits, and sends it
    assert within(lambda: stored(setting, attempt, position) == (given, 1), newer)
