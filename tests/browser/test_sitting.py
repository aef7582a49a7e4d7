"""An exam sat in unusual ways: by keyboard alone, without JavaScript, with the browser closed midway."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.setting import FINAL, QUIZ, SHORT_QUIZ, Setting
from tests.browser.steps import within

COVERED = """() => {
  const at = document.activeElement;
  if (at === document.body) return false; // the end of the page
  const seen = at.matches(".sr") ? at.closest("label") : at; // an option's text may be taller than a small screen
  const box = seen.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return top === null || top.closest(".exam-head, .exam-foot") !== at.closest(".exam-head, .exam-foot");
}"""
NAMED = "() => document.activeElement.outerHTML.slice(0, 160)"


class Hands:
    """Somebody without a mouse; what they reach is never under a bar."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab_to(self, wanted: str, *, within: int = 60) -> Hands:
        """Press Tab until what is wanted has the focus."""
        for _ in range(within):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                assert not self.page.evaluate(COVERED), f"{wanted} is under a bar"
                return self
        raise AssertionError(f"{wanted} is not reached by Tab")

    def press(self, *keys: str) -> Hands:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def start(self, slug: str) -> str:
        """Accept everything and start; the attempt's id."""
        self.page.goto(f"/exams/{slug}")
        for _ in self.page.locator("[name=accepted]").all():
            self.tab_to("[name=accepted]:not(:checked)").press("Space")
        self.tab_to("main button.button--main").press("Enter")
        expect(self.page).to_have_url(re.compile("/attempts/"))
        return self.page.url.rsplit("/", 1)[-1]

    def goes_to(self, position: int) -> Hands:
        """The question is there, and its heading has the focus."""
        expect(self.page.locator("#q-h")).to_contain_text(f"Question {position}")
        expect(self.page.locator("#q-h")).to_be_focused()
        return self


def test_a_final_is_sat_by_keyboard_alone(setting: Setting, walk: Open) -> None:
    page = walk(setting.ready("Alice Ash")).page
    hands = Hands(page)
    attempt = hands.start(FINAL)
    hands.tab_to("[name=flag]").press("Space")
    expect(page.locator("[data-saved]")).to_contain_text("saved")
    hands.tab_to(".qmap__skip").press("Enter").tab_to("[value=next]", within=3).press("Enter").goes_to(2)
    position = setting.position(attempt, "single_choice")
    hands.tab_to(f".qmap__grid [value='{position}']", within=140).press("Enter").goes_to(position)
    hands.tab_to("[name=answer]").press("Space", "ArrowDown")
    expect(page.locator("[name=answer]").nth(1)).to_be_checked()
    expect(page.locator("[data-saved]")).to_contain_text("saved")
    hands.tab_to(".qmap__skip").press("Enter").tab_to("[value=review]", within=3).press("Enter")
    expect(page.locator("main .page-title")).to_have_text("123 questions have no answer yet")
    expect(page.locator("tbody tr").first).to_contain_text("Flagged")
    hands.tab_to("a.button--main", within=400).press("Enter")
    expect(page.locator("#sure-h")).to_have_text("Submit with 123 unanswered?")
    hands.tab_to("main form .button--main").press("Enter")
    expect(page.locator("h1")).to_contain_text("ot passed")


@pytest.mark.parametrize(("width", "height"), [(1280, 700), (320, 568)])
def test_whatever_has_the_focus_is_not_under_a_bar(setting: Setting, walk: Open, width: int, height: int) -> None:
    alice = setting.ready("Alice Ash")
    page = walk(alice).page
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"/attempts/{setting.started(alice, QUIZ)}")
    covered, stops = set(), 0
    for key in ("Tab", "Shift+Tab"):
        for _ in range(55):
            page.keyboard.press(key)
            stops += 1
            if page.evaluate(COVERED):
                covered.add(page.evaluate(NAMED))
    assert covered == set()
    assert stops == 110


def test_without_javascript_every_move_saves(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, SHORT_QUIZ)
    page = walk(alice, scripts=False).page
    page.goto(f"/attempts/{attempt}")
    page.locator("[name=answer]").first.check()
    page.get_by_role("button", name="Next").click()
    page.locator("label.flag").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".item__no")).to_contain_text("Question 2")
    expect(page.locator("[name=flag]")).to_be_checked()
    page.locator(".qmap__grid [value='1']").click()
    expect(page.locator("[name=answer]").first).to_be_checked()
    page.get_by_role("button", name="Review").click()
    expect(page.locator(".tile").nth(2)).to_have_text("19unanswered")
    page.get_by_role("link", name=re.compile("^Submit")).click()
    page.get_by_role("button", name="Submit now").click()
    expect(page).to_have_url(re.compile("/result"))
    sees_the_mark(page)


def sees_the_mark(page: Page) -> None:
    """Without JavaScript one looks again by oneself."""
    for _ in range(360):
        if page.get_by_role("link", name="Look again").count() == 0:
            break
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Look again").click()
    expect(page.locator("h1")).to_contain_text("ot passed")


def test_a_closed_browser_loses_nothing_and_stops_no_clock(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, QUIZ)
    before, position = walk(alice).page, setting.position(attempt, "single_choice")
    before.goto(f"/attempts/{attempt}?q={position}")
    before.locator("[name=answer]").nth(2).check()
    expect(before.locator("[data-saved]")).to_contain_text("saved")
    stems, left = stems_of(before, attempt), seconds_left(before)
    before.context.close()
    after = walk(alice).page
    after.wait_for_timeout(1_500)
    after.goto(f"/exams/{QUIZ}")
    after.get_by_role("link", name="Go on where you were").click()
    expect(after.locator(".item__no")).to_contain_text(f"Question {position} ")
    expect(after.locator("[name=answer]").nth(2)).to_be_checked()
    assert stems_of(after, attempt) == stems
    assert within(lambda: seconds_left(after) < left, after)
    assert setting.newest(alice, QUIZ).number == 1


def stems_of(page: Page, attempt: str) -> list[str]:
    """What the paper asks, in order, as this browser is told."""
    return [item["stem_html"] for item in page.request.get(f"/attempts/{attempt}/paper").json()["items"]]


def seconds_left(page: Page) -> int:
    """What the clock on screen says, in seconds."""
    seconds = 0
    for part in page.locator(".clock__time").inner_text().split(":"):
        seconds = 60 * seconds + int(part)
    return seconds
