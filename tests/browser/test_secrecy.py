"""What a candidate's browser receives while an exam is sat: never a key, a reason or a harm grade before release."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.answers import Key, give, key_of
from tests.browser.conftest import Open, Site
from tests.browser.setting import FINAL, SHORT_QUIZ, Setting

MARKS = ('"key"', "rationale", '"harm"', "must_not_miss", "is_key")
PLAIN = re.compile(r"[A-Za-z ]{24,}")
"""A stretch of words that reads the same in a page, in JSON and in the item."""


class Ear:
    """Hears every byte this browser receives."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heard: list[tuple[str, str]] = []
        page.context.route("**/*", self.listen)

    def listen(self, route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        body = answer.body()
        self.heard.append((route.request.url, f"{answer.headers}{body.decode(errors='replace')}"))
        route.fulfill(status=answer.status, headers=answer.headers, body=body)

    def stop(self) -> None:
        """Hear no more, so that the window can be closed."""
        self.page.context.unroute_all(behavior="wait")

    def holding(self, words: set[str]) -> list[tuple[str, str]]:
        """Where which of these words were heard."""
        return [(url, word) for url, said in self.heard for word in words if word in said]


def unique_words(setting: Setting, attempt: str, shown: str) -> set[str]:
    """The longest stretch of words of each reason, unless a candidate is shown the same words anyway."""
    found = (max(PLAIN.findall(told), key=len, default="").strip() for told in setting.rationales(attempt))
    return {words for words in found if words and words not in shown}


@pytest.mark.parametrize(("slug", "is_released"), [(SHORT_QUIZ, True), (FINAL, False)])
def test_no_reason_reaches_the_browser_before_release(
    site: Site, setting: Setting, walk: Open, slug: str, is_released: bool
) -> None:
    alice = setting.ready("Alice Ash")
    page = walk(alice).page
    ear = Ear(page)
    page.goto(f"/exams/{slug}")
    for box in page.locator("[name=accepted]").all():
        box.check()
    page.get_by_role("button", name=re.compile("^Start")).click()
    expect(page).to_have_url(re.compile("/attempts/"))
    attempt = page.url.rsplit("/", 1)[-1]
    sit_all_ways(page, key_of(site.data_dir, attempt))
    shown = page.request.get(f"/attempts/{attempt}/paper").text()
    secret = unique_words(setting, attempt, shown)
    assert len(secret) > 50
    assert len(ear.heard) > 30
    assert ear.holding(secret | set(MARKS)) == []
    hand_in(page)
    ear.stop()
    told = ear.holding(secret)
    assert bool(told) is is_released
    assert all(url.endswith("/result") for url, _word in told)


def sit_all_ways(page: Page, key: Key) -> None:
    """Answer, flag, clear, strike out, move, read the paper as a program, look at every list of the review."""
    for number in range(1, 6):
        give(page, key[number])
        page.locator("#q-h").focus()
        expect(page.locator("[data-saved]")).to_contain_text("saved")
        for strike in page.get_by_role("button", name="Strike out A").all():
            strike.click()
        page.locator("label.flag").click()
        page.get_by_role("button", name="Clear my answer").click()
        give(page, key[number])
        page.locator("button[name=go][value=next]").click()
        expect(page.locator(".item__no")).to_contain_text(f"Question {number + 1}")
    attempt = page.url.split("?")[0]
    page.evaluate("url => fetch(url).then((answer) => answer.text())", f"{attempt}/paper")
    for show in ("all", "flagged", "unanswered"):
        page.goto(f"{attempt}/review?show={show}")


def hand_in(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Submit")).click()
    page.get_by_role("button", name="Submit now").click()
    expect(page.locator("h1")).to_contain_text("ot passed")
    page.reload()  # where a redirect led is not heard, and grading may be done by then
    expect(page.locator("h1")).to_contain_text("ot passed")
