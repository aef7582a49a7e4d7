"""The time of an exam: what the clock on screen says and keeps quiet about, and what happens when it is over."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.answers import give, key_of
from tests.browser.conftest import Open, Site
from tests.browser.setting import FINAL, QUIZ, SHORT_QUIZ, Setting

LISTEN = """() => {
  window.heard = [];
  for (const voice of document.querySelectorAll('exam-clock [role], exam-clock [aria-live]')) {
    const note = () => window.heard.push(voice.textContent.trim());
    new MutationObserver(note).observe(voice, { childList: true, characterData: true, subtree: true });
  }
}"""


def test_at_the_end_the_page_closes_itself_and_what_was_saved_is_marked(
    site: Site, setting: Setting, walk: Open
) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, SHORT_QUIZ)
    position, right = next(iter(key_of(site.data_dir, attempt).items()))
    page = walk(alice).page
    setting.ends_in(attempt, 6)
    page.goto(f"/attempts/{attempt}?q={position}")
    give(page, right)
    expect(page.locator("[data-saved]")).to_contain_text("saved")
    expect(page).to_have_url(re.compile("/result"), timeout=20_000)
    expect(page.locator("h1")).to_contain_text("ot passed", timeout=20_000)
    expect(page.locator("main")).to_contain_text("The time ended before you submitted.")
    expect(page.locator("main")).to_contain_text("time ended on")
    expect(page.locator(".lede")).to_contain_text(re.compile("You answered 1(?: of 20)? correctly"))


def test_with_the_browser_gone_the_job_closes_and_marks_within_a_minute(setting: Setting) -> None:
    attempt = setting.started(setting.ready("Alice Ash"), SHORT_QUIZ)
    setting.ends_in(attempt, -20)
    ends = time.monotonic() + 60
    while setting.attempt(attempt).state != "graded" and time.monotonic() < ends:
        time.sleep(0.5)
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
    page.clock.run_for(10_000)
    assert page.evaluate("heard") == []
    expect(page.locator(".clock__time")).to_have_text(re.compile("^2:29:[45]"))
    page.clock.run_for("02:29:00")
    assert page.evaluate("heard") == [f"{minutes} minutes left" for minutes in (30, 15, 5)] + ["1 minute left"]
    assert "clock--low" in (page.locator("details.clock").get_attribute("class") or "")


def test_a_hidden_clock_stays_hidden_on_the_next_question_and_shows_itself_near_the_end(
    setting: Setting, walk: Open
) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, QUIZ)
    page = walk(alice).page
    page.goto(f"/attempts/{attempt}")
    expect(page.locator(".clock__time")).to_be_visible()
    page.locator("details.clock summary").click()
    is_hidden(page)
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".item__no")).to_contain_text("Question 2")
    is_hidden(page)
    setting.ends_in(attempt, 303)
    page.reload()
    is_hidden(page)
    expect(page.locator(".clock__time")).to_be_visible()
    expect(page.locator("[data-announce]")).to_have_text("5 minutes left")


def is_hidden(page: Page) -> None:
    """No time is on screen, and the way to have it back is."""
    expect(page.locator("details.clock summary")).to_contain_text("Show time left")
    expect(page.locator(".clock__time")).to_be_hidden()
