"""The network gone, the server gone, the browser gone: what was answered arrives all the same."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.conftest import FLAGS, Open, Site, enter
from tests.browser.setting import SHORT_QUIZ, Setting
from tests.browser.steps import choose, is_all_here, is_saved, looks_right, open_at, single, stored, within
from tests.question_bank.samples import short_text

Profile = Callable[[], Page]


def test_offline_one_goes_on_and_reloads_and_all_arrives_when_it_returns(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    page = walk(alice).page
    others = [at for at in range(1, 20) if at != position][:2]
    for at in (*others, position):
        open_at(page, attempt, at)
    page.context.set_offline(True)
    given = choose(page, 1)
    expect(page.locator(".strip")).to_contain_text("Connection lost. Go on answering.")
    expect(page.locator("[data-saved]")).to_have_text("1 answer waits here")
    page.reload()
    expect(page.locator("[name=answer]").nth(1)).to_be_checked()
    page.locator(f".qmap__grid [value='{others[0]}']").click()
    expect(page.locator("#q-h")).to_contain_text(f"Question {others[0]}")
    page.locator("label.flag").click()
    expect(page.locator("[data-saved]")).to_have_text("2 answers wait here")
    page.reload()
    expect(page.locator("[name=flag]")).to_be_checked()
    assert stored(setting, attempt, position) is None
    page.context.set_offline(False)
    assert within(lambda: stored(setting, attempt, others[0]) is not None, page)
    assert within(lambda: stored(setting, attempt, position) == (given, 1), page)
    expect(page.locator(".strip")).to_contain_text("Connection is back. Everything is saved.")


def test_a_question_never_opened_is_there_offline_and_after_a_reload(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    page = open_at(walk(alice).page, attempt, position)
    is_all_here(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#q-h")).to_contain_text(f"Question {position + 1}")
    page.locator("label.flag").click()
    expect(page.locator("[data-saved]")).to_have_text("1 answer waits here")
    words = page.locator(".item__ask").inner_text()
    page.reload()
    expect(page.locator("#q-h")).to_contain_text(f"Question {position + 1}")
    expect(page.locator(".item__ask")).to_have_text(words)
    expect(page.locator("[name=flag]")).to_be_checked()
    page.context.set_offline(False)
    assert within(lambda: stored(setting, attempt, position + 1) == (None, 1), page)


def test_ten_minutes_offline_lose_nothing_and_all_arrives(setting: Setting, walk: Open) -> None:
    """TRUST F20, with the page's own clock put on: its timers run for ten minutes without a network."""
    alice, attempt, position = single(setting)
    page = walk(alice).page
    page.clock.install()
    is_all_here(open_at(page, attempt, position))
    page.context.set_offline(True)
    first = choose(page, 1)
    expect(page.locator(".strip")).to_contain_text("Connection lost. Go on answering.")
    page.clock.run_for(600_000)
    page.get_by_role("button", name="Next").click()
    page.locator("label.flag").click()
    expect(page.locator("[data-saved]")).to_have_text("2 answers wait here")
    page.reload()
    expect(page.locator("[name=flag]")).to_be_checked()
    page.context.set_offline(False)
    assert within(lambda: stored(setting, attempt, position) == (first, 1), page)
    assert within(lambda: stored(setting, attempt, position + 1) == (None, 1), page)
    expect(page.locator(".clock__time")).to_contain_text(re.compile("^3[3-7]:"))  # of 38 minutes, as the server has it


def test_a_question_that_is_not_here_says_so_offline_and_opens_by_itself(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    walker = walk(alice)
    walker.page.route("**/questions?*", lambda route: route.abort())  # the line is too bad for the whole paper
    page = open_at(walker.page, attempt, position)
    page.context.set_offline(True)
    choose(page, 2)
    expect(page.locator("[data-saved]")).to_have_text("1 answer waits here")
    page.get_by_role("button", name="Next").click()
    expect(page.locator("h1")).to_have_text("This question has not been opened in this browser yet")
    expect(page.locator("[data-waiting]")).to_have_text("1 answer waits here")
    looks_right(walker, "no connection")
    page.get_by_role("link", name=f"Question {position}").click()
    expect(page.locator("[name=answer]").nth(2)).to_be_checked()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("h1")).to_contain_text("not been opened")
    page.context.set_offline(False)
    expect(page.locator("#q-h")).to_contain_text(f"Question {position + 1}")
    assert within(lambda: stored(setting, attempt, position) is not None, page)


def test_the_answers_can_be_downloaded_when_nothing_else_works(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    page = walk(alice).page
    page.goto(f"/attempts/{attempt}?q={position}")
    page.context.set_offline(True)
    given = choose(page, 0)
    with page.expect_download() as downloaded:
        page.locator(".strip").get_by_role("button", name="Download my answers").click()
    kept = Path(downloaded.value.path()).read_text()
    assert downloaded.value.suggested_filename == f"answers-{attempt}.json"
    assert given in kept
    assert '"not_sent"' in kept


def test_a_server_killed_under_the_page_gets_everything_when_it_is_back(
    site: Site, setting: Setting, walk: Open
) -> None:
    alice, attempt, position = single(setting)
    page = open_at(walk(alice).page, attempt, position)
    site.kill()
    try:
        given = choose(page, 1)
        expect(page.locator("[data-saved]")).to_have_text("1 answer waits here")
        page.reload()
        expect(page.locator("[name=answer]").nth(1)).to_be_checked()
    finally:
        site.start()
    assert within(lambda: stored(setting, attempt, position) == (given, 1), page)
    is_saved(page)


def test_what_came_after_the_end_is_kept_apart_and_can_be_taken_away(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    walker = walk(alice)
    page = open_at(walker.page, attempt, position)
    page.context.set_offline(True)
    choose(page, 1)
    expect(page.locator("[data-saved]")).to_have_text("1 answer waits here")
    setting.ends_in(attempt, -60)
    page.context.set_offline(False)
    expect(page.locator(".strip")).to_contain_text("1 answer could not be sent in time.")
    looks_right(walker, "too late")
    page.locator(".strip").get_by_role("link", name="See what was handed in").click()
    expect(page.locator("[data-late]")).to_contain_text("1 answer was not stored")
    assert stored(setting, attempt, position) is None


def test_handing_in_clears_what_the_browser_kept(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    page = open_at(walk(alice).page, attempt, position)
    choose(page, 1)
    page.locator("summary", has_text="Notes").click()
    page.locator("[data-notes]").fill("Ask about the rib.")
    page.get_by_role("button", name="Review").click()
    page.get_by_role("link", name=re.compile("^Submit")).click()
    page.get_by_role("button", name="Submit now").click()
    expect(page).to_have_url(re.compile("/result"))
    expect(page.locator(".receipt")).to_contain_text("You handed in on")
    assert within(lambda: "Ask about" not in page.evaluate("JSON.stringify(localStorage)"), page)
    page.context.set_offline(True)
    page.goto(f"/attempts/{attempt}?q={position}")
    expect(page.locator("h1")).to_contain_text("has not been opened")


@pytest.fixture
def profile(site: Site, tmp_path: Path, chromium_driver: Playwright) -> Iterator[Profile]:
    """A browser with a profile on the disk: open it, kill it, open it again."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    opened: list[BrowserContext] = []

    def start() -> Page:
        context = chromium_driver.chromium.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=program, args=FLAGS, base_url=site.url
        )
        opened.append(context)
        return context.pages[0]

    yield start
    opened[-1].close()


def kill_browser(folder: Path) -> None:
    """End every process that works on this profile, as a crash does."""
    mark = f"--user-data-dir={folder}".encode()
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if mark in entry.read_bytes():
                os.kill(int(entry.parent.name), signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError):
            continue


def test_a_browser_killed_in_the_last_minutes_loses_nothing_that_it_kept(
    setting: Setting, profile: Profile, tmp_path: Path
) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, SHORT_QUIZ)
    setting.asks(attempt, short_text(), short_text())
    setting.ends_in(attempt, 280)
    page = profile()
    enter(page, alice)
    page.goto(f"/attempts/{attempt}?q=1")
    page.locator("[name=answer]").fill("typed")
    is_saved(page)
    assert stored(setting, attempt, 1) == ("typed", 1)
    page.context.set_offline(True)
    page.locator("[name=answer]").fill("typed later")
    expect(page.locator("[data-saved]")).to_contain_text("waits here")
    kill_browser(tmp_path / "profile")
    assert stored(setting, attempt, 1) == ("typed", 1)
    after = profile()
    enter(after, alice)
    after.goto(f"/attempts/{attempt}?q=2")  # whichever question is opened, all of them are sent
    assert within(lambda: stored(setting, attempt, 1) == ("typed later", 2), after)


def test_signing_out_names_what_waits_and_takes_the_pages_out_of_the_browser(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    page = open_at(walk(alice).page, attempt, position)
    page.route("**/answers/*", lambda route: route.abort())
    choose(page, 1)
    expect(page.locator("[data-saved]")).to_have_text("1 answer waits here")
    page.goto("/sign-out")
    expect(page.locator("[data-unsent]")).to_contain_text("1 answer waits in this browser")
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    page.context.set_offline(True)
    page.goto(f"/attempts/{attempt}?q={position}")
    expect(page.locator("h1")).to_contain_text("has not been opened")
    expect(page.locator("[data-waiting]")).to_have_text("1 answer waits here")
