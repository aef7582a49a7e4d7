"""The page of a verdict as it is seen: narrow, one thing after the other; wide, two columns without holes."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.files import Desk

HEADINGS = {"competence": "#t1", "licence": "#t2", "facts": "#f-h", "checks": "#c-h", "history": "#h-h"}
FACTS_END = "document.querySelector('.facts').getBoundingClientRect().bottom"
CLOCKS_END = "document.querySelectorAll('.timer')[1].getBoundingClientRect().bottom"


def test_the_licence_is_told_before_the_facts_and_the_history_last(alone: tuple[Desk, Page]) -> None:
    desk, page = alone
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"/v/{desk.certificate.identifier}")
    tops = tops_on(page)
    assert sorted(tops, key=lambda name: tops[name]) == list(HEADINGS)
    page.set_viewport_size({"width": 1280, "height": 900})
    tops = tops_on(page)
    assert abs(tops["competence"] - tops["facts"]) < 60, "side by side"
    assert 0 < tops["history"] - page.evaluate(FACTS_END) < 60
    assert 0 < tops["checks"] - page.evaluate(CLOCKS_END) < 60


def tops_on(page: Page) -> dict[str, float]:
    """How far down each heading lies."""
    return {
        name: float(page.evaluate("(place) => document.querySelector(place).getBoundingClientRect().top", place))
        for name, place in HEADINGS.items()
    }
