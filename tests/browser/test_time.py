"""The time of an exam: what the clock on screen says and keeps quiet about, and what happens when it is over."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answers import key_of
from tests.browser.conftest import Open, Site
from tests.browser.setting import FINAL, QUIZ, SHORT_QUIZ, Setting
from tests.browser.steps import choose, is_saved, looks_right, stored, within
from trainer.core import clock

LISTEN = """() => {
  window.heard = [];
  const voice = document.querySelector('[data-announce]');
  const note = () => window.heard.push(voice.textContent.trim());
  new MutationObserver(note).observe(voice, { childList: true, characterData: true, subtree: true });
}"""
WRONG_BY = """(() => {
  const Right = Date, shift = %d * 3_600_000;
  globalThis.Date = class extends Right {
    constructor(...given) { super(...(given.length ? given : [Right.now() + shift])); }
    static now() { return Right.now() + shift; }
  };
})()"""


def test_at_the_end_the_page_closes_itself_and_what_was_saved_is_marked(
    site: Site, setting: Setting, walk: Open
) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, SHORT_QUIZ)
    position = setting.position(attempt, "single_choice")
    right = key_of(site.data_dir, attempt)[position]
    page = walk(alice).page
    page.goto(f"/attempts/{attempt}?q={position}")
    page.locator(f"[name=answer][value='{right}']").check()
    is_saved(page)
    setting.ends_in(attempt, 3)
    page.reload()
    expect(page).to_have_url(re.compile("/result"))
    expect(page.locator("h1")).to_contain_text("ot passed")
    expect(page.locator("main")).to_contain_text("The time ended before you submitted.")
    expect(page.locator(".receipt")).to_contain_text(re.compile("Time ended on .*; everything saved by then counts."))
    expect(page.locator(".lede")).to_contain_text(re.compile("You answered 1(?: of 20)? correctly"))


def test_with_the_browser_gone_the_job_closes_and_marks(setting: Setting) -> None:
    attempt = setting.started(setting.ready("Alice Ash"), SHORT_QUIZ)
    setting.ends_in(attempt, -20)
    assert within(lambda: setting.attempt(attempt).state == "graded")
    closed = setting.attempt(attempt)
    assert (closed.state, closed.closed_by) == ("graded", "time")
    assert closed.closed_at == closed.deadline


def test_the_clock_speaks_at_four_moments_of_a_whole_exam_and_never_between(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    page = walk(alice).page
    page.clock.install()
    page.route("**/clock", lambda route: route.abort())  # the server's own time does not run ahead with the browser's
    page.goto(f"/attempts/{setting.started(alice, FINAL)}")
    page.evaluate(LISTEN)
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 30)  # from here on only the test lets time pass
    page.clock.run_for(10_000)
    assert page.evaluate("heard") == []
    expect(page.locator(".clock__time")).to_have_text(re.compile("^2:2[89]:"))
    page.clock.run_for("02:00:00")
    expect(page.locator("[data-alert]")).to_contain_text("30 minutes left")
    page.locator("[data-alert] button").click()
    expect(page.locator("[data-alert]")).to_be_hidden()
    assert "clock--low" not in (page.locator("details.clock").get_attribute("class") or "")
    page.clock.run_for("00:29:00")
    assert page.evaluate("heard") == [f"{minutes} minutes left" for minutes in (30, 15, 5)] + ["1 minute left"]
    assert "clock--low" in (page.locator("details.clock").get_attribute("class") or "")


def test_the_time_is_said_whenever_it_is_asked_for(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    page = walk(alice).page
    page.goto(f"/attempts/{setting.started(alice, QUIZ)}")
    page.keyboard.press("t")
    expect(page.locator("[data-answer-time]")).to_have_text(re.compile(r"^\d+ minutes left$"))
    expect(page.locator("[data-announce]")).to_have_text("")


def test_a_mark_passed_between_two_pages_is_not_missed(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, QUIZ)
    page = walk(alice).page
    page.goto(f"/attempts/{attempt}")
    expect(page.locator(".clock__time")).to_be_visible()
    setting.ends_in(attempt, 899)
    page.goto(f"/attempts/{attempt}?q=2")
    expect(page.locator("[data-alert]")).to_contain_text("15 minutes left")


def test_a_hidden_clock_stays_hidden_on_the_next_question_and_shows_itself_near_the_end(
    setting: Setting, walk: Open
) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, QUIZ)
    page = walk(alice).page
    page.goto(f"/attempts/{attempt}")
    expect(page.locator(".clock__time")).to_be_visible()
    page.locator("details.clock summary").click()
    page.locator("details.count summary").click()
    is_hidden(page)
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".item__no")).to_contain_text("Question 2")
    is_hidden(page)
    expect(page.locator("details.count b")).to_be_hidden()
    setting.ends_in(attempt, 303)
    page.reload()
    expect(page.locator(".clock__time")).to_be_visible()
    expect(page.locator("[data-announce]")).to_have_text("5 minutes left")


def is_hidden(page: Page) -> None:
    """No time is on screen, and the way to have it back is."""
    expect(page.locator("details.clock summary")).to_contain_text("Show time left")
    expect(page.locator(".clock__time")).to_be_hidden()


def test_time_that_is_added_comes_on_screen_by_itself_with_its_reason(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, QUIZ)
    setting.change(attempt, deadline=clock.now() + timedelta(minutes=10), limit_seconds=600)
    page = walk(alice).page
    page.goto(f"/attempts/{attempt}")
    page.evaluate("window.isTheSamePage = true")
    setting.credit(attempt, 600, "Fire alarm in the building")
    expect(page.locator("[data-credits]")).to_have_text("10 minutes added: Fire alarm in the building")
    expect(page.locator("[data-alert]")).to_contain_text("10 minutes added")
    expect(page.locator(".clock__time")).to_have_text(re.compile(r"^1[5-9]:\d\d$"))
    assert page.evaluate("window.isTheSamePage")


def test_at_zero_the_page_locks_and_unlocks_when_the_server_has_more_time(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, QUIZ)
    position = setting.position(attempt, "single_choice")
    walker = walk(alice)
    page = walker.page
    page.goto(f"/attempts/{attempt}?q={position}")
    page.route("**/clock", lambda route: route.abort())
    setting.change(attempt, grace_seconds=600)  # the job does not close it while the page is looked at
    setting.ends_in(attempt, 3)
    page.reload()
    expect(page.locator("[data-locked=over]")).to_contain_text("The time is over")
    expect(page.locator("[name=answer]").first).to_be_disabled()
    looks_right(walker, "locked")
    setting.credit(attempt, 300, "Fire alarm in the building")
    page.unroute_all()
    expect(page.locator("[name=answer]").first).to_be_enabled()
    expect(page.locator("[data-locked=over]")).to_be_hidden()
    given = choose(page, 1)
    is_saved(page)
    assert stored(setting, attempt, position) == (given, 1)


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_browser_whose_clock_is_wrong_by_hours_has_the_same_time_left(
    setting: Setting, walk: Open, hours: int
) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, FINAL)
    page = walk(alice).page
    page.add_init_script(WRONG_BY % hours)
    page.goto(f"/attempts/{attempt}?q={(position := setting.position(attempt, 'single_choice'))}")
    about = re.compile("^2:2[5-9]:")
    expect(page.locator(".clock__time")).to_have_text(about)
    given = choose(page, 1)
    is_saved(page)
    page.wait_for_timeout(2_000)
    expect(page.locator(".clock__time")).to_have_text(about)
    assert stored(setting, attempt, position) == (given, 1)


def test_a_break_stops_the_clock_and_covers_the_questions(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, QUIZ)
    setting.change(attempt, break_left_seconds=600)
    walker = walk(alice)
    page = walker.page
    page.goto(f"/attempts/{attempt}")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".page-title")).to_have_text("The clock stands still")
    expect(page.locator(".item")).to_have_count(0)
    looks_right(walker, "paused")
    left = page.locator(".clock__time").inner_text()
    page.wait_for_timeout(1_500)
    expect(page.locator(".clock__time")).to_have_text(left)
    page.get_by_role("button", name="Go on with the exam").click()
    expect(page.locator("#q-h")).to_contain_text("Question 1")
    assert within(lambda: page.locator(".clock__time").inner_text() != left, page)


def test_without_a_time_limit_no_time_is_shown(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, QUIZ)
    setting.change(attempt, deadline=None, limit_seconds=None)
    page = walk(alice).page
    page.goto(f"/attempts/{attempt}")
    expect(page.locator(".clock-box")).to_contain_text("No time limit")
    page.keyboard.press("t")
    expect(page.locator("[data-answer-time]")).to_have_text("No time limit")
