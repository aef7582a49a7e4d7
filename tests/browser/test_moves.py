"""Moving through a paper within the page: nothing is asked of the server, and all that a page load does is done."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Open
from tests.browser.setting import QUIZ, Setting
from tests.browser.steps import choose, is_all_here, is_saved, looks_right, open_at, single, stored, within
from tests.question_bank.samples import ordering, short_text


class Asked:
    """Hears what a page asks of the product, apart from the clock and what it notes."""

    def __init__(self, page: Page) -> None:
        self.paths: list[str] = []
        page.on("request", self.hear)

    def hear(self, request: Request) -> None:
        if not re.search(r"/(clock|signals|window)$|/static/", request.url):
            self.paths.append(f"{request.method} {request.url.split('/', 3)[3]}")


@pytest.fixture
def sat(setting: Setting, walk: Open) -> tuple[Page, str, int]:
    """A page with a question, and the whole paper behind it."""
    alice, attempt, position = single(setting)
    return is_all_here(open_at(walk(alice).page, attempt, position)), attempt, position


def arrives(page: Page, number: int) -> None:
    """The page shows this question as if it had just been opened."""
    expect(page.locator("#q-h")).to_contain_text(f"Question {number} ")
    expect(page.locator("#q-h")).to_be_focused()
    expect(page).to_have_url(re.compile(rf"q={number}$"))
    expect(page).to_have_title(re.compile(rf"^Question {number} of 30"))
    expect(page.locator(".count b")).to_have_text(str(number))
    expect(page.locator(".qmap__grid [aria-current]")).to_have_count(1)
    expect(page.locator(".qmap__grid [aria-current]")).to_have_attribute("value", str(number))


def test_a_move_asks_nothing_but_to_save(setting: Setting, sat: tuple[Page, str, int]) -> None:
    page, attempt, position = sat
    asked = Asked(page)
    given = choose(page, 1)
    page.get_by_role("button", name="Next").click()
    arrives(page, position + 1)
    page.locator(".qmap__grid [value='30']").click()
    arrives(page, 30)
    expect(page.get_by_role("button", name="To the review")).to_be_visible()
    page.get_by_role("button", name="Previous").click()
    arrives(page, 29)
    page.locator(f".qmap__grid [value='{position}']").click()
    arrives(page, position)
    expect(page.locator("[name=answer]").nth(1)).to_be_checked()
    is_saved(page)
    assert within(lambda: stored(setting, attempt, position) == (given, 1), page)
    assert asked.paths == [f"PUT attempts/{attempt}/answers/{position}"]


def test_a_question_looked_at_is_unanswered_not_unseen(sat: tuple[Page, str, int]) -> None:
    page, attempt, position = sat
    there = page.locator(f".qmap__grid [value='{position + 2}']")
    expect(there).to_have_attribute("aria-label", f"Question {position + 2}, not seen")
    there.click()
    arrives(page, position + 2)
    page.goto(f"/attempts/{attempt}?q={position}")
    expect(there).to_have_attribute("aria-label", f"Question {position + 2}, unanswered")
    page.goto(f"/attempts/{attempt}/review?show=all")
    rows = page.locator("tbody tr")
    expect(rows.nth(position + 1)).to_contain_text("Unanswered")
    expect(rows.nth(position + 2)).to_contain_text("Not seen")


def test_back_and_forward_are_moves_too(setting: Setting, sat: tuple[Page, str, int]) -> None:
    page, attempt, position = sat
    page.get_by_role("button", name="Next").click()
    arrives(page, position + 1)
    page.locator("label.flag").click()
    page.go_back()
    arrives(page, position)
    page.go_forward()
    arrives(page, position + 1)
    expect(page.locator("[name=flag]")).to_be_checked()
    assert within(lambda: stored(setting, attempt, position + 1) == (None, 1), page)


def test_back_to_where_one_began_and_a_skip_link_on_the_way(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    page = walk(alice).page
    page.goto(f"/attempts/{setting.started(alice, QUIZ)}")
    is_all_here(page)
    page.locator(".qmap__skip").press("Enter")
    expect(page.locator("#moves")).to_be_focused()
    page.get_by_role("button", name="Next").click()
    arrives(page, 2)
    page.locator(".qmap__grid [value='2']").press("Enter")
    arrives(page, 2)
    page.go_back()
    page.go_back()
    expect(page.locator("#q-h")).to_contain_text("Question 1 ")
    expect(page.locator(".qmap__grid [aria-current]")).to_have_attribute("value", "1")


def test_notes_strikes_and_reports_belong_to_their_question(setting: Setting, sat: tuple[Page, str, int]) -> None:
    page, _attempt, position = sat
    page.get_by_role("button", name="Strike out A").click()
    page.locator("summary", has_text="Notes").click()
    page.locator("[data-notes]").fill("Look at the rib again.")
    page.locator("summary", has_text="Report this question").click()
    page.locator("#report").fill("About another question")
    page.get_by_role("button", name="Next").click()
    arrives(page, position + 1)
    expect(page.locator("[data-notes]")).to_have_value("")
    expect(page.locator("#report")).to_have_value("")
    expect(page.locator("[data-report]")).to_have_attribute("action", re.compile(rf"/reports/{position + 1}$"))
    expect(page.locator(".tool[open]")).to_have_count(0)
    page.get_by_role("button", name="Previous").click()
    arrives(page, position)
    expect(page.locator("[data-notes]")).to_have_value("Look at the rib again.")
    expect(page.locator(".option--struck")).to_have_count(1)


def test_every_type_is_answered_after_a_move(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, QUIZ)
    setting.asks(attempt, short_text(), ordering())
    walker = walk(alice)
    page = is_all_here(open_at(walker.page, attempt, 1))
    page.locator("[name=answer]").fill("twelve")
    page.get_by_role("button", name="Next").click()
    arrives(page, 2)
    page.locator("order-list [data-move=down]").first.click()
    is_saved(page)
    looks_right(walker, "after a move")
    page.get_by_role("button", name="Previous").click()
    arrives(page, 1)
    expect(page.locator("[name=answer]")).to_have_value("twelve")
    assert within(lambda: stored(setting, attempt, 1) == ("twelve", 1), page)


def test_a_conflict_elsewhere_is_turned_to_within_the_page(setting: Setting, walk: Open) -> None:
    alice, attempt, position = single(setting)
    page = is_all_here(open_at(walk(alice).page, attempt, position))
    page.context.set_offline(True)
    choose(page, 2)
    page.get_by_role("button", name="Next").click()
    arrives(page, position + 1)
    newer = walk(alice).page
    newer.goto(f"/attempts/{attempt}?q={position}")
    choose(newer, 0)
    is_saved(newer)
    page.context.set_offline(False)
    asked = Asked(page)
    page.locator(".strip").get_by_role("link", name=f"Go to question {position}").click()
    expect(page.locator("[data-conflict]")).to_be_visible()
    expect(page.locator("#q-h")).to_contain_text(f"Question {position} ")
    assert not [path for path in asked.paths if path.startswith("GET")]
