"""Saving when two windows answer, when words come from the server, and when the session has ended."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open, enter
from tests.browser.setting import SHORT_QUIZ, Setting
from tests.browser.steps import choose, is_saved, single, stored, within, writes
from tests.question_bank.samples import ordering, short_text

CHOOSE = "Not saved: choose which answer to keep"
KEEP = "Keep the answer given here"


def two_browsers(setting: Setting, walk: Open) -> tuple[Page, Page, str, int]:
    """The same question in two browsers: the newer one writes, and the older one has not noticed yet."""
    alice, attempt, position = single(setting)
    older, newer = walk(alice).page, walk(alice).page
    older.route("**/clock", lambda route: route.abort())
    for page in (older, newer):
        page.goto(f"/attempts/{attempt}?q={position}")
        writes(setting, attempt, page)
    return older, newer, attempt, position


def test_of_two_browsers_the_older_is_refused_and_both_answers_are_shown(setting: Setting, walk: Open) -> None:
    older, newer, attempt, position = two_browsers(setting, walk)
    first = choose(newer, 0)
    is_saved(newer)
    second = choose(older, 2)
    expect(older.locator("[data-saved]")).to_have_text(CHOOSE)
    expect(older.locator("[data-theirs]")).to_have_text("A")
    expect(older.locator("[data-mine]")).to_have_text("C")
    expect(older.get_by_role("button", name=KEEP)).to_be_focused()
    assert stored(setting, attempt, position) == (first, 1)
    older.get_by_role("button", name=KEEP).click()
    is_saved(older)
    assert stored(setting, attempt, position) == (second, 2)


@pytest.mark.parametrize("kind", ["one", "order"])
def test_what_is_answered_before_the_script_has_come_is_saved(setting: Setting, walk: Open, kind: str) -> None:
    alice, attempt, position = single(setting)
    if kind == "order":
        setting.asks(attempt, ordering())
        position = 1
    page = walk(alice).page
    late: list[Route] = []
    page.route("**/js/player.js", lambda route: late.append(route))
    page.goto(f"/attempts/{attempt}?q={position}", wait_until="commit")
    if kind == "one":
        choose(page, 1)
    else:
        page.locator("order-list [data-move=down]").first.click()
    page.locator("label.flag").click()
    assert within(lambda: len(late) == 1, page)
    late[0].continue_()
    is_saved(page)
    found = setting.answer(attempt, position)
    assert found is not None
    assert (bool(found.answer), found.is_flagged, found.revision) == (True, True, 1)


def test_the_stored_answer_of_the_other_browser_can_be_taken(setting: Setting, walk: Open) -> None:
    older, newer, attempt, position = two_browsers(setting, walk)
    first = choose(newer, 3)
    is_saved(newer)
    choose(older, 1)
    older.get_by_role("button", name="Take the stored answer").click()
    expect(older.locator("[name=answer]").nth(3)).to_be_checked()
    older.get_by_role("button", name="Next").click()
    expect(older.locator(".item__no")).to_contain_text(f"Question {position + 1}")
    assert stored(setting, attempt, position) == (first, 1)


def test_a_conflict_on_another_question_waits_there_and_is_named_here(setting: Setting, walk: Open) -> None:
    older, newer, attempt, position = two_browsers(setting, walk)
    older.context.set_offline(True)
    choose(older, 2)
    first = choose(newer, 0)
    is_saved(newer)
    older.evaluate("history.replaceState(null, '', '/attempts/none')")  # so that leaving is a load of its own
    older.context.set_offline(False)
    older.goto(f"/attempts/{attempt}?q={position + 1}")
    expect(older.locator(".strip")).to_contain_text(f"Question {position} is not saved.")
    older.get_by_role("link", name=f"Go to question {position}").click()
    expect(older.locator("[data-theirs]")).to_have_text("A")
    expect(older.locator("[name=answer]").nth(2)).to_be_checked()
    assert stored(setting, attempt, position) == (first, 1)


def test_without_javascript_two_windows_lose_nothing_either(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    newer = walk(alice, scripts=False).page
    older = newer.context.new_page()
    for page in (older, newer):
        page.goto(f"/attempts/{attempt}?q={position}")
    first = choose(newer, 0)
    newer.get_by_role("button", name="Next").click()
    choose(older, 2)
    older.get_by_role("button", name="Next").click()
    told = older.locator("[role=alert]:visible")
    expect(told).to_contain_text("answered in another window")
    expect(told.locator("strong")).to_have_text("A")
    expect(older.locator("[name=answer]").nth(2)).to_be_checked()
    assert stored(setting, attempt, position) == (first, 1)


def test_what_is_typed_is_sent_two_seconds_after_the_last_key_and_every_five(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, SHORT_QUIZ)
    setting.asks(attempt, short_text())
    page = walk(alice).page
    page.clock.install()
    page.goto(f"/attempts/{attempt}?q=1")
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)  # from here on only the test lets time pass
    sent: list[str] = []
    page.on("request", lambda request: request.method == "PUT" and sent.append(request.post_data_json["answer"]))
    for letter in "abcdefg":
        assert sent == []
        page.locator("[name=answer]").press_sequentially(letter)
        page.clock.run_for(800)
    assert within(lambda: sent == ["abcdefg"], page), sent  # five seconds after the first
    is_saved(page)
    page.locator("[name=answer]").press_sequentially("h")
    page.clock.run_for(1_900)
    assert len(sent) == 1
    page.clock.run_for(200)
    assert within(lambda: stored(setting, attempt, 1) == ("abcdefgh", 2), page)
    is_saved(page)


def test_an_answer_that_cannot_be_read_says_why_beside_the_question_and_is_kept(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    page = walk(alice).page
    page.goto(f"/attempts/{attempt}?q={position}")
    problem = {"type": "invalid", "title": "-", "status": 422, "detail": "This answer holds too many characters."}
    page.route("**/answers/*", lambda route: route.fulfill(status=422, body=json.dumps(problem)))
    choose(page, 1)
    expect(page.locator("[data-refused]")).to_contain_text("This answer holds too many characters.")
    expect(page.locator("[data-saved]")).to_have_text("Not saved: see what is said below")
    page.unroute_all()
    given = choose(page, 2)
    is_saved(page)
    expect(page.locator("[data-refused]")).to_be_hidden()
    assert stored(setting, attempt, position) == (given, 1)


def test_signed_out_the_answers_wait_and_go_out_after_signing_in_in_a_new_tab(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    page = walk(alice).page
    page.goto(f"/attempts/{attempt}?q={position}")
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    page.context.clear_cookies()
    given = choose(page, 1)
    strip = page.locator(".strip")
    expect(strip).to_contain_text("You are signed out.")
    expect(page.locator("[data-saved]")).to_have_text("1 answer waits here")
    with page.context.expect_page() as opened:
        strip.get_by_role("link", name="Sign in again").click()
    tab = opened.value
    expect(tab).to_have_url(re.compile(r"/sign-in\?next="))
    enter(tab, alice)
    tab.goto(f"/attempts/{attempt}/signed-in")
    assert within(lambda: stored(setting, attempt, position) == (given, 1), page)
    is_saved(page)
    assert page.locator("meta[name=csrf-token]").get_attribute("content") != token
